using CsCheck;

namespace DeepCalc.Tests.Measures.Memory;

/// <summary>Random networks with branches, views, and layers that can write over their inputs.</summary>
internal static class RandomGraph
{
    /// <summary>Networks of one or two inputs, 4x6 or TxC, some layers, and one or two outputs.</summary>
    public static Gen<Network> Of(int layers, bool isOpen = false) =>
        Gen.Select(Gen.Int[1, 2], Gen.Int[0, 999].Array[3].Array[1, layers], Gen.Int[1, 2]).Select((inputs, choices, outputs) => Make(inputs, choices, outputs, isOpen));

    private static Network Make(int inputs, int[][] choices, int outputs, bool isOpen)
    {
        TensorShape shape = isOpen ? new TensorShape(Quantity.Unknown("T"), Quantity.Unknown("C")) : new TensorShape(4, 6);
        List<Layer> values = [.. Enumerable.Range(0, inputs).Select(_ => new Layer(new Input(shape), null))];
        foreach (int[] choice in choices)
        {
            Layer first = values[choice[1] % values.Count];
            Layer second = values[choice[2] % values.Count];
            values.Add(Next(choice[0], first, second));
        }

        return new Network([.. values.AsEnumerable().Reverse().Take(outputs)]);
    }

    private static Layer Next(int choice, Layer first, Layer second) => (choice % 10) switch
    {
        0 => Made(new Dense(1 + (choice % 7)), first),
        1 => Made(new Activation(ActivationFunction.Relu), first),
        2 => Made(new Activation(ActivationFunction.Gelu), first),
        3 when first.OutputShape.Equals(second.OutputShape) => Made(new Merge(), first, second),
        3 or 4 when first.OutputShape.Rank == 2 && second.OutputShape.Rank == 2 && first.OutputShape[0] == second.OutputShape[0] => Made(new Concatenate(), first, second),
        5 when first.OutputShape.Rank == 2 => Made(new Permute(new AxisValues(1, 0)), first),
        6 => Made(new Flatten(), first),
        7 => Made(new Slice(0, 0, 1), first),
        8 => Made(new Dropout(0.5), first),
        _ => Made(new Dense(2), first),
    };

    private static Layer Made(LayerDefinition definition, params Layer[] inputs) => new(definition, null, inputs);
}
