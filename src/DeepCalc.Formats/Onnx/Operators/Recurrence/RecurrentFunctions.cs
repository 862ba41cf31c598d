using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators.Recurrence;

/// <summary>The activation functions and other cell settings of a recurrent node.</summary>
internal static class RecurrentFunctions
{
    /// <summary>
    /// The operations of a cell and step, over all directions, beyond those of DeepCalc's own layer, which has sigmoid gates and tanh for
    /// candidates and states. Negative for cheaper functions.
    /// </summary>
    public static long EachCell(Operation op, RecurrentKind kind, long directions, bool hasPeephole)
    {
        // How often a cell applies each named function, and its default.
        (int Times, string Usual)[] uses = kind switch
        {
            RecurrentKind.SimpleRnn => [(1, "Tanh")],
            RecurrentKind.Gru => [(2, "Sigmoid"), (1, "Tanh")],
            _ => [(3, "Sigmoid"), (1, "Tanh"), (1, "Tanh")],
        };
        List<string> named = op.Node.Attribute("activations")?.Texts ?? [];
        if (named.Count > 0 && named.Count != uses.Length * directions)
        {
            throw op.Fail($"activations names {named.Count} functions; there must be {uses.Length} for each of {directions} directions");
        }

        // A limit on the input of a function is two comparisons.
        long limits = op.Float("clip") is > 0 ? 2 : 0;
        long more = 0;
        for (int i = 0; i < uses.Length * directions; i++)
        {
            (int times, string usual) = uses[i % uses.Length];
            long difference = named.Count == 0 ? 0 : Of(op, named[i]) - Of(op, usual);
            bool isOfState = kind == RecurrentKind.Lstm && i % uses.Length == 2;
            more += times * (difference + (isOfState ? 0 : limits));
        }

        // A forget gate of 1 − i is a subtraction, instead of its function, peephole and limits.
        if (kind == RecurrentKind.Lstm && op.Flag("input_forget"))
        {
            for (int direction = 0; direction < directions; direction++)
            {
                more += 1 - Of(op, named.Count == 0 ? "Sigmoid" : named[direction * uses.Length]) - limits - (hasPeephole ? 2 : 0);
            }
        }

        return more;
    }

    private static long Of(Operation op, string function) => function.ToUpperInvariant() switch
    {
        "SIGMOID" => ElementwiseWork.Of(ActivationFunction.Sigmoid),
        "TANH" => ElementwiseWork.Of(ActivationFunction.Tanh),
        "RELU" => ElementwiseWork.Of(ActivationFunction.Relu),
        "LEAKYRELU" => ElementwiseWork.Of(ActivationFunction.LeakyRelu),
        "THRESHOLDEDRELU" => ElementwiseWork.Of(ActivationFunction.Threshold),
        "HARDSIGMOID" => ElementwiseWork.Of(ActivationFunction.HardSigmoid),
        "ELU" => ElementwiseWork.Of(ActivationFunction.Elu),
        "SOFTSIGN" => ElementwiseWork.Of(ActivationFunction.Softsign),
        "SOFTPLUS" => ElementwiseWork.Of(ActivationFunction.Softplus),

        // αx + β, and α·tanh(βx).
        "AFFINE" => 2,
        "SCALEDTANH" => ElementwiseWork.Of(ActivationFunction.Tanh) + 2,
        _ => throw op.Fail($"the activation function {function} is unknown; valid are those of ONNX's recurrent layers: Relu, Tanh, Sigmoid, Affine, LeakyRelu, ThresholdedRelu, ScaledTanh, HardSigmoid, Elu, Softsign and Softplus"),
    };
}
