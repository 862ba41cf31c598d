using DeepCalc.Tests.Arithmetic;
using DeepCalc.Tests.Oracles;

namespace DeepCalc.Tests.Measures;

public class CalculationTests
{
    [Fact]
    public void The_notes_third_question_with_its_steps()
    {
        Layer layer = Build.Conv(Build.Input(100, 100, 3), 10, 3, stride: 2, padding: Padding.Of(1));
        Dictionary<string, CalculationStep> steps = Calculation.Of(new Network(layer), []).ToDictionary(step => step.Quantity);

        Assert.Equal("H₂ = ⌊(H₁ − F + 2P)/S⌋ + 1 = ⌊(100 − 3 + 2·1)/2⌋ + 1 = 50", steps["Output height"].Working);
        Assert.Equal("params = Fh·Fw·Cin·K + K = 3·3·3·10 + 10 = 280", steps["Parameters"].Working);
        Assert.Equal("N = n·Cin = 25000·3 = 75000", steps["Single-channel convolutions"].Working);
        Assert.Equal(675_000, steps["Multiplications"].Value);
        Assert.Equal("A = n·(t − 1 + b) = 25000·(27 − 1 + 1) = 675000", steps["Additions"].Working);
    }

    [Fact]
    public void Each_step_of_each_oracle_case_evaluates_to_its_value()
    {
        // The unknown sizes of a case; a value that is known does not depend on them.
        Dictionary<string, long> names = Enumerable.Range(0, 16).ToDictionary(i => $"n{i / 4}_{i % 4}", i => 17L);
        int steps = 0;
        foreach (LayerCase c in LayerCase.Fixtures.SelectMany(LayerCase.Read))
        {
            if (c.BuildOrNull() is not { } layer)
            {
                continue;
            }

            foreach (CalculationStep step in Calculation.Of(new Network(layer), []))
            {
                if (step.Value is { } value)
                {
                    // A start is half of something.
                    string whole = step.Substitution.EndsWith("/2", StringComparison.Ordinal) ? step.Substitution[..^2] : step.Substitution;
                    Assert.True(value * (whole == step.Substitution ? 1 : 2) == TextEvaluator.Evaluate(whole, names), $"{step.Working} -- {c}");
                    steps++;
                }
            }
        }

        Assert.True(steps > 20_000, $"{steps} steps");
    }

    [Fact]
    public void The_receptive_field_backwards_as_in_the_notes()
    {
        Layer layer = Build.Conv(Build.Pool(Build.Conv(null, 8, 7, stride: 2), 3, 2), 16, 3);
        CalculationStep[] backward = [.. Calculation.Of(new Network(layer), [CalculationTopic.ReceptiveField]).Where(step => step.Symbol == "RFᵢ")];

        Assert.Equal(["conv2d_1", "max_pooling2d", "conv2d"], backward.Select(step => step.Layer));
        Assert.Equal([3L, 7L, 19L], backward.Select(step => step.Value));
        Assert.Equal("RFᵢ = (RFᵢ₊₁ − 1)·S + F′ = (7 − 1)·2 + 7 = 19", backward[^1].Working);
    }

    [Fact]
    public void An_unknown_size_stays_a_symbol()
    {
        Layer layer = Build.Conv(null, 8, 3, stride: 2, padding: Padding.Of(1));
        CalculationStep step = Calculation.Of(new Network(layer), [CalculationTopic.Shape]).Single(step => step.Quantity == "Output height");

        Assert.Equal("H₂ = ⌊(H₁ − F + 2P)/S⌋ + 1 = ⌊(H − 3 + 2·1)/2⌋ + 1 = ⌈H/2⌉", step.Working);
        Assert.Null(step.Value);
    }

    [Fact]
    public void Totals_come_with_a_network_of_several_layers()
    {
        Layer layer = Build.Dense(Build.Dense(Build.Input(4), 3), 2);
        CalculationStep total = Calculation.Of(new Network(layer), [CalculationTopic.Parameter]).Single(step => step.Layer is null);
        Assert.Equal("Σ params = dense + dense_1 = 15 + 8 = 23", total.Working);
    }

    [Fact]
    public void A_total_of_many_layers_is_not_written_out()
    {
        Layer layer = Build.Input(4);
        for (int i = 0; i < 20_000; i++)
        {
            layer = Build.Dense(layer, 4);
        }

        CalculationStep total = Calculation.Of(new Network(layer), [CalculationTopic.Parameter]).Last();
        Assert.Equal(400_000, total.Value);
        Assert.StartsWith("dense + dense_1 + dense_2", total.Formula);
        Assert.EndsWith(" + … + dense_19999", total.Formula);
        Assert.EndsWith("20 + … + 20", total.Substitution);
    }

    [Fact]
    public void A_sum_of_many_branches_is_shortened_and_no_recursion()
    {
        Layer input = Build.Input(4);
        Layer joined = new(new Concatenate(), null, [.. Enumerable.Repeat(input, 20_000)]);
        CalculationStep step = Calculation.Of(new Network(joined), [CalculationTopic.Shape]).Last();
        Assert.Equal(80_000, step.Value);
        Assert.Contains("c₂ + c₃", step.Formula);
        Assert.EndsWith("… + c₂₀₀₀₀", step.Formula);
    }
}
