namespace DeepCalc;

/// <summary>What running a body once gives.</summary>
/// <param name="Outputs">What comes out.</param>
/// <param name="Work">The work, unknown if that of any of its layers is.</param>
/// <param name="Weights">The tensors of the file that its layers hold.</param>
internal sealed record BodyResult(FileTensor[] Outputs, Work Work, IReadOnlyList<Weight> Weights)
{
    /// <summary>The result of a body whose values are all in a scope.</summary>
    public static BodyResult Of(OnnxGraph graph, OnnxScope scope)
    {
        List<FileTensor> outputs = [];
        List<Layer> layers = [];
        List<Weight> weights = [];
        foreach (OnnxValueInfo info in graph.Outputs)
        {
            if (info.Name.Length == 0)
            {
                // In a function, an input that the call leaves out.
                outputs.Add(FileTensor.Unranked());
                continue;
            }

            OnnxValue value = scope.Find(info.Name) ?? throw new DeepCalcException(
                ErrorCode.FileCorrupt, $"the graph '{graph.Name}' puts out '{info.Name}', which nothing in it gives.");
            outputs.Add(value.Tensor);
            if (value.Layer is { } layer)
            {
                layers.Add(layer);
            }
            else
            {
                weights.AddRange(value.Weights.Where(stored => StoredTensors.IsFloat(stored) && StoredTensors.IsLearned(stored, scope.Importer)).Select(stored =>
                    new Weight(stored.Tensor.Name, stored.Unpacked ?? stored.Tensor.ToTensor()) { Identity = stored.Tensor, ElementType = stored.Tensor.Type }));
            }
        }

        Work work = default;
        if (layers.Count > 0)
        {
            foreach (Layer layer in new Network([.. layers]).Layers)
            {
                work += layer.Work();
                weights.AddRange(layer.Weights());
            }
        }

        return new BodyResult([.. outputs], work, [.. weights.DistinctBy(weight => weight.Identity)]);
    }
}
