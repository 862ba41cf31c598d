namespace DeepCalc.Formats.Pickles;

/// <summary>A dictionary, or the entries of an object that is one.</summary>
internal sealed class PickleDictionary
{
    private readonly List<KeyValuePair<object?, object?>> _entries = [];
    private Dictionary<string, object?>? _byText;

    /// <summary>Its entries in the order of the file; a key can be repeated, and its last value holds.</summary>
    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => _entries;

    /// <summary>The value of a text key, or null.</summary>
    public object? this[string key] => ByText.GetValueOrDefault(key);

    // Made when it is asked for, since few dictionaries are.
    private Dictionary<string, object?> ByText
    {
        get
        {
            if (_byText is null)
            {
                _byText = new(StringComparer.Ordinal);
                foreach ((object? key, object? value) in _entries)
                {
                    if (key is string text)
                    {
                        _byText[text] = value;
                    }
                }
            }

            return _byText;
        }
    }

    /// <summary>Whether it has a text key.</summary>
    public bool Has(string key) => ByText.ContainsKey(key);

    /// <summary>Adds an entry.</summary>
    public void Add(object? key, object? value)
    {
        _byText = null;
        _entries.Add(new(key, value));
    }
}
