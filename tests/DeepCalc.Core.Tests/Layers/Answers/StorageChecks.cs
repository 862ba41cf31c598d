using DeepCalc.Tests.Arithmetic;

namespace DeepCalc.Tests.Layers.Answers;

/// <summary>What holds of the storage and the states of every layer.</summary>
internal static class StorageChecks
{
    public static void Check(Layer layer)
    {
        Storage storage = layer.Storage();
        bool isKnown = layer.InputShapes.SelectMany(shape => shape.Sizes).All(size => size.IsKnown);
        Assert.InRange(storage.ViewOf, -1, layer.Inputs.Count - 1);
        foreach (IReadOnlyList<int> inputs in new[] { storage.Overwrites, storage.OverwritesByChannel, storage.KeepsInputs })
        {
            Assert.Equal(inputs.Distinct(), inputs);
            Assert.All(inputs, input => Assert.InRange(input, 0, layer.Inputs.Count - 1));
        }

        // A unit needs of an input that it is written over the position of its own index; beside that, only sums that are computed before.
        Assert.All(storage.Overwrites, input => Assert.True(
            layer.InputShapes[input].Span.SequenceEqual(layer.OutputShape.Span)
            && Enumerable.Range(0, layer.OutputShape.Rank).All(axis => layer.View(input, axis) is { IsIdentity: true } or { IsGated: true } || layer.Meaning is Activation or CumulativeReduction),
            $"{layer.Kind} ({layer.Meaning.GetType().Name} {layer.Meaning}) overwrites input {input}: {layer.InputShapes[input]} {layer.OutputShape} {string.Join(" ", Enumerable.Range(0, layer.OutputShape.Rank).Select(axis => layer.View(input, axis).Kind))} {layer.Definition.GetType().Name}"));
        Assert.True(storage.ViewOf < 0 || storage.Held.All(held => held.Elements == 0), "a view needs nothing else");
        Assert.Equal(storage.Held.Select(held => held.Name).Distinct(), storage.Held.Select(held => held.Name));

        // With and without steps, the same numbers; each of them is the result of a step.
        var working = new Working(new Dictionary<string, long>(), layer.InputShapes.SelectMany(shape => shape.Sizes).SelectMany(size => size.UnknownNames));
        Quantity[] numbers = [.. NumbersOf(storage)];
        Assert.Equal(numbers, NumbersOf(layer.Storage(working)));
        Follow(working, numbers, isKnown);

        working = new Working(new Dictionary<string, long>(), layer.InputShapes.SelectMany(shape => shape.Sizes).SelectMany(size => size.UnknownNames));
        Quantity[] states = [.. layer.States().Select(state => state.Elements)];
        Assert.Equal(states, layer.States(working).Select(state => state.Elements));
        if (layer.States().All(state => state.Name != "state"))
        {
            Follow(working, states, isKnown);
        }
    }

    /// <summary>The numbers that a storage has.</summary>
    public static IEnumerable<Quantity> NumbersOf(Storage storage) => storage.Held.SelectMany(held => new[] { held.Elements, held.Kept, held.KeptInBlocks ?? 0 });

    private static void Follow(Working working, IEnumerable<Quantity> numbers, bool isKnown)
    {
        foreach (Quantity number in numbers)
        {
            Assert.True(number.KnownValue is null or >= 0, $"{number} elements");
            Assert.True(number == 0 || working.Steps.Any(step => step.Value == number), $"no step gives {number}: {string.Join(", ", working.Steps.Select(Text))}");
        }

        var names = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (WorkedStep step in working.Steps)
        {
            foreach (WorkedSymbol symbol in step.Where)
            {
                if (symbol.Value.KnownValue is { } known)
                {
                    names[symbol.Symbol] = known;
                }
            }

            if (step.Value.KnownValue is { } value)
            {
                names[step.Symbol] = value;
                if (isKnown)
                {
                    Assert.True(value == TextEvaluator.Evaluate(step.Substitution), Text(step));
                    Assert.True(value == TextEvaluator.Evaluate(step.Formula, names), Text(step));
                }
            }
        }
    }

    private static string Text(WorkedStep step) => $"{step.Symbol} = {step.Formula} = {step.Substitution} = {step.Value} where {string.Join(", ", step.Where)}";
}
