using DeepCalc.Tests.Arithmetic;
using DeepCalc.Tests.Formats.Onnx;
using DeepCalc.Tests.Oracles;
using Xunit.Abstractions;

namespace DeepCalc.Tests.Measures;

/// <summary>The working shows the numbers that the measures give, of every layer, for one sample and for a batch.</summary>
public class WorkingTests(ITestOutputHelper output)
{
    public static TheoryData<string, long> Files
    {
        get
        {
            var all = new TheoryData<string, long>();
            foreach (string name in OnnxFixture.Names.Concat(Examples))
            {
                all.Add(name, 1);
                all.Add(name, 4);
            }

            return all;
        }
    }

    private static IEnumerable<string> Examples => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "examples", "models"), "*", SearchOption.AllDirectories)
        .Where(path => Path.GetExtension(path) is ".keras" or ".json")
        .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Files))]
    public void Of_a_file_the_steps_end_at_the_measures(string file, long batchSize) => Check(Open(file), batchSize, $"{file}, batch {batchSize}");

    [Fact]
    public void Of_a_layer_the_steps_end_at_the_measures()
    {
        foreach (LayerCase c in LayerCase.Fixtures.SelectMany(LayerCase.Read))
        {
            if (c.BuildOrNull() is { } layer)
            {
                Check(new Network(layer), 1, c.ToString()!);
                Check(new Network(layer), 4, c.ToString()!);
            }
        }
    }

    [Theory]
    [InlineData("keras-graphs.jsonl")]
    [InlineData("pytorch-graphs.jsonl")]
    public void Of_a_graph_the_steps_end_at_the_measures(string fixture)
    {
        foreach (GraphCase c in GraphCase.Read(fixture))
        {
            Network network = c.Join(c.Build());
            Check(network, 1, c.ToString()!);
            Check(network, 3, c.ToString()!);
        }
    }

    [Fact]
    public void Of_files_nearly_every_layer_shows_how_its_shape_is_computed()
    {
        int layers = 0;
        var without = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Network network in OnnxFixture.Names.Select(name => new Network(OnnxFixture.Import(name))))
        {
            ILookup<string?, CalculationStep> steps = Calculation.Of(network, [CalculationTopic.Shape]).ToLookup(step => step.Layer);
            foreach (Layer layer in network.Layers.Where(layer => layer.Definition is not Input))
            {
                layers++;
                if (!steps[network.NameOf(layer)].Any())
                {
                    without[layer.Kind] = without.GetValueOrDefault(layer.Kind) + 1;
                }
            }
        }

        int count = without.Values.Sum();
        output.WriteLine($"{layers - count} of {layers} layers show how their shape is computed; the others: {Counted(without)}");
        Assert.True(count <= 0.05 * layers, $"{count} of {layers}");
    }

    [Fact]
    public void Of_files_every_layer_with_weights_shows_a_formula_of_their_number()
    {
        int layers = 0;
        var others = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Network network in OnnxFixture.Names.Select(name => new Network(OnnxFixture.Import(name))))
        {
            ILookup<string?, CalculationStep> steps = Calculation.Of(network, [CalculationTopic.Parameter]).ToLookup(step => step.Layer);
            foreach (Layer layer in network.Layers.Where(layer => ParameterMeasure.Of(network, layer).Total != 0))
            {
                CalculationStep[] all = [.. steps[network.NameOf(layer)]];
                Dictionary<string, long> names = all.SelectMany(StepSymbols.Explained).ToDictionary(pair => pair.Symbol, pair => TextEvaluator.Evaluate(pair.Value));
                Assert.Equal("params", all[^1].Symbol);
                Assert.Equal(ParameterMeasure.Of(network, layer).Total.Value, TextEvaluator.Evaluate(all[^1].Formula, names));
                layers++;
                if (all[^1].Source == "the file")
                {
                    others[layer.Kind] = others.GetValueOrDefault(layer.Kind) + 1;
                }
            }
        }

        output.WriteLine($"{layers - others.Values.Sum()} of {layers} layers with weights show the formula of their definition, these the product of the axes in the file: {Counted(others)}");
    }

    [Fact]
    public void A_batch_that_the_network_leaves_open_is_a_number_in_every_step()
    {
        var network = new Network(OnnxFixture.Import("alexnet.batch"));
        CalculationStep[] steps = [.. Calculation.Of(network, [CalculationTopic.Operation], name => name == "/features/features.1/Relu", 4)];

        Assert.Equal("n = N₀·N₁·N₂·N₃ = 4·64·55·55 = 774400", steps[0].Working);
        Assert.Equal("FLOPs = E = 774400", steps[^1].Working);
    }

    [Theory]
    [InlineData("MatMul")]
    [InlineData("Gemm")]
    public void The_axes_of_a_product_in_a_file_have_numbers(string product)
    {
        Layer layer = new ModelBuilder().Input("x", 3, 16).Weight("w", 16, 4).Node(product, ["x", "w"], ["y"]).Output("y").Import();

        CalculationStep[] steps = [.. Calculation.Of(new Network(layer), [CalculationTopic.Operation])];

        Assert.Equal("n = N₀·N₁ = 3·4 = 12", steps[0].Working);
        Assert.Equal("N₀ = 3 (size of axis 0), N₁ = 4 (size of axis 1)", steps[0].Where);
    }

    [Fact]
    public void Unknown_work_is_once_in_a_total()
    {
        Layer layer = new ModelBuilder().Opset(17).Opset(1, "own").Input("x", 3, 16)
            .Call("own", "Mystery", ["x"], ["m"]).Node("Relu", ["x"], ["r"]).Node("Add", ["m", "r"], ["y"]).Output("y").Import();

        CalculationStep total = Calculation.Of(new Network(layer), [CalculationTopic.Operation]).Last();

        Assert.Equal("Total floating-point operations", total.Quantity);
        Assert.DoesNotContain("3·", total.Working, StringComparison.Ordinal);
    }

    private static void Check(Network network, long batchSize, string what)
    {
        CalculationStep[] steps = [.. Calculation.Of(network, [], null, batchSize)];
        string[] faults = [.. StepSymbols.Faults(network, steps).Take(5)];
        Assert.True(faults.Length == 0, $"{string.Join('\n', faults)} -- {what}");
        ILookup<string?, CalculationStep> ofLayer = steps.Where(step => step.Section != "Totals").ToLookup(step => step.Layer);
        foreach (LayerMeasurement row in LayerMeasurement.Of(network, batchSize))
        {
            CalculationStep[] own = [.. ofLayer[row.Name]];
            Same(row.Parameters, Last(own, "params"));
            Same(row.Multiplications, Last(own, "M"));
            Same(row.Additions, Last(own, "A"));
            Same(row.Macs, Last(own, "MACs"));
            Same(row.Flops, Last(own, "FLOPs"));
            Layer layer = network.Find(row.Name);
            Assert.True(layer.OutputShape.Equals(layer.ExplainShape(new Working())), $"{row.Name} -- {what}");
            CheckShape(network, layer, [.. own.Where(step => step.Topic == nameof(CalculationTopic.Shape))], row.OutputShape, what);

            // Of work that is not known, there is one step, which says so.
            void Same(long? measured, CalculationStep? shown) => Assert.True(
                measured == (shown is null ? 0 : shown.Value) || (measured is null && shown is null && Last(own, "FLOPs") is { Value: null }),
                $"{row.Name}: {shown?.Working ?? "nothing"} shown, {measured} measured -- {what}");
        }

        CheckTotals(network, steps, batchSize, what);
    }

    // The steps for a shape end with all of it, or with the sizes that the layer computes.
    private static void CheckShape(Network network, Layer layer, CalculationStep[] steps, string measured, string what)
    {
        CalculationStep[] whole = [.. steps.Where(step => step.Symbol.StartsWith("shape", StringComparison.Ordinal))];
        CalculationStep[] sizes = [.. steps.Where(step => (step.Quantity.StartsWith("Output ", StringComparison.Ordinal) && step.Symbol != "shape")
            || (layer.Meaning is Unfold && step.Quantity is "Window positions" or "Values of a window") || step.Quantity == "Size of the state")];
        string[] outputs = [.. network.ValuesOf(layer).SelectMany(value => value.OutputShape.Sizes).Select(size => size.ToString())];
        Assert.All(sizes, step => Assert.True(outputs.Contains(step.Result), $"{layer}: {step.Working} shown, {measured} measured -- {what}"));
        Assert.True(sizes.Length > 0 || string.Join(", ", whole.Select(step => step.Result)) == (steps.Length > 0 ? measured : ""), $"{layer}: {measured} measured -- {what}");

        // Each size evaluates to itself, with a number for every unknown size that has a plain name.
        Quantity[] shown = [.. network.ValuesOf(layer).Where(_ => whole.Length > 0).SelectMany(value => value.OutputShape.Sizes)];
        string[] formulas = [.. whole.SelectMany(step => StepSymbols.Parts(step.Formula))];
        foreach ((Quantity size, string formula) in sizes.Length > 0 ? [] : shown.Zip(formulas))
        {
            Dictionary<string, long> names = layer.InputShapes.Append(layer.OutputShape).SelectMany(shape => shape.Sizes).Append(size)
                .SelectMany(each => each.UnknownNames).Distinct().ToDictionary(name => name, _ => 17L);
            if (names.Keys.All(name => name.All(char.IsLetterOrDigit)) && !formula.Contains('‹', StringComparison.Ordinal))
            {
                foreach ((string symbol, string text) in whole.SelectMany(StepSymbols.Explained).Where(pair => !pair.Value.Contains('‹', StringComparison.Ordinal)))
                {
                    names[symbol] = TextEvaluator.Evaluate(text, names);
                }

                Assert.True(size.Bind(names).Value == TextEvaluator.Evaluate(formula, names), $"{layer}: {formula} shown, {size} measured -- {what}");
            }
        }
    }

    private static string Counted(Dictionary<string, int> kinds) => string.Join(", ", kinds.OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Value} {kind.Key}"));

    private static void CheckTotals(Network network, CalculationStep[] steps, long batchSize, string what)
    {
        Tally<ParameterCount> parameters = ParameterMeasure.Of(network);
        Tally<Work> work = OperationMeasure.Of(network, batchSize);
        foreach (CalculationStep total in steps.Where(step => step.Section == "Totals"))
        {
            (bool isLowerBound, Quantity expected) = total.Symbol switch
            {
                "Σ params" => (parameters.IsLowerBound, parameters.Total.Total),
                "Σ M" => (work.IsLowerBound, work.Total.Multiplications),
                "Σ A" => (work.IsLowerBound, work.Total.Additions),
                "Σ MACs" => (work.IsLowerBound, work.Total.Macs),
                _ => (work.IsLowerBound, work.Total.Flops),
            };
            Assert.True(isLowerBound || total.Result == expected.ToString(), $"{total.Working} shown, {expected} measured -- {what}");
        }
    }

    // The last step of a kind, whatever number or prime its symbol has.
    private static CalculationStep? Last(CalculationStep[] steps, string symbol) =>
        Array.FindLast(steps, step => step.Symbol.TrimEnd('′', '₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉') == symbol
            && step.Topic is nameof(CalculationTopic.Parameter) or nameof(CalculationTopic.Operation));

    private static Network Open(string file) => new(File.Exists(Path.Combine(Repository.Root, file))
        ? NetworkFile.Import(Path.Combine(Repository.Root, file), new ImportOptions())
        : OnnxFixture.Import(file));
}
