namespace DeepCalc.Formats.Pickles;

/// <summary>A class or function that Python would import to load pickles, with what it would call.</summary>
/// <param name="global">The class or function, or null for something that only the running Python can resolve.</param>
/// <param name="text">Its name.</param>
internal sealed class PickleCall(PickleGlobal? global, string text)
{
    /// <summary>The class or function, or null for something that only the running Python can resolve.</summary>
    public PickleGlobal? Global => global;

    /// <summary>The first call, or the name where it is only imported.</summary>
    public string Text { get; private set; } = text;

    /// <summary>The number of calls.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a call, of which the first is written.</summary>
    public void Add(object? arguments)
    {
        if (Count++ == 0)
        {
            Text = PickleText.Call(Text, arguments);
        }
    }
}
