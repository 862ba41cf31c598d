using CsCheck;

namespace DeepCalc.Tests.Formulas;

public class ReceptiveFormulaTests
{
    [Fact]
    public void Backwards_and_forwards_give_the_same_size_on_every_chain() =>
        Gen.Select(Gen.Int[1, 11], Gen.Int[1, 4]).Array[1, 12].Sample(
            chain =>
            {
                Quantity backward = 1;
                foreach ((int kernel, int stride) in chain.Reverse())
                {
                    backward = ReceptiveFormula.BackwardSize(backward, stride, kernel);
                }

                Quantity forward = 1;
                Quantity jump = 1;
                foreach ((int kernel, int stride) in chain)
                {
                    forward = ReceptiveFormula.ForwardSize(forward, kernel, jump);
                    jump = ReceptiveFormula.Jump(jump, stride);
                }

                Assert.Equal(backward, forward);
            },
            iter: 20_000);
}
