namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>Quantised, recurrent and attention operators, and ONNX Runtime's own: inferred results equal its results.</summary>
public class OperatorFixtureTests
{
    [Fact]
    public void Shapes_and_types_are_those_of_ONNX_Runtime()
    {
        var wrong = new List<string>();
        foreach (OperatorCase test in OperatorCase.All)
        {
            try
            {
                OnnxModel model = test.Model();
                IReadOnlyDictionary<string, FileTensor> values = ModelDescription.Describe(model, test.Inputs);
                for (int i = 0; i < test.Outputs.Length; i++)
                {
                    FileTensor output = values[model.Graph!.Outputs[i].Name];
                    (ElementType type, long[] sizes) = test.Outputs[i];
                    if (output.Type != type || !output.IsRanked || !output.Sizes.SequenceEqual(sizes.Select(size => (Quantity)size)))
                    {
                        wrong.Add($"{test.Name}, {model.Graph.Outputs[i].Name}: {output.Type} {output}; ONNX Runtime has {type} {string.Join('x', sizes)}");
                    }
                }
            }
            catch (Exception e)
            {
                wrong.Add($"{test.Name}: {e.GetType().Name}: {e.Message}{(e is DeepCalcException ? "" : e.StackTrace)}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong)}");
        Assert.True(OperatorCase.All.Count >= 500, $"only {OperatorCase.All.Count} cases");
    }
}
