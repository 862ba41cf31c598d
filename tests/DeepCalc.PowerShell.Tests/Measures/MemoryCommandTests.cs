using System.Management.Automation;

namespace DeepCalc.Commands.Tests.Measures;

public sealed class MemoryCommandTests(Session session) : IClassFixture<Session>
{
    private const string Network = "New-InputLayer T,64 -Network Small | New-AttentionLayer 4 -Causal -Name att | New-DenseLayer 10 -Name head";

    [Fact]
    public void Open_sizes_stay_in_the_formulas_until_they_get_numbers()
    {
        PSObject open = session.Output($"{Network} | Measure-Operation").Single();
        Assert.Equal((null, "128·T² + 17024·T"), (open.Properties["Macs"].Value, open.Properties["MacsFormula"].Value));
        Assert.Equal((128 * 81L) + (17024 * 9L), session.Value($"{Network} | Measure-Operation -Size @{{ t = 9 }}", "Macs"));
        Assert.Equal(9L, session.Value($"{Network} | Measure-Cache -Size @{{ T = 9 }}", "Length"));
        Assert.Equal("9x64", session.Value($"{Network} | Measure-Network -Size @{{ T = 9 }}", "InputShape"));
    }

    [Fact]
    public void A_size_that_no_network_has_is_an_error_that_names_the_open_ones() =>
        Assert.Equal("no size is named 'X'; the networks have T.", session.Run($"{Network} | Measure-Memory -Size @{{ X = 3 }}").Errors.Single().Exception.Message);

    [Fact]
    public void The_next_token_attends_to_those_that_are_cached()
    {
        PSObject next = session.Output($"{Network} | Measure-Operation -Past 99").Single();
        Assert.Equal((17024L + (128 * 100), 99L), (next.Properties["Macs"].Value, next.Properties["Past"].Value));
        Assert.Equal(2 * 17024L + (128 * 2 * 101), session.Value($"{Network} | Measure-Operation -Past 99 -Size @{{ T = 2 }}", "Macs"));
        Assert.Equal("InvalidSetting", session.Error("New-InputLayer 8 | New-DenseLayer 2 | Measure-Operation -Past 3").FullyQualifiedErrorId.Split(',')[0]);
    }

    [Theory]
    [InlineData("-Type float16", "WeightBytes", 2 * ((4 * 64 * 64) + (4 * 64) + 650L))]
    [InlineData("-WeightType int4 -GroupSize 64", "WeightBytes", ((4 * 64 * 64 / 2) + (4 * 64 * 2)) + (320 + (10 * 2)) + (4 * (266L)))]
    [InlineData("-Type float16", "CacheBytes", 8L * 2 * 2 * 64)]
    [InlineData("-CacheType q8_0", "CacheBytes", 8L * 2 * 2 * 34)]
    [InlineData("-Attention Blocked", "ScoreBytes", 0L)]
    [InlineData("", "ScoreBytes", 4L * 4 * 8 * 8)]
    [InlineData("-Alignment 4096", "ActivationBytes", 8192L)]
    public void Types_and_settings_change_the_bytes(string settings, string property, long bytes) =>
        Assert.Equal(bytes, session.Value($"{Network} | Measure-Memory -Length 8 {settings}", property));

    [Fact]
    public void A_training_needs_its_switch()
    {
        Assert.Equal("-Optimizer is a setting of a training; give -Training too.", session.Error($"{Network} | Measure-Memory -Optimizer Adam").Exception.Message);
        Assert.Equal(
            16 * (16640 + 650L),
            session.Output($"{Network} | Measure-Memory -Length 8 -Training -Precision Mixed").Select(row =>
                (long)row.Properties["TrainingWeightBytes"].Value + (long)row.Properties["GradientBytes"].Value + (long)row.Properties["OptimizerBytes"].Value).Single());
    }

    [Theory]
    [InlineData("-AdapterLayer att", "-AdapterRank")]
    [InlineData("-AdapterRank 2 -AdapterLayer '['", "'[' is not a valid wildcard pattern")]
    [InlineData("-NoMasterWeights", "-Precision Mixed")]
    [InlineData("-Float32Gradients", "-Precision Mixed")]
    [InlineData("-Past 3", "sees whole sequences")]
    public void A_setting_of_a_training_that_has_no_meaning_is_an_error(string settings, string message) =>
        Assert.Contains(message, session.Error($"{Network} | Measure-Memory -Training {settings}").Exception.Message, StringComparison.Ordinal);

    // 2·64 numbers of 4 bytes for each of 99 positions and the next one.
    [Fact]
    public void The_cache_of_the_next_token_has_those_that_are_remembered_and_its_own()
    {
        Assert.Equal(100L * 2 * 64 * 4, session.Value($"{Network} | Measure-Memory -Past 99", "CacheBytes"));
        Assert.Equal(100L * 2 * 64 * 4, session.Output($"{Network} | Measure-Memory -Past 99 -PerLayer").Sum(row => (long)row.Properties["CacheBytes"].Value));
        Assert.Equal(200L * 2 * 64 * 4, session.Value($"{Network} | Measure-Memory -Past 99 -Length 200", "CacheBytes"));
        Assert.Contains("100 in all", session.Error($"{Network} | Measure-Memory -Past 99 -Length 99").Exception.Message, StringComparison.Ordinal);
    }

    // The rows of a training have a table of their own, and its columns add up to those of the network.
    [Fact]
    public void The_rows_of_a_training_add_up()
    {
        PSObject whole = session.Output($"{Network} | Measure-Memory -Length 8 -Training").Single();
        PSObject[] rows = session.Output($"{Network} | Measure-Memory -Length 8 -Training -PerLayer");
        Assert.Equal(["input_layer", "att", "head"], rows.Select(row => row.Properties["Layer"].Value));
        foreach (string property in new[] { "TrainingWeightBytes", "GradientBytes", "OptimizerBytes", "SavedBytes", "LossBytes" })
        {
            Assert.Equal(whole.Properties[property].Value, rows.Sum(row => (long)row.Properties[property].Value));
        }

        Assert.Matches("Layer +TrainingWeightBytes +GradientBytes +OptimizerBytes +SavedBytes", (string)session.Output(
            $"{Network} | Measure-Memory -Length 8 -Training -PerLayer | Out-String -Width 80").Single().BaseObject);
    }

    // Without -Training, the rows have no numbers of one; those of inference are the same with it.
    [Fact]
    public void The_timeline_is_that_of_inference()
    {
        PSObject[] inference = session.Output($"{Network} | Measure-Memory -Length 8 -PerLayer");
        Assert.All(inference, row => Assert.Null(row.Properties["SavedBytes"].Value));
        Assert.Equal(
            inference.Select(row => row.Properties["LiveBytes"].Value),
            session.Output($"{Network} | Measure-Memory -Length 8 -PerLayer -Training").Select(row => row.Properties["LiveBytes"].Value));
    }

    // A chain of parts, each of which has more orders than can be tried. Verbose output says that the search begins.
    [Fact]
    public void Stopping_ends_a_search_for_the_best_order() => Assert.Equal(
        PSInvocationState.Stopped,
        session.StopAtVerbose(
            """
            $layer = New-InputLayer 64
            foreach ($part in 1..200) {
                $branches = foreach ($branch in 1..15) {
                    $first = $layer | New-DenseLayer (64 + 7 * $branch)
                    $second = $first | New-DenseLayer (128 - 3 * $branch)
                    $second | New-DenseLayer 64
                }
                $layer = $branches | New-MergeLayer
            }
            $layer | Measure-Memory -Order Best -Verbose
            """));

    [Fact]
    public void Adapters_are_for_the_weights_that_are_named() =>
        Assert.Equal(2 * 2 * (64 + 64L), session.Value($"{Network} | Measure-Memory -Length 8 -Training -AdapterRank 2 -AdapterLayer */query_kernel, att/value*", "TrainedParameters"));

    // A file has the axes of its kernels in the order K, C, Fh, Fw: the first one of ResNet-18 has 147 inputs and 64 features.
    [Fact]
    public void Adapters_of_a_file_are_those_of_the_layers_that_its_nodes_mean() => Assert.Equal(
        4 * (147 + 64L),
        session.Value("Import-Network \"$examples/models/resnet18.onnx\" | Measure-Memory -Training -AdapterRank 4 -AdapterLayer /conv1/Conv", "TrainedParameters"));

    [Fact]
    public void The_timeline_has_a_row_for_each_layer()
    {
        PSObject[] rows = session.Output($"{Network} | Measure-Memory -Length 8 -PerLayer");
        Assert.Equal(["input_layer", "att", "head"], rows.Select(row => row.Properties["Layer"].Value));
        Assert.Equal([2048L, 4096L, 2368L], rows.Select(row => row.Properties["LiveBytes"].Value));
    }

    [Fact]
    public void The_working_ends_at_the_row()
    {
        PSObject row = session.Output($"{Network} | Measure-Memory -Length 8 -Training -Precision Mixed -DataParallel 2 -Sharding Zero2").Single();
        PSObject[] steps = session.Output($"{Network} | Show-Calculation Memory -Length 8 -Training -Precision Mixed -DataParallel 2 -Sharding Zero2");
        foreach ((string symbol, string property) in new[] { ("W", "WeightBytes"), ("A", "ActivationBytes"), ("P", "PeakBytes"), ("C", "CacheBytes"), ("inference", "InferenceBytes"), ("G", "GradientBytes"), ("O", "OptimizerBytes"), ("S", "SavedBytes"), ("Y", "LossBytes"), ("training", "TrainingBytes") })
        {
            Assert.Equal(row.Properties[property].Value, steps.Last(step => step.Properties["Layer"].Value is null && (string)step.Properties["Symbol"].Value == symbol).Properties["Value"].Value);
        }
    }

    [Theory]
    [InlineData("-Length 8 -Training -Precision Mixed -DataParallel 2 -Sharding Zero3 -Checkpoint Full")]
    [InlineData("-Length 8 -Training -AdapterRank 2 -Checkpoint Selective -Alignment 64 -Attention Blocked")]
    public void The_working_has_a_step_for_each_sum(string settings)
    {
        PSObject row = session.Output($"{Network} | Measure-Memory {settings}").Single();
        PSObject[] steps = session.Output($"{Network} | Show-Calculation Memory {settings}");
        foreach ((string symbol, string property) in new[] { ("N", "TrainedParameters"), ("Wt", "TrainingWeightBytes"), ("L", "GatheredBytes"), ("R", "RecomputedBytes"), ("MACs", "RecomputedMacs"), ("FLOPs", "RecomputedFlops") })
        {
            Assert.Equal((property, Number(row, property)), (property, Value(steps, null, symbol)));
        }

        foreach (PSObject layer in session.Output($"{Network} | Measure-Memory {settings} -PerLayer"))
        {
            foreach ((string symbol, string property) in new[] { ("weights", "WeightBytes"), ("out", "OutputBytes"), ("live", "LiveBytes"), ("held", "WorkspaceBytes"), ("scores", "ScoreBytes"), ("cache", "CacheBytes") })
            {
                Assert.Equal((property, Number(layer, property)), (property, Value(steps, (string)layer.Properties["Layer"].Value, symbol)));
            }
        }

        static long Number(PSObject of, string property) => (long)of.Properties[property].Value;

        // What is 0 has no step.
        static long Value(PSObject[] steps, string? layer, string symbol) => (long?)Array.FindLast(
            steps, step => (string?)step.Properties["Layer"].Value == layer && (string)step.Properties["Symbol"].Value == symbol)?.Properties["Value"].Value ?? 0;
    }

    // Each number that depends on an open size is empty and has a formula, in the rows of networks and of layers.
    [Theory]
    [InlineData("Measure-Memory -Training -Checkpoint Full")]
    [InlineData("Measure-Memory -PerLayer -Training -Checkpoint Full")]
    public void Each_number_of_bytes_is_known_or_has_a_formula(string measure)
    {
        foreach (PSObject row in session.Output($"{Network} | {measure}"))
        {
            foreach (PSPropertyInfo formula in row.Properties.Where(property => property.Name.EndsWith("Formula", StringComparison.Ordinal)))
            {
                bool isKnown = row.Properties[formula.Name[..^7]].Value is not null;
                Assert.True(isKnown == (formula.Value is null), $"{row} {formula.Name}: {formula.Value}");
            }
        }
    }

    // A count without a formula, or with a long one, is a question mark.
    [Theory]
    [InlineData("$null, $null", "?")]
    [InlineData("$null, '8·T'", "8·T")]
    [InlineData("$null, '1001·T² + 1002·T + 1003'", "1001·T² +\n1002·T +\n1003")]
    [InlineData("$null, '1000000000001·T'", "?")]
    [InlineData("5, $null", "5")]
    public void A_cell_has_the_number_or_the_formula(string count, string text) =>
        Assert.Equal(text, session.Output($"[DeepCalc.Commands.Cell]::Total({count}, 10)").Single().BaseObject);

    [Fact]
    public void Tables_have_the_formulas_that_fit() =>
        Assert.Matches(@"128·T² \+ [^\n]*\n *17024·T", (string)session.Output($"{Network} | Measure-Network | Out-String -Width 80").Single().BaseObject);

    [Fact]
    public void A_format_that_is_none_is_an_error_that_names_the_valid_ones() =>
        Assert.Contains("float16", session.Error($"{Network} | Measure-Cache -Type q9").Exception.Message, StringComparison.Ordinal);
}
