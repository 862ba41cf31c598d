namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Finds where a file stores most of its weights, from the nodes whose operators define operands as weights.</summary>
internal sealed class WeightPlaces
{
    // The numbers of elements, by the origin of their tensors.
    private readonly double[] _counts = new double[(int)TensorOrigin.Made + 1];
    private bool _isComplete;

    /// <summary>Whether tensors of an origin count as weights if their consumer does not decide. Before all nodes are counted, they may.</summary>
    public bool HasMostIn(TensorOrigin origin) => !_isComplete || origin switch
    {
        TensorOrigin.Node => _counts[(int)origin] >= _counts[(int)TensorOrigin.Initializer],
        TensorOrigin.Made => _counts[(int)origin] > _counts[(int)TensorOrigin.Initializer],
        _ => true,
    };

    /// <summary>Counts the weights of a node.</summary>
    public void Add(OnnxOperator? op, OnnxOperand[] operands)
    {
        for (int i = 0; i < operands.Length; i++)
        {
            foreach (StoredTensor stored in operands[i].Weights)
            {
                OnnxTensor tensor = stored.Tensor;
                bool isWeight = op?.Weights.Contains(i) == true;
                tensor.IsWeight |= isWeight || stored.IsWeight;

                // Unknown operators are assumed to use constants as weights.
                bool counts = !_isComplete && !tensor.IsCounted && (isWeight || op is null || op.Quantized.Contains(i));
                if (counts && StoredTensors.CanBeWeight(tensor) && !StoredTensors.IsSingle(tensor.Tensor))
                {
                    tensor.IsCounted = true;
                    double count = 1;
                    foreach (Quantity size in tensor.Tensor)
                    {
                        count *= size.Value;
                    }

                    _counts[(int)tensor.Origin] += count;
                }
            }
        }
    }

    /// <summary>All nodes of the file are counted; what is imported later, such as for other inputs, changes nothing.</summary>
    public void Complete() => _isComplete = true;
}
