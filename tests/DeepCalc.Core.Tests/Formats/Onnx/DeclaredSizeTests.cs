namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>Sizes that a rule cannot compute are taken from the declared shape, one by one.</summary>
public class DeclaredSizeTests
{
    // The positions of nonzero elements in three rows: their number depends on data.
    private static ModelBuilder Places() => new ModelBuilder().Input("x", "N", 4, 5).Node("NonZero", ["x"], ["p"]).Node("Neg", ["p"], ["y"]);

    [Fact]
    public void A_declared_size_replaces_an_unknown_one()
    {
        Assert.Matches(@"^3x\D", Places().Output("y").Import().OutputShape.ToString());
        Assert.Equal("3x17", Places().Declare("p", TypeBuilder.Tensor(ElementType.Int64, 3, 17)).Output("y").Import().OutputShape.ToString());
    }

    [Fact]
    public void A_known_size_overrides_the_declared_one()
    {
        Assert.Equal("3x17", Places().Declare("p", TypeBuilder.Tensor(ElementType.Int64, 2, 17)).Output("y").Import().OutputShape.ToString());
        Assert.Matches(@"^3x\D", Places().Declare("p", TypeBuilder.Tensor(ElementType.Int64, 3, 17, 1)).Output("y").Import().OutputShape.ToString());
    }

    [Fact]
    public void A_declared_name_does_not_replace_an_unknown_size() =>
        Assert.DoesNotContain("many", Places().Declare("p", TypeBuilder.Tensor(ElementType.Int64, 3, "many")).Output("y").Import().OutputShape.ToString(), StringComparison.Ordinal);

    // People who open the batch axis of a file leave the old size in the declared shapes.
    [Fact]
    public void An_expression_of_the_inputs_sizes_is_known()
    {
        ModelBuilder model = new ModelBuilder().Input("x", "N", 4).Node("Concat", ["x", "x"], ["y"], ("axis", 0)).Output("y", TypeBuilder.Tensor(ElementType.Float32, 2, 4));
        Assert.Equal("2·Nx4", model.Import().OutputShape.ToString());
    }

    [Fact]
    public void Declared_sizes_are_not_used_for_other_inputs()
    {
        Layer layer = Places().Declare("p", TypeBuilder.Tensor(ElementType.Int64, 3, 17)).Output("y").Import();
        Layer other = new Network(layer).WithInput(new FileTensor(ElementType.Float32, 2, 4, 5)).Output;
        Assert.Matches(@"^3x\D", other.OutputShape.ToString());
    }

    // x·W with W from an unknown operator: one size of the product is known, the other declared.
    [Fact]
    public void A_product_with_an_unknown_matrix_has_the_declared_features()
    {
        ModelBuilder model = new ModelBuilder().Input("x", "N", 3).Weight("w", 3, 8)
            .Call("other", "Pack", ["w"], ["q"]).Declare("q", TypeBuilder.Tensor(ElementType.Float32, "Pack_0", "Pack_1"))
            .Node("MatMul", ["x", "q"], ["m"]).Node("Relu", ["m"], ["y"]).Declare("m", TypeBuilder.Tensor(ElementType.Float32, "N", 8)).Output("y");
        Assert.Equal("Nx8", model.Import().OutputShape.ToString());
    }
}
