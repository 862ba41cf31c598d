using CsCheck;

namespace DeepCalc.Tests.Arithmetic;

public class QuantityTests
{
    private static readonly Quantity H = Quantity.Unknown("H");
    private static readonly Quantity W = Quantity.Unknown("W");

    [Theory]
    [InlineData(7, 2, 3, 4)]
    [InlineData(-7, 2, -4, -3)]
    [InlineData(-1, 2, -1, 0)]
    [InlineData(6, 3, 2, 2)]
    [InlineData(7, -2, -4, -3)]
    public void Quotients_round_towards_minus_and_plus_infinity(long dividend, long divisor, long floor, long ceiling)
    {
        Assert.Equal(floor, Quantity.FloorDivide((Quantity)dividend, divisor).Value);
        Assert.Equal(ceiling, Quantity.CeilingDivide((Quantity)dividend, divisor).Value);
    }

    [Fact]
    public void Overflow_throws_and_never_wraps()
    {
        Quantity most = long.MaxValue;
        Assert.Throws<OverflowException>(() => most + 1);
        Assert.Throws<OverflowException>(() => most * 2);
        Assert.Throws<OverflowException>(() => (Quantity)long.MinValue - 1);
        Assert.Throws<OverflowException>(() => most.As("x") + 1);
        Assert.Throws<OverflowException>(() => (H * most) * most);
    }

    [Fact]
    public void An_unknown_number_has_no_value()
    {
        Assert.False(H.IsKnown);
        Assert.Null(H.KnownValue);
        Assert.Throws<InvalidOperationException>(() => H.Value);
        Assert.Equal(["H", "W"], ((H * W) + 3).UnknownNames);
    }

    [Fact]
    public void Unknown_sizes_that_cancel_leave_a_known_number()
    {
        Quantity difference = H + 5 - H;
        Assert.True(difference.IsKnown);
        Assert.Equal(5, difference.Value);
        Assert.Equal(0, Quantity.Max(H - H - 2, 0).Value);
    }

    [Fact]
    public void Five_halvings_are_a_division_by_32()
    {
        Quantity size = H;
        for (int i = 0; i < 5; i++)
        {
            size = Quantity.CeilingDivide(size, 2);
        }

        Assert.Equal("⌈H/32⌉", size.ToString());
    }

    [Fact]
    public void Roundings_of_neighbours_are_ordered()
    {
        Quantity down = Quantity.FloorDivide(H, 2);
        Quantity up = Quantity.CeilingDivide(H, 2);
        Assert.Equal(down, Quantity.Min(down, up));
        Assert.Equal(up, Quantity.Max(down, up));
        Assert.Equal(down + 1, Quantity.Max(down + 1, up));
    }

    [Fact]
    public void What_can_only_be_one_of_two_is_that_one()
    {
        Quantity past = Quantity.Unknown("past");
        Quantity kept = Quantity.Min(H, 100);
        Assert.Equal(H, Quantity.Max(H, 1));
        Assert.Equal(H - 1, Quantity.Max(H - 1, 0));
        Assert.Equal(kept, Quantity.Min(kept, H));
        Assert.Equal(kept, Quantity.Max(kept, 0));
        Assert.Equal(0, Quantity.Max(Quantity.Max(H - 100, 0) - H, 0));
        Assert.Equal(H, Quantity.Max(H, Quantity.CeilingDivide(H, 2)));
        Assert.Equal(Quantity.CeilingDivide(H, 2) * 2 - H, Quantity.Max(Quantity.CeilingDivide(H, 2) * 2 - H, 0));

        // As much of a mask for 128 positions as is cut out for the queries, which is never less than nothing.
        Quantity mask = Quantity.Min(past + H, 128) - Quantity.Min(past, 128);
        Assert.Equal(mask, Quantity.Max(mask, 0));
        Assert.Equal(H, Quantity.Max(mask, H));
    }

    [Fact]
    public void Minima_and_maxima_are_written_as_min_and_max()
    {
        Assert.Equal("min(H, 100)", Quantity.Min(H, 100).ToString());
        Assert.Equal("min(H, 100)", Quantity.Min(Quantity.Min(H, 100), H).ToString());
        Assert.Equal("max(H, W)", Quantity.Max(W, H).ToString());
        Assert.Equal("min(H, W)", Quantity.Min(W, H).ToString());
        Assert.Equal("⌊min(H, 100)/2⌋", Quantity.FloorDivide(Quantity.Min(H, 100), 2).ToString());
        Assert.Equal("max(H − 100, 0)", Quantity.Max(H - 100, 0).ToString());
    }

    [Fact]
    public void Lower_bounds_are_found_where_they_are_certain()
    {
        Assert.Equal(1, H.LowerBound);
        Assert.Equal(-4, (H - 5).LowerBound);
        Assert.Equal(0, ((Quantity.CeilingDivide(H, 2) * 2) - H).LowerBound);
        Assert.Equal(-100, (Quantity.Max(100 - H, 0) - 100).LowerBound);
        Assert.Equal(-99, (Quantity.Max(H - 100, 0) - H - 99 + H).LowerBound);
        Assert.Null((H - W).LowerBound);
        Assert.Null((-1 * H).LowerBound);

        // The name of an unknown value has no lower bound.
        Assert.Null((Quantity.UnknownValue("v") + 5).LowerBound);
    }

    [Fact]
    public void No_expression_grows_without_end()
    {
        Quantity size = H;
        for (int i = 0; i < 60; i++)
        {
            size = Quantity.Max(Quantity.FloorDivide(size, W), Quantity.FloorDivide(size + 1, 3)) * (size + W);
            Assert.InRange(size.ToString().Length, 1, 60_000);
        }

        Quantity product = 1;
        for (int i = 0; i < 100; i++)
        {
            product *= Quantity.Unknown($"n{i}") + 1;
        }

        Assert.Equal(100, product.UnknownNames.Count);
        Assert.InRange(product.ToString().Length, 1, 60_000);
    }

    [Fact]
    public void The_most_negative_number_is_written_too() =>
        Assert.Equal("H − 9223372036854775808", (H + long.MinValue).ToString());

    [Theory]
    [InlineData("⌈H/2⌉", 7, 2, 3)]
    [InlineData("⌊H/2⌋", 2, 2, 0)]
    [InlineData("H − 2", 3, 1, 0)]
    [InlineData("H", 3, 1, 1)]
    public void Window_arithmetic_on_an_unknown_size_is_simplified(string expected, long kernel, long stride, long padding) =>
        Assert.Equal(expected, WindowFormula.FloorOutput(H, kernel, 2 * padding, stride).ToString());

    [Fact]
    public void Equal_expressions_are_equal_however_they_were_made()
    {
        Assert.Equal((H + 1) * W, (W * H) + W);
        Assert.Equal(Quantity.CeilingDivide(H, 2), Quantity.FloorDivide(H + 1, 2));
        Assert.Equal(((H + 1) * W).GetHashCode(), ((W * H) + W).GetHashCode());
        Assert.NotEqual(H, W);
        Assert.NotEqual(H, 3);
    }

    [Fact]
    public void A_traced_number_prints_its_formula_with_symbols_and_with_numbers()
    {
        Quantity size = WindowFormula.FloorOutput(((Quantity)100).As("W"), ((Quantity)3).As("F"), 2 * ((Quantity)1).As("P"), ((Quantity)2).As("S"));

        Assert.Equal(50, size.Value);
        Assert.Equal("⌊(W − F + 2P)/S⌋ + 1", new Notation().Symbolic(size));
        Assert.Equal("⌊(100 − 3 + 2·1)/2⌋ + 1", new Notation().Substituted(size));
    }

    [Theory]
    [InlineData(Operator.Subtract, "a − (b + c)")]
    [InlineData(Operator.Multiply, "a·(b + c)")]
    [InlineData(Operator.Add, "a + b + c")]
    [InlineData(Operator.Max, "max(a, b + c)")]
    [InlineData(Operator.FloorDivide, "⌊a/(b + c)⌋")]
    public void Brackets_stand_where_they_are_needed(object op, string expected)
    {
        Quantity a = ((Quantity)12).As("a");
        Quantity right = ((Quantity)2).As("b") + ((Quantity)3).As("c");
        Quantity result = Apply((Operator)op, a, right);

        Assert.Equal(expected, new Notation().Symbolic(result));
        Assert.Equal(result.Value, TextEvaluator.Evaluate(new Notation().Substituted(result)));
    }

    // Random expressions over known, named and unknown numbers: what is printed evaluates to what was computed.
    private static readonly Gen<Func<Leaf, Quantity>> LeafGen = Gen.Int[0, 5].Select(Gen.Int[-9, 9], (which, number) =>
        (Func<Leaf, Quantity>)(leaf => which switch
        {
            0 or 1 => number,
            2 => leaf("a"),
            3 => leaf("b"),
            _ => leaf("c"),
        }));

    private static readonly Gen<Func<Leaf, Quantity>> ExpressionGen = Gen.Recursive<Func<Leaf, Quantity>>((depth, inner) =>
        depth >= 4
            ? LeafGen
            : Gen.Frequency(
                (1, LeafGen),
                (3, Gen.Int[0, 6].Select(inner, inner, Gen.Int[1, 6], (op, left, right, divisor) =>
                    (Func<Leaf, Quantity>)(leaf => Apply(
                        (Operator)op,
                        left(leaf),
                        (Operator)op is Operator.FloorDivide or Operator.CeilingDivide ? divisor : right(leaf)))))));

    private delegate Quantity Leaf(string name);

    [Fact]
    public void What_is_printed_of_random_expressions_is_what_was_computed() =>
        Gen.Select(ExpressionGen, Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40]).Sample(
            (expression, a, b, c) =>
            {
                var names = new Dictionary<string, long> { ["a"] = a, ["b"] = b, ["c"] = c };
                Quantity plain = expression(name => names[name]);
                Quantity traced = expression(name => ((Quantity)names[name]).As(name));
                Quantity unknown = expression(Quantity.Unknown);

                Assert.True(unknown.LowerBound is null || unknown.LowerBound <= plain.Value, $"{unknown} is {plain}, and should not be below {unknown.LowerBound}");
                Assert.Equal(plain.Value, traced.Value);
                Assert.Equal(plain.Value, TextEvaluator.Evaluate(new Notation().Substituted(traced), names));
                Assert.Equal(plain.Value, TextEvaluator.Evaluate(new Notation().Symbolic(traced), names));

                // What stands under a short name cannot be read back.
                if (!unknown.ToString().Contains('‹'))
                {
                    Assert.Equal(plain.Value, TextEvaluator.Evaluate(unknown.ToString(), names));
                }
            },
            iter: 20_000);

    [Fact]
    public void A_formula_without_rounding_is_right_for_the_multiples_that_it_names() =>
        Gen.Select(ExpressionGen, Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 9]).Sample(
            (expression, a, b, c) =>
            {
                if (expression(Quantity.Unknown) is not { IsKnown: false, Formula: { } formula } || !formula.Contains(" = "))
                {
                    return;
                }

                var names = new Dictionary<string, long> { ["a"] = a, ["b"] = b, ["c"] = c };
                string[] parts = formula.Split(" = ")[1].Split(" for ");
                foreach (string condition in parts[1].Replace(" a multiple", "").Replace(" multiples", "").Split(" and "))
                {
                    string[] words = condition.Split(" of ");
                    foreach (string name in words[0].Split(", "))
                    {
                        names[name] *= long.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture);
                    }
                }

                Assert.Equal(expression(name => names[name]).Value, TextEvaluator.Evaluate(parts[0], names));
            },
            iter: 20_000);

    [Fact]
    public void A_formula_says_for_which_sizes_nothing_is_rounded()
    {
        Quantity half = Quantity.CeilingDivide(H, 2) * Quantity.CeilingDivide(W, 2);
        Quantity part = Quantity.CeilingDivide(H, 32) * Quantity.CeilingDivide(W, 32);

        Assert.Equal("64·⌈H/2⌉·⌈W/2⌉ + 512·⌈H/32⌉·⌈W/32⌉ = 33·H·W/2 for H, W multiples of 32", ((64 * half) + (512 * part)).Formula);
        Assert.Equal("⌊H/3⌋ = H/3 for H a multiple of 3", Quantity.FloorDivide(H, 3).Formula);
        Assert.Equal("⌈W/2⌉·⌊H/3⌋ = H·W/6 for H a multiple of 3 and W of 2", (Quantity.FloorDivide(H, 3) * Quantity.CeilingDivide(W, 2)).Formula);
        Assert.Equal("H²·W + 2·H", ((H * H * W) + (2 * H)).Formula);
        Assert.Null(((Quantity)5).Formula);
    }

    [Fact]
    public void A_minimum_among_other_terms_is_written_as_one()
    {
        Quantity windowed = (10 * H) + (52 * Quantity.Min(H, 1024));

        Assert.Equal("10·H + 52·min(H, 1024)", windowed.ToString());
        Assert.Equal("10·H + 52·min(H, 1024) + 7", (windowed + 7).ToString());
        Assert.Equal(53_248 + 81_920, windowed.Bind(new Dictionary<string, long> { ["H"] = 8192 }).Value);
        Assert.Equal("2·H·W + W·min(H, 8)", ((2 * H * W) + (W * Quantity.Min(H, 8))).ToString());
        Assert.Equal("3·max(H, 8)", (3 * Quantity.Max(H, 8)).ToString());
    }

    [Fact]
    public void A_text_needs_no_number_that_does_not_fit() =>
        Assert.Equal("3000000000000000000·max(H − 5, 0)", (3_000_000_000_000_000_000 * (Quantity.Max(H, 5) - 5)).ToString());

    private static Quantity Apply(Operator op, Quantity left, Quantity right) => op switch
    {
        Operator.Add => left + right,
        Operator.Subtract => left - right,
        Operator.Multiply => left * right,
        Operator.FloorDivide => Quantity.FloorDivide(left, right),
        Operator.CeilingDivide => Quantity.CeilingDivide(left, right),
        Operator.Max => Quantity.Max(left, right),
        _ => Quantity.Min(left, right),
    };
}
