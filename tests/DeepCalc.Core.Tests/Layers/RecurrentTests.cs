using CsCheck;

namespace DeepCalc.Tests.Layers;

/// <summary>Recurrent layers against what the frameworks say, and against counts that do not know the layer's own formulas.</summary>
public class RecurrentTests
{
    private static readonly Gen<Recurrent> Settings =
        from cell in Gen.Enum<RecurrentKind>()
        from units in Gen.Int[2, 9]
        from layers in Gen.Int[1, 4]
        from direction in Gen.Enum<RecurrentDirection>()
        from merge in Gen.Enum<DirectionMerge>()
        from biases in Gen.Int[0, 2]
        from projection in Gen.Int[0, units - 1]
        from switches in Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool)
        select new Recurrent(units, cell)
        {
            Layers = layers,
            Direction = direction,
            Merge = direction == RecurrentDirection.Bidirectional ? merge : DirectionMerge.Concatenate,
            BiasVectors = biases,
            Projection = cell == RecurrentKind.Lstm && projection > 0 ? projection : null,
            ReturnSequences = switches.Item1,
            ResetAfter = cell != RecurrentKind.Gru || switches.Item2,
            Peephole = cell == RecurrentKind.Lstm && switches.Item3,
        };

    // nn.RNN, nn.GRU and nn.LSTM of PyTorch 1.13, 3 features and 4 units: parameters, and output features.
    [Theory]
    [InlineData(RecurrentKind.SimpleRnn, 1, false, true, 0, 36, 4)]
    [InlineData(RecurrentKind.SimpleRnn, 1, false, false, 0, 28, 4)]
    [InlineData(RecurrentKind.SimpleRnn, 2, false, true, 0, 76, 4)]
    [InlineData(RecurrentKind.SimpleRnn, 3, true, true, 0, 296, 8)]
    [InlineData(RecurrentKind.SimpleRnn, 3, true, false, 0, 248, 8)]
    [InlineData(RecurrentKind.Gru, 1, false, true, 0, 108, 4)]
    [InlineData(RecurrentKind.Gru, 1, true, false, 0, 168, 8)]
    [InlineData(RecurrentKind.Gru, 2, false, true, 0, 228, 4)]
    [InlineData(RecurrentKind.Gru, 2, true, true, 0, 552, 8)]
    [InlineData(RecurrentKind.Gru, 3, true, true, 0, 888, 8)]
    [InlineData(RecurrentKind.Lstm, 1, false, true, 0, 144, 4)]
    [InlineData(RecurrentKind.Lstm, 1, false, true, 2, 120, 2)]
    [InlineData(RecurrentKind.Lstm, 1, true, true, 0, 288, 8)]
    [InlineData(RecurrentKind.Lstm, 1, true, true, 2, 240, 4)]
    [InlineData(RecurrentKind.Lstm, 2, false, false, 2, 160, 2)]
    [InlineData(RecurrentKind.Lstm, 2, true, true, 2, 512, 4)]
    [InlineData(RecurrentKind.Lstm, 3, true, true, 0, 1184, 8)]
    [InlineData(RecurrentKind.Lstm, 3, true, false, 2, 592, 4)]
    public void What_PyTorch_has(RecurrentKind cell, int layers, bool bidirectional, bool bias, int projection, long parameters, long features)
    {
        Layer layer = On(Build.Input(5, 3), new Recurrent(4, cell)
        {
            Layers = layers,
            Direction = bidirectional ? RecurrentDirection.Bidirectional : RecurrentDirection.Forward,
            BiasVectors = bias ? 2 : 0,
            Projection = projection == 0 ? null : projection,
            ReturnSequences = true,
        });
        Assert.Equal(parameters, ParameterMeasure.Of(layer).Total.Value);
        Assert.Equal($"5x{features}", layer.OutputShape.ToString());
    }

    // Keras's count_params(), by its documentation: reset_after keeps the biases of input and hidden state apart.
    [Theory]
    [InlineData(RecurrentKind.SimpleRnn, true, 1, 4 * (3 + 4 + 1))]
    [InlineData(RecurrentKind.Gru, true, 1, 3 * 4 * (3 + 4 + 2))]
    [InlineData(RecurrentKind.Gru, false, 1, 3 * 4 * (3 + 4 + 1))]
    [InlineData(RecurrentKind.Gru, true, 0, 3 * 4 * (3 + 4))]
    [InlineData(RecurrentKind.Lstm, true, 1, 4 * 4 * (3 + 4 + 1))]
    public void What_Keras_has(RecurrentKind cell, bool resetAfter, int biases, long parameters)
    {
        var recurrent = new Recurrent(4, cell) { ResetAfter = resetAfter, BiasVectors = biases };
        Assert.Equal(parameters, ParameterMeasure.Of(On(Build.Input(5, 3), recurrent)).Total.Value);
        Layer both = On(Build.Input(5, 3), recurrent with { Direction = RecurrentDirection.Bidirectional, Merge = DirectionMerge.Sum });
        Assert.Equal(2 * parameters, ParameterMeasure.Of(both).Total.Value);
        Assert.Equal("4", both.OutputShape.ToString());
    }

    [Fact]
    public void The_two_layouts_of_the_biases_of_a_GRU_hold_the_same_number()
    {
        Assert.Equal("kernel 3x12, recurrent_kernel 4x12, bias 2x12", Weights(new Recurrent(4, RecurrentKind.Gru)));
        Assert.Equal("kernel 3x12, recurrent_kernel 4x12, bias 12, recurrent_bias 12", Weights(new Recurrent(4, RecurrentKind.Gru) { BiasVectors = 2 }));
        Assert.Equal("kernel 3x12, recurrent_kernel 4x12, bias 12", Weights(new Recurrent(4, RecurrentKind.Gru) { ResetAfter = false }));
    }

    [Fact]
    public void Weights_are_named_as_in_Keras_with_their_direction_and_layer()
    {
        Assert.Equal(
            "kernel 3x16, recurrent_kernel 2x16, bias 16, projection_kernel 4x2, peephole 3x4",
            Weights(new Recurrent(4) { Projection = 2, Peephole = true }));
        Assert.Equal(
            "forward_kernel 3x4, forward_recurrent_kernel 4x4, forward_bias 4, backward_kernel 3x4, backward_recurrent_kernel 4x4, backward_bias 4",
            Weights(new Recurrent(4, RecurrentKind.SimpleRnn) { Direction = RecurrentDirection.Bidirectional }));
        Assert.Equal(
            "layer1_kernel 3x4, layer1_recurrent_kernel 4x4, layer2_kernel 4x4, layer2_recurrent_kernel 4x4",
            Weights(new Recurrent(4, RecurrentKind.SimpleRnn) { Layers = 2, BiasVectors = 0, Direction = RecurrentDirection.Backward }));
        Assert.Contains(
            "layer2_backward_kernel 8x4",
            Weights(new Recurrent(4, RecurrentKind.SimpleRnn) { Layers = 2, Direction = RecurrentDirection.Bidirectional, Merge = DirectionMerge.Sum }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_weights_of_random_settings_are_those_of_the_formulas() =>
        Gen.Select(Settings, Gen.Int[1, 8]).Sample(
            (recurrent, features) =>
            {
                long units = recurrent.Units;
                long hidden = recurrent.Projection ?? units;
                long directions = recurrent.Direction == RecurrentDirection.Bidirectional ? 2 : 1;
                long biases = recurrent is { Cell: RecurrentKind.Gru, ResetAfter: true, BiasVectors: 1 } ? 2 : recurrent.BiasVectors;
                long expected = 0;
                for (int layer = 0; layer < recurrent.Layers; layer++)
                {
                    long taken = layer == 0 ? features : hidden * directions;
                    long one = recurrent.Cell switch
                    {
                        RecurrentKind.SimpleRnn => (taken * units) + (units * units) + (biases * units),
                        RecurrentKind.Gru => 3 * ((taken * units) + (units * units) + (biases * units)),
                        _ => (4 * ((taken * units) + (hidden * units) + (biases * units)))
                            + (recurrent.Projection is { } p ? units * p : 0) + (recurrent.Peephole ? 3 * units : 0),
                    };
                    expected += one * directions;
                }

                Layer built = On(Build.Input(6, features), recurrent);
                Assert.Equal(expected, ParameterMeasure.Of(built).Total.Value);
                Assert.Equal(built.Weights().Count, built.Weights().Select(weight => weight.Name).Distinct().Count());
                long outFeatures = recurrent is { Direction: RecurrentDirection.Bidirectional, Merge: DirectionMerge.Concatenate } ? 2 * hidden : hidden;
                Assert.Equal(recurrent.ReturnSequences ? $"6x{outFeatures}" : $"{outFeatures}", built.OutputShape.ToString());
            },
            iter: 5_000);

    [Fact]
    public void The_work_of_random_settings_is_that_of_the_steps_done_one_by_one() =>
        Gen.Select(Settings, Gen.Int[1, 5], Gen.Int[1, 6]).Sample(
            (recurrent, steps, features) =>
            {
                var machine = new CountingMachine();
                int outputs = machine.Run(recurrent, steps, features);
                Layer layer = On(Build.Input(steps, features), recurrent);
                Work work = OperationMeasure.Of(layer);
                Assert.Equal(layer.OutputShape.ElementCount.Value, outputs);
                Assert.Equal(machine.Products, work.Multiplications.Value);
                Assert.Equal(machine.Products, work.Macs.Value);
                Assert.Equal(machine.Sums, work.Additions.Value);
                Assert.Equal(machine.Others, work.Elementwise.Value);

                // Multiply-adds are the steps times all matrices; biases and peepholes are none.
                long matrices = layer.Weights().Where(weight => weight.Name.EndsWith("kernel", StringComparison.Ordinal)).Sum(weight => weight.Count.Value);
                Assert.Equal(steps * matrices, work.Macs.Value);
            },
            iter: 2_000);

    [Theory]
    [InlineData(RecurrentKind.SimpleRnn, true, false, 1)]
    [InlineData(RecurrentKind.Gru, true, false, 15)]
    [InlineData(RecurrentKind.Gru, false, false, 14)]
    [InlineData(RecurrentKind.Lstm, true, false, 18)]
    [InlineData(RecurrentKind.Lstm, true, true, 24)]
    public void A_cell_and_step_work_by_the_documented_table(RecurrentKind cell, bool resetAfter, bool peephole, long each)
    {
        var recurrent = new Recurrent(4, cell) { ResetAfter = resetAfter, Peephole = peephole };
        Assert.Equal(5 * 4 * each, OperationMeasure.Of(On(Build.Input(5, 3), recurrent)).Elementwise.Value);
    }

    [Theory]
    [InlineData(DirectionMerge.Concatenate, true, 0)]
    [InlineData(DirectionMerge.Sum, true, 5 * 4)]
    [InlineData(DirectionMerge.Multiply, false, 4)]
    [InlineData(DirectionMerge.Average, true, 5 * 4 * 2)]
    public void Merging_the_directions_takes_operations_an_output(DirectionMerge merge, bool sequences, long operations)
    {
        var recurrent = new Recurrent(4, RecurrentKind.SimpleRnn) { Direction = RecurrentDirection.Bidirectional, Merge = merge, ReturnSequences = sequences };
        Assert.Equal((2 * 5 * 4) + operations, OperationMeasure.Of(On(Build.Input(5, 3), recurrent)).Elementwise.Value);
    }

    [Theory]
    [InlineData(RecurrentKind.SimpleRnn, RecurrentDirection.Forward, "SimpleRNN", "simple_rnn")]
    [InlineData(RecurrentKind.Gru, RecurrentDirection.Backward, "GRU", "gru")]
    [InlineData(RecurrentKind.Lstm, RecurrentDirection.Forward, "LSTM", "lstm")]
    [InlineData(RecurrentKind.Lstm, RecurrentDirection.Bidirectional, "Bidirectional", "bidirectional")]
    public void The_kind_is_the_class_of_Keras(RecurrentKind cell, RecurrentDirection direction, string kind, string name)
    {
        Layer layer = On(Build.Input(5, 3), new Recurrent(4, cell) { Direction = direction });
        Assert.Equal((kind, name), (layer.Kind, new Network(layer).NameOf(layer)));
    }

    [Fact]
    public void The_settings_say_what_is_not_usual()
    {
        Assert.Equal("4 units", new Recurrent(4).Describe());
        Assert.Equal("4 units, projected to 2, sequences, 2 bias vectors", new Recurrent(4) { Projection = 2, ReturnSequences = true, BiasVectors = 2 }.Describe());
        Assert.Equal(
            "GRU, 4 units, 3 layers, directions averaged, reset before",
            new Recurrent(4, RecurrentKind.Gru) { Layers = 3, Direction = RecurrentDirection.Bidirectional, Merge = DirectionMerge.Average, ResetAfter = false }.Describe());
        Assert.Equal("4 units, backward, peephole", new Recurrent(4) { Direction = RecurrentDirection.Backward, Peephole = true }.Describe());
    }

    [Theory]
    [InlineData(RecurrentDirection.Forward, true, ViewKind.Prefix)]
    [InlineData(RecurrentDirection.Forward, false, ViewKind.Everything)]
    [InlineData(RecurrentDirection.Backward, true, ViewKind.Everything)]
    [InlineData(RecurrentDirection.Bidirectional, true, ViewKind.Everything)]
    public void Only_going_forward_leaves_later_steps_unseen(RecurrentDirection direction, bool sequences, ViewKind steps)
    {
        Layer input = Build.Input(5, 3);
        Layer layer = On(input, new Recurrent(4, RecurrentKind.Gru) { Direction = direction, ReturnSequences = sequences, Layers = 2 }, Build.Input(4), Build.Input(4));
        layer = direction == RecurrentDirection.Bidirectional ? layer : On(input, (Recurrent)layer.Definition, Build.Input(4));
        Assert.Equal(steps, layer.View(0, 0).Kind);
        Assert.Equal(ViewKind.Everything, layer.View(0, 1).Kind);
        Assert.Equal(ViewKind.Everything, layer.View(1, 0).Kind);
    }

    [Fact]
    public void A_unit_sees_the_steps_that_reach_it_one_by_one() =>
        Gen.Select(Settings, Gen.Int[1, 6]).Sample(
            (recurrent, steps) =>
            {
                HashSet<int>[] reached = Reached(recurrent, steps);
                AxisView view = On(Build.Input(steps, 3), recurrent).View(0, 0);
                for (int unit = 0; unit < reached.Length; unit++)
                {
                    int[] seen = [.. Enumerable.Range(0, view.Kind == ViewKind.Prefix ? unit + 1 : steps)];
                    if (recurrent is { Direction: RecurrentDirection.Backward, ReturnSequences: true })
                    {
                        // There is no view of the steps from one on; the whole axis is the bound that covers it.
                        Assert.Subset(seen.ToHashSet(), reached[unit]);
                        Assert.Equal(ViewKind.Everything, view.Kind);
                    }
                    else
                    {
                        Assert.Equal(seen, reached[unit].Order());
                    }
                }
            },
            iter: 2_000);

    [Fact]
    public void A_decoder_sees_all_steps_of_the_encoder_whose_states_it_begins_with()
    {
        Layer source = Build.Input(20, 8);
        var recurrent = new Recurrent(4);
        Layer encoder = On(source, recurrent);
        Layer[] states = [encoder.Output(1), encoder.Output(2)];
        Layer decoder = On(Build.Input(15, 8), recurrent with { ReturnSequences = true }, states);

        Assert.Equal(["4", "4"], states.Select(state => state.OutputShape.ToString()));
        Assert.Equal("15x4", decoder.OutputShape.ToString());
        Assert.Equal(2 * 4 * 4 * (8 + 4 + 1), ParameterMeasure.Of(new Network(decoder)).Total.Total.Value);
        ReceptiveFieldMeasurement[] rows = [.. ReceptiveFieldMeasurement.Of(new Network(decoder))];
        Assert.Equal([15L, 20L], rows.Select(row => row.Size).Order());
    }

    [Theory]
    [InlineData(RecurrentKind.SimpleRnn, 1, false, "h 4")]
    [InlineData(RecurrentKind.Gru, 1, true, "forward h 4, backward h 4")]
    [InlineData(RecurrentKind.Lstm, 1, false, "h 2, c 4")]
    [InlineData(RecurrentKind.Lstm, 1, true, "forward h 2, forward c 4, backward h 2, backward c 4")]
    [InlineData(RecurrentKind.SimpleRnn, 3, false, "layer1 h 4, layer2 h 4, layer3 h 4")]
    [InlineData(RecurrentKind.Gru, 2, true, "layer1 forward h 4, layer1 backward h 4, layer2 forward h 4, layer2 backward h 4")]
    [InlineData(RecurrentKind.Lstm, 2, false, "layer1 h 2, layer1 c 4, layer2 h 2, layer2 c 4")]
    [InlineData(RecurrentKind.Lstm, 2, true, "layer1 forward h 2, layer1 forward c 4, layer1 backward h 2, layer1 backward c 4, layer2 forward h 2, layer2 forward c 4, layer2 backward h 2, layer2 backward c 4")]
    public void States_are_vectors_without_weights_or_work(RecurrentKind cell, int stacked, bool bidirectional, string states)
    {
        foreach (bool sequences in new[] { true, false })
        {
            var recurrent = new Recurrent(4, cell)
            {
                Layers = stacked,
                Direction = bidirectional ? RecurrentDirection.Bidirectional : RecurrentDirection.Forward,
                Projection = cell == RecurrentKind.Lstm ? 2 : null,
                ReturnSequences = sequences,
            };
            Layer whole = On(Build.Input(Quantity.Unknown("T"), 3), recurrent);
            Layer[] layers = [.. Enumerable.Range(1, whole.OutputCount - 1).Select(output => whole.Output(output))];
            Assert.Equal(states, string.Join(", ", layers.Select(layer => $"{layer.OutputName} {layer.OutputShape}")));
            Assert.All(layers, layer =>
            {
                Assert.Same(whole, layer.OutputOf);
                Assert.Empty(layer.Weights());
                Assert.Equal(0, layer.Work().Flops);
                Assert.Equal(ViewKind.Everything, layer.View(0, 0).Kind);
            });
        }
    }

    [Fact]
    public void The_states_of_each_stacked_layer_can_be_given_or_those_of_all()
    {
        var recurrent = new Recurrent(4) { Layers = 2, Projection = 3 };
        Layer h = Build.Input(3);
        Layer c = Build.Input(4);
        Layer open = Build.Input(Quantity.Unknown("N"));
        Layer x = Build.Input(5, 3);
        Assert.Equal("3", On(x, recurrent, h, c).OutputShape.ToString());
        Assert.Equal("3", On(x, recurrent, h, c, h, c).OutputShape.ToString());
        Assert.Equal("3", On(x, recurrent, open, open).OutputShape.ToString());
        Assert.Equal(ParameterMeasure.Of(On(x, recurrent)).Total, ParameterMeasure.Of(On(x, recurrent, h, c)).Total);
        Build.Refused(() => On(x, recurrent, h, c, h), ErrorCode.InvalidSetting, "lstm:", "2 initial states (h, c)", "4", "2 layers", "given 3");
        Build.Refused(() => On(x, recurrent, h), ErrorCode.InvalidSetting, "2 initial states", "given 1");
        Build.Refused(() => On(x, recurrent, h, c, h, c, h), ErrorCode.InvalidSetting, "at most 5 inputs");
    }

    [Fact]
    public void An_initial_state_of_another_size()
    {
        var recurrent = new Recurrent(4) { Projection = 3 };
        Layer x = Build.Input(5, 3);
        Build.Refused(() => On(x, recurrent, Build.Input(4), Build.Input(4)), ErrorCode.ShapeMismatch, "lstm:", "state h", "vector of 3", "given 4");
        Build.Refused(() => On(x, recurrent, Build.Input(3), Build.Input(3)), ErrorCode.ShapeMismatch, "state c", "vector of 4", "given 3");
        Build.Refused(() => On(x, recurrent, Build.Input(1, 3), Build.Input(4)), ErrorCode.ShapeMismatch, "state h", "given 1x3");
        var both = new Recurrent(4, RecurrentKind.Gru) { Direction = RecurrentDirection.Bidirectional };
        Build.Refused(() => On(x, both, Build.Input(4), Build.Input(5)), ErrorCode.ShapeMismatch, "bidirectional:", "state backward h");
        Build.Refused(() => On(x, both, Build.Input(4)), ErrorCode.InvalidSetting, "2 initial states (forward h, backward h)");
        Build.Refused(() => On(x, new Recurrent(4, RecurrentKind.Gru), Build.Input(4), Build.Input(4)), ErrorCode.InvalidSetting, "at most 2 inputs");
    }

    public static TheoryData<Recurrent, ErrorCode, string> Impossible => new()
    {
        { new Recurrent(0), ErrorCode.InvalidSize, "units" },
        { new Recurrent(4) { Layers = 0 }, ErrorCode.InvalidSize, "stacked layers" },
        { new Recurrent(4) { Layers = 1001 }, ErrorCode.InvalidSize, "at most 1000" },
        { new Recurrent(4) { BiasVectors = 3 }, ErrorCode.InvalidSize, "given 3" },
        { new Recurrent(4) { Projection = 4 }, ErrorCode.InvalidSize, "smaller than the 4 units" },
        { new Recurrent(4, RecurrentKind.Gru) { Projection = 2 }, ErrorCode.InvalidSetting, "a projection is a setting of an LSTM, not of a GRU" },
        { new Recurrent(4, RecurrentKind.SimpleRnn) { Peephole = true }, ErrorCode.InvalidSetting, "a peephole is a setting of an LSTM, not of a SimpleRNN" },
        { new Recurrent(4) { ResetAfter = false }, ErrorCode.InvalidSetting, "a reset gate is a setting of a GRU, not of an LSTM" },
        { new Recurrent(4) { Merge = DirectionMerge.Sum }, ErrorCode.InvalidSetting, "(Sum)" },
        { new Recurrent(4) { Merge = DirectionMerge.Average, Direction = RecurrentDirection.Backward }, ErrorCode.InvalidSetting, "Backward" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Invalid_settings_are_refused(Recurrent recurrent, ErrorCode code, string says)
    {
        Build.Refused(() => On(Build.Input(5, 3), recurrent), code, says);
        Build.Refused(() => On(Build.Input(5, 3), recurrent).Output(1), code, says);
    }

    [Theory]
    [InlineData(RecurrentKind.SimpleRnn, "a SimpleRNN needs")]
    [InlineData(RecurrentKind.Gru, "a GRU needs")]
    public void An_input_that_is_no_sequence(RecurrentKind cell, string says)
    {
        Build.Refused(() => On(Build.Input(5), new Recurrent(4, cell)), ErrorCode.RankMismatch, says, "the input is 5");
        Build.Refused(() => On(Build.Input(5, 3, 2), new Recurrent(4, cell)), ErrorCode.RankMismatch, says);
    }

    [Fact]
    public void A_state_that_the_layer_does_not_have()
    {
        Build.Refused(() => On(Build.Input(5, 3), new Recurrent(4)).Output(3), ErrorCode.InvalidSize, "lstm:", "output 3 does not exist", "has 3");
        Build.Refused(() => On(Build.Input(5, 3), new Recurrent(4)).Output(-1), ErrorCode.InvalidSize, "output -1 does not exist");
    }

    [Fact]
    public void More_units_than_64_bits_hold_twice() => Build.Refused(
        () => On(Build.Input(5, 3), new Recurrent(long.MaxValue) { Direction = RecurrentDirection.Bidirectional }), ErrorCode.CountOverflow, "bidirectional:");

    [Fact]
    public void Unknown_sizes_are_carried_through()
    {
        Layer layer = On(Build.Input(Quantity.Unknown("T"), Quantity.Unknown("C")), new Recurrent(4, RecurrentKind.Gru) { ReturnSequences = true });
        Assert.Equal("Tx4", layer.OutputShape.ToString());
        Assert.Equal(["C"], ParameterMeasure.Of(layer).Total.UnknownNames);
        Quantity macs = OperationMeasure.Of(layer).Macs;
        Assert.Equal(["C", "T"], macs.UnknownNames);
        Assert.Equal("TxC", new Layer(new Recurrent(4), null).InputShapes[0].ToString());
        Assert.Equal("4", new Layer(new Recurrent(4) { ReturnSequences = true }, null).Output(2).OutputShape.ToString());
    }

    // The last axis has the features in either layout, as in both frameworks.
    [Fact]
    public void The_layout_is_kept_and_changes_nothing()
    {
        Layer first = new(new Input(new TensorShape(Layout.ChannelsFirst, 5, 3)), null);
        Layer layer = On(first, new Recurrent(4) { ReturnSequences = true });
        Assert.Equal(new TensorShape(Layout.ChannelsFirst, 5, 4), layer.OutputShape);
        Assert.Equal(128, ParameterMeasure.Of(layer).Total.Value);
        Assert.Equal(Layout.ChannelsFirst, layer.Output(1).OutputShape.Layout);
    }

    [Fact]
    public void A_layer_on_each_step_of_a_sequence_of_sequences()
    {
        var recurrent = new Recurrent(4) { Direction = RecurrentDirection.Bidirectional };
        Layer layer = new(new Placed(recurrent) { Apart = Apart.Steps }, null, Build.Input(7, 5, 3));
        Assert.Equal("7x8", layer.OutputShape.ToString());
        Layer state = layer.Output(4);
        Assert.Equal("7x4", state.OutputShape.ToString());
        Assert.Equal(AxisView.Same(0), state.View(0, 0));
    }

    [Fact]
    public void The_working_of_an_LSTM()
    {
        Dictionary<string, string> steps = Working(new Recurrent(4) { Projection = 2 });
        Assert.Equal("h = p = 2", steps["Output features"]);
        Assert.Equal("params = in·4u + p·4u + 4u + u·p = 3·4·4 + 2·4·4 + 4·4 + 4·2 = 104", steps["Parameters"]);
        Assert.Equal("n₁ = T·4u = 5·4·4 = 80", steps["Sums, gates"]);
        Assert.Equal("t₁ = in + p = 3 + 2 = 5", steps["Products in a sum, gates"]);
    }

    [Fact]
    public void The_working_of_stacked_layers_both_ways()
    {
        Dictionary<string, string> steps = Working(new Recurrent(4, RecurrentKind.Gru) { Direction = RecurrentDirection.Bidirectional, Layers = 3 });
        Assert.Equal("out = 2h = 2·4 = 8", steps["Output features"]);
        Assert.Equal("layer2_backward_kernel = 2u·3u = 2·4·3·4 = 96", steps["Elements of layer2_backward_kernel"]);
        Assert.Equal("t₅ = 2u + u = 2·4 + 4 = 12", steps["Products in a sum, gates, each later layer"]);
        Assert.Equal(
            "MACs = D·(MACs₁ + MACs₂ + MACs₃ + (L − 1)·(MACs₅ + MACs₆ + MACs₇)) = 2·(280 + 60 + 80 + (3 − 1)·(480 + 160 + 80)) = 3720", steps["Multiply-adds, all steps"]);
    }

    // The steps of the input that each output depends on: a state is all that its step and the state before it depend on.
    private static HashSet<int>[] Reached(Recurrent recurrent, int steps)
    {
        HashSet<int>[] sequence = [.. Enumerable.Range(0, steps).Select(step => new HashSet<int> { step })];
        HashSet<int>? last = null;
        for (int layer = 0; layer < recurrent.Layers; layer++)
        {
            HashSet<int>[] output = [.. sequence.Select(_ => new HashSet<int>())];
            last = [];
            if (recurrent.Direction != RecurrentDirection.Backward)
            {
                Go(Enumerable.Range(0, steps));
            }

            if (recurrent.Direction != RecurrentDirection.Forward)
            {
                Go(Enumerable.Range(0, steps).Reverse());
            }

            sequence = output;

            void Go(IEnumerable<int> order)
            {
                HashSet<int> state = [];
                foreach (int step in order)
                {
                    state = [.. state, .. sequence[step]];
                    output[step].UnionWith(state);
                }

                last.UnionWith(state);
            }
        }

        return recurrent.ReturnSequences ? sequence : [last!];
    }

    // The last step of each name.
    private static Dictionary<string, string> Working(Recurrent recurrent) => Calculation
        .Of(new Network(On(Build.Input(5, 3), recurrent)), [])
        .GroupBy(step => step.Quantity)
        .ToDictionary(steps => steps.Key, steps => steps.Last().Working);

    private static string Weights(Recurrent recurrent) =>
        string.Join(", ", On(Build.Input(5, 3), recurrent).Weights().Select(weight => $"{weight.Name} {weight.Shape}"));

    private static Layer On(Layer input, Recurrent recurrent, params Layer[] states) => new(recurrent, null, [input, .. states]);

    /// <summary>Runs a recurrent layer step by step and unit by unit, and counts what it does; it has no numbers, only places for them.</summary>
    private sealed class CountingMachine
    {
        public long Products { get; private set; }

        public long Sums { get; private set; }

        public long Others { get; private set; }

        public int Run(Recurrent recurrent, int steps, int features)
        {
            int directions = recurrent.Direction == RecurrentDirection.Bidirectional ? 2 : 1;
            int taken = features;
            int hidden = 0;
            for (int layer = 0; layer < recurrent.Layers; layer++)
            {
                for (int direction = 0; direction < directions; direction++)
                {
                    for (int step = 0; step < steps; step++)
                    {
                        hidden = Step(recurrent, taken);
                    }
                }

                taken = hidden * directions;
            }

            int outputs = 0;
            for (int step = recurrent.ReturnSequences ? 0 : steps - 1; step < steps; step++)
            {
                outputs += directions == 2 && recurrent.Merge == DirectionMerge.Concatenate ? taken : MergedFeatures(recurrent, hidden, directions);
            }

            return outputs;
        }

        private int MergedFeatures(Recurrent recurrent, int hidden, int directions)
        {
            for (int unit = 0; directions == 2 && unit < hidden; unit++)
            {
                Others++; // f + b, f·b
                if (recurrent.Merge == DirectionMerge.Average)
                {
                    Others++; // /2
                }
            }

            return hidden;
        }

        private int Step(Recurrent recurrent, int taken)
        {
            int hidden = (int)(recurrent.Projection ?? recurrent.Units);
            int biases = recurrent.BiasVectors;
            for (int unit = 0; unit < recurrent.Units; unit++)
            {
                switch (recurrent.Cell)
                {
                    case RecurrentKind.SimpleRnn:
                        Sum(taken + hidden, biases);
                        Others++; // tanh
                        break;
                    case RecurrentKind.Gru:
                        // With the reset after, Keras's one bias has a row for each of the two matrices.
                        int rows = recurrent.ResetAfter && biases > 0 ? 2 : biases;
                        for (int gate = 0; gate < 2; gate++)
                        {
                            Sum(taken + hidden, rows);
                            Sigmoid();
                        }

                        if (recurrent.ResetAfter)
                        {
                            Sum(taken, rows > 0 ? 1 : 0);
                            Sum(hidden, rows > 0 ? 1 : 0);
                            Others += 2; // x + r·(U·h)
                        }
                        else
                        {
                            Others++; // r·h
                            Sum(taken + hidden, rows);
                        }

                        Others++; // tanh
                        Others += 4; // (1 − z)·n + z·h
                        break;
                    default:
                        for (int gate = 0; gate < 4; gate++)
                        {
                            Sum(taken + hidden, biases);
                            if (gate < 3)
                            {
                                Others += recurrent.Peephole ? 2 : 0; // + w·c
                                Sigmoid();
                            }
                        }

                        Others++; // tanh of the candidate
                        Others += 3; // f·c + i·g
                        Others += 2; // o·tanh(c)
                        break;
                }
            }

            for (int output = 0; recurrent.Projection is not null && output < hidden; output++)
            {
                Sum((int)recurrent.Units, 0);
            }

            return hidden;
        }

        private void Sigmoid() => Others += 4; // 1/(1 + exp(−x))

        private void Sum(int products, int biases)
        {
            for (int i = 0; i < products; i++)
            {
                Products++;
                Sums += i == 0 ? 0 : 1;
            }

            Sums += biases;
        }
    }
}
