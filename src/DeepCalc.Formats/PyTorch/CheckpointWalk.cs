using System.Diagnostics.CodeAnalysis;
using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>Finds the tensors in the value of a checkpoint: in dictionaries, lists and objects, which are never built.</summary>
/// <param name="objects">The meaning of calls.</param>
/// <param name="mostLetters">The most letters of all names together.</param>
/// <param name="cancellation">Cancels the search.</param>
internal sealed class CheckpointWalk(TorchObjects objects, long mostLetters, CancellationToken cancellation)
{
    private const int Deepest = 128;
    private const int MostName = 1024;

    private readonly List<FoundTensor> _found = [];
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _keys = [];
    private IReadOnlyList<string>? _keysNow;
    private long _letters;
    private int _depth;

    /// <summary>The tensors in a value, in the order of the file. What occurs twice in it is found once.</summary>
    /// <exception cref="DeepCalcException">The value is nested too deeply, or a tensor is damaged.</exception>
    public List<FoundTensor> Find(object? root)
    {
        Visit(root, "", CheckpointKeys.IsOptimizer(root) ? CheckpointPart.Optimizer : CheckpointPart.Weights, null);
        return _found;
    }

    private void Visit(object? value, string name, CheckpointPart part, TensorRole? role)
    {
        if (!IsAny(value))
        {
            return;
        }

        if (objects.TensorOf(value) is { } tensor)
        {
            Add(tensor, name, part, role);
            return;
        }

        if (!_seen.Add(value))
        {
            return;
        }

        FileFault.Unless(++_depth <= Deepest, ErrorCode.FileTooLarge, $"the checkpoint is nested deeper than {Deepest} levels, the most that is read.");
        switch (value)
        {
            case PickleDictionary dictionary:
                Entries(dictionary, name, part, role);
                break;
            case PickleSequence sequence:
                Items(sequence, name, part, role);
                break;
            case PickleObject made:
                Object(made, name, part, role);
                break;
        }

        _depth--;
    }

    private void Add(TorchValue tensor, string name, CheckpointPart part, TensorRole? role)
    {
        // A tensor among dictionaries is a weight of a state dictionary, where the name shows averages.
        bool isAverage = part == CheckpointPart.Weights && CheckpointKeys.IsAverage(name);
        role ??= tensor.IsTrained switch { true => TensorRole.Trained, false => TensorRole.Frozen, null => null };
        _found.Add(new FoundTensor(_keysNow ??= [.. _keys], name, tensor, isAverage ? CheckpointPart.Average : part, role));
    }

    private void Object(PickleObject made, string name, CheckpointPart part, TensorRole? role)
    {
        if (TorchObjects.PartsOf(made) is { } parts)
        {
            foreach ((string own, object? value) in parts)
            {
                Visit(value, Joined(name, own), part, own == "values" ? role : TensorRole.Positions);
            }

            return;
        }

        // Several objects can have one state.
        if (made.Attributes is { } attributes)
        {
            if (!_seen.Add(attributes))
            {
                return;
            }

            bool isModule = attributes.Has("_modules") && attributes.Has("_parameters");
            if (isModule)
            {
                Members(attributes["_parameters"], name, part, null);
                Members(attributes["_buffers"], name, part, TensorRole.Buffer);
                Members(attributes["_modules"], name, part, null);
            }

            // What a module only keeps is in no state dictionary.
            foreach ((string key, object? value) in Last(attributes))
            {
                Visit(value, Joined(name, key), isModule ? CheckpointPart.Other : CheckpointKeys.PartOf(part, key, value), role);
            }
        }
        else if (made.State is not null)
        {
            Visit(made.State, name, part, role);
        }

        if (made.Entries is { } entries)
        {
            Entries(entries, name, part, role);
        }

        if (made.Items is { } items)
        {
            Items(items, name, part, role);
        }

        // An unknown function may make a tensor of others.
        Visit(made.Arguments, name, part, role);
    }

    private void Members(object? members, string name, CheckpointPart part, TensorRole? role)
    {
        PickleDictionary? entries = members as PickleDictionary ?? (members as PickleObject)?.Entries;
        if (members is not null && entries is not null && _seen.Add(members))
        {
            foreach ((string key, object? value) in Last(entries))
            {
                Visit(value, Joined(name, key), part, role);
            }
        }
    }

    private void Entries(PickleDictionary dictionary, string name, CheckpointPart part, TensorRole? role)
    {
        cancellation.ThrowIfCancellationRequested();
        Dictionary<string, object?> entries = Last(dictionary);

        // The keys of a state dictionary are the names of tensors, which say nothing of parts.
        bool hasParts = entries.Values.Any(value => objects.TensorOf(value) is null);
        foreach ((string key, object? value) in entries)
        {
            bool isTensor = objects.TensorOf(value) is not null;
            CheckpointPart inner = !isTensor || (hasParts && !key.Contains('.', StringComparison.Ordinal)) ? CheckpointKeys.PartOf(part, key, value) : part;
            if (name.Length > 0 || isTensor)
            {
                Visit(value, Joined(name, key), inner, role);
            }
            else
            {
                _keys.Add(key.Length <= MostName ? key : key[..MostName]);
                _keysNow = null;
                Visit(value, "", inner, role);
                _keys.RemoveAt(_keys.Count - 1);
                _keysNow = null;
            }
        }
    }

    private void Items(PickleSequence sequence, string name, CheckpointPart part, TensorRole? role)
    {
        for (int i = 0; i < sequence.Items.Count; i++)
        {
            // Most lists are of numbers, and need no names.
            if (IsAny(sequence.Items[i]))
            {
                Visit(sequence.Items[i], Joined(name, i.ToString(CultureInfo.InvariantCulture)), part, role);
            }
        }
    }

    // Whether a value can be a tensor or hold one.
    private static bool IsAny([NotNullWhen(true)] object? value) => value is PickleDictionary or PickleSequence or PickleObject or PicklePersistent;

    // The entries by the text of their keys. A repeated key has its last value, in its first place.
    private static Dictionary<string, object?> Last(PickleDictionary dictionary)
    {
        var last = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach ((object? key, object? value) in dictionary.Entries)
        {
            FileFault.Unless(
                key is not PickleLongText || !IsAny(value), ErrorCode.FileTooLarge,
                $"the checkpoint has a name of more than {PickleInput.MostText} bytes, the most that is read.");
            if (IsAny(value) && (key as string ?? (key as IFormattable)?.ToString(null, CultureInfo.InvariantCulture)) is { } text)
            {
                last[text] = value;
            }
        }

        return last;
    }

    private string Joined(string name, string key)
    {
        long length = name.Length + key.Length + 1L;
        _letters += length;
        FileFault.Unless(
            length <= MostName && _letters <= mostLetters, ErrorCode.FileTooLarge,
            $"the checkpoint has a name of {length} letters, and names with {_letters} letters together; at most {MostName} and {mostLetters} are read.");
        return name.Length == 0 ? key : $"{name}.{key}";
    }
}
