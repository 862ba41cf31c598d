namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>A test on ONNX's own tests, which must be installed.</summary>
public sealed class NodeDataFactAttribute : FactAttribute
{
    public NodeDataFactAttribute()
    {
        if (Skip is null && !NodeData.IsInstalled)
        {
            Skip = NodeData.HowToInstall;
        }
    }
}
