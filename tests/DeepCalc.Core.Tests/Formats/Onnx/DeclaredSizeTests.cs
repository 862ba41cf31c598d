namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>What a rule does not know of a shape, the file may declare: each size by itself.</summary>
public class DeclaredSizeTests
{
    // The places of what is not 0, three rows of them: how many, only the data say.
    private static ModelBuilder Places() => new ModelBuilder().Input("x", "N", 4, 5).Node("NonZero", ["x"], ["p"]).Node("Neg", ["p"], ["y"]);

    [Fact]
    public void A_declared_size_fills_one_that_is_not_known()
    {
        Assert.Matches(@"^3x\D", Places().Output("y").Import().OutputShape.ToString());
        Assert.Equal("3x17", Places().Declare("p", TypeBuilder.Tensor(ElementType.Int64, 3, 17)).Output("y").Import().OutputShape.ToString());
    }

    [Fact]
    public void A_size_that_is_known_stays_whatever_is_declared()
    {
        Assert.Equal("3x17", Places().Declare("p", TypeBuilder.Tensor(ElementType.Int64, 2, 17)).Output("y").Import().OutputShape.ToString());
        Assert.Matches(@"^3x\D", Places().Declare("p", TypeBuilder.Tensor(ElementType.Int64, 3, 17, 1)).Output("y").Import().OutputShape.ToString());
    }

    [Fact]
    public void A_name_declared_says_no_more_than_the_name_that_is_there() =>
        Assert.DoesNotContain("many", Places().Declare("p", TypeBuilder.Tensor(ElementType.Int64, 3, "many")).Output("y").Import().OutputShape.ToString(), StringComparison.Ordinal);

    // Who opens the batch of a file leaves the old size in what is declared.
    [Fact]
    public void An_expression_of_the_inputs_sizes_is_known()
    {
        ModelBuilder model = new ModelBuilder().Input("x", "N", 4).Node("Concat", ["x", "x"], ["y"], ("axis", 0)).Output("y", TypeBuilder.Tensor(ElementType.Float32, 2, 4));
        Assert.Equal("2·Nx4", model.Import().OutputShape.ToString());
    }

    [Fact]
    public void On_another_input_what_is_declared_is_of_no_use()
    {
        Layer layer = Places().Declare("p", TypeBuilder.Tensor(ElementType.Int64, 3, 17)).Output("y").Import();
        Layer other = new Network(layer).WithInput(new FileTensor(ElementType.Float32, 2, 4, 5)).Output;
        Assert.Matches(@"^3x\D", other.OutputShape.ToString());
    }

    // x·W with W of an operator that nobody knows: one size of the product is known, the other declared.
    [Fact]
    public void A_product_with_an_unknown_matrix_has_the_declared_features()
    {
        ModelBuilder model = new ModelBuilder().Input("x", "N", 3).Weight("w", 3, 8)
            .Call("other", "Pack", ["w"], ["q"]).Declare("q", TypeBuilder.Tensor(ElementType.Float32, "Pack_0", "Pack_1"))
            .Node("MatMul", ["x", "q"], ["m"]).Node("Relu", ["m"], ["y"]).Declare("m", TypeBuilder.Tensor(ElementType.Float32, "N", 8)).Output("y");
        Assert.Equal("Nx8", model.Import().OutputShape.ToString());
    }
}
