namespace DeepCalc.Commands.Tests.Formats;

/// <summary>A test on ONNX's own tests of nodes, which must be installed.</summary>
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute()
    {
        if (!NodeTest.AreInstalled)
        {
            Skip = NodeTest.HowToInstall;
        }
    }
}
