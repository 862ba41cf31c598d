namespace DeepCalc.Formats.Pickles;

/// <summary>What a call would have given: the callable with its arguments, and what is set on the result afterwards.</summary>
/// <param name="callable">The callable: mostly a <see cref="PickleGlobal"/>.</param>
/// <param name="arguments">The arguments; a sequence unless the file is odd.</param>
internal sealed class PickleObject(object? callable, object? arguments)
{
    // Most objects have neither.
    private PickleDictionary? _entries;
    private PickleSequence? _items;

    /// <summary>The callable as a global, or null where it is itself the result of a call.</summary>
    public PickleGlobal? Global => callable as PickleGlobal;

    /// <summary>The arguments, or null where the file is odd.</summary>
    public PickleSequence? Arguments => arguments as PickleSequence;

    /// <summary>An argument, or null where there are fewer.</summary>
    public object? this[int index] => Arguments is { Items: { } items } && index < items.Count ? items[index] : null;

    /// <summary>The state that the file sets, or null.</summary>
    public object? State { get; set; }

    /// <summary>The attributes in the state: the state itself, or the first of its two parts.</summary>
    public PickleDictionary? Attributes => State as PickleDictionary
        ?? (State is PickleSequence { Items: [PickleDictionary attributes, ..] } ? attributes : null);

    /// <summary>The entries that the file sets on the object, or null.</summary>
    public PickleDictionary? Entries => _entries;

    /// <summary>The items that the file appends to the object, or null.</summary>
    public PickleSequence? Items => _items;

    /// <summary>The entries, to be extended.</summary>
    public PickleDictionary SetEntries() => _entries ??= new();

    /// <summary>The items, to be extended.</summary>
    public PickleSequence SetItems() => _items ??= new();
}
