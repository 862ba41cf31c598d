namespace DeepCalc;

/// <summary>The beginning of a network.</summary>
/// <param name="Shape">The shape of one sample.</param>
/// <param name="NetworkName">The name of the network that begins here, or null.</param>
/// <param name="IsImplicit">Whether it is automatic: a network without an input layer gets one with unknown sizes.</param>
/// <param name="FixesShapeRank">Whether a replacement of its shape must have the same number of axes.</param>
/// <param name="Framework">The framework whose defaults the layers after it take, or null for DeepCalc's own.</param>
public sealed record Input(
    TensorShape Shape, string? NetworkName = null, bool IsImplicit = false, bool FixesShapeRank = true, Framework? Framework = null)
    : LayerDefinition
{
    /// <summary>The sizes typed as <c>None</c>, by the names that they got from their axes.</summary>
    public IReadOnlyList<string> OpenSizes { get; init; } = [];

    /// <summary>The type of its elements; Undefined is the network's own floating-point type.</summary>
    public ElementType Type { get; init; }

    /// <summary>The network's own floating-point type: that of its weights and of the results of its layers; Undefined where nothing says it.</summary>
    public ElementType NetworkType { get; init; }

    /// <summary>The totals of the checkpoint that was joined with the network, or null.</summary>
    public Checkpoint? Checkpoint { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "InputLayer";

    public override string Describe() =>
        (Framework is { } framework ? $"{framework}, " : "") + (Shape.Layout == Layout.ChannelsFirst ? "channels first" : Framework is null ? "" : "channels last");

    public override int LeastInputs => 0;

    public override bool IsSource => true;

    public override bool SeesBatch => true;

    public override void Validate()
    {
        if (Shape is FileTensor)
        {
            // The file defines its inputs, which can be scalars.
            return;
        }

        DeepCalcException.ThrowIf(
            Shape.Rank == 0, ErrorCode.RankMismatch,
            "an input shape needs at least one size, such as 224,224,3; a single number for each sample is the shape 1.");
        DeepCalcException.ThrowIf(
            Shape.Sizes.Any(size => size.KnownValue < 1), ErrorCode.InvalidSize,
            $"every size of an input shape must be at least 1; given {Shape}.");
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => Shape;

    public override ElementType OutputType(ReadOnlySpan<ElementType> inputs) => Type;

    /// <summary>A tensor of its own.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new();

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        throw new InvalidOperationException("An input layer has no inputs to see.");
}
