namespace DeepCalc.Formats.Pickles;

/// <summary>Records the classes and functions that Python would import and call to load pickles.</summary>
internal sealed class PickleCalls
{
    private readonly Dictionary<PickleGlobal, PickleCall> _byGlobal = [];
    private readonly Dictionary<string, PickleCall> _byText = new(StringComparer.Ordinal);

    /// <summary>One record for each class and function.</summary>
    public IEnumerable<PickleCall> All => _byGlobal.Values.Concat(_byText.Values);

    /// <summary>Records an import.</summary>
    public void Import(PickleGlobal global) => Of(global);

    /// <summary>Records a call.</summary>
    public void Call(object? callable, object? arguments)
    {
        if (callable is PickleGlobal global)
        {
            Of(global).Add(arguments);
        }
        else
        {
            Other(callable is PickleObject { Global: { } source } ? $"{PickleText.Name(source.ToString())}(…)" : "…").Add(arguments);
        }
    }

    /// <summary>Records something that only the running Python can resolve.</summary>
    public PickleCall Other(string text)
    {
        if (!_byText.TryGetValue(text, out PickleCall? call))
        {
            _byText.Add(text, call = new PickleCall(null, text));
        }

        return call;
    }

    private PickleCall Of(PickleGlobal global)
    {
        if (!_byGlobal.TryGetValue(global, out PickleCall? call))
        {
            _byGlobal.Add(global, call = new PickleCall(global, PickleText.Name(global.ToString())));
        }

        return call;
    }
}
