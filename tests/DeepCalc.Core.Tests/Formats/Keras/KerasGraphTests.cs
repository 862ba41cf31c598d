namespace DeepCalc.Tests.Formats.Keras;

/// <summary>The connections of a model's layers in both syntaxes, and their errors.</summary>
public class KerasGraphTests
{
    private const string Input = """{"class_name": "InputLayer", "config": {"name": "x", "batch_input_shape": [null, 8]}, "name": "x", "inbound_nodes": []}""";

    private static string Graph(string outputs, params string[] layers) =>
        $$$"""{"class_name": "Functional", "config": {"name": "f", "layers": [{{{string.Join(", ", layers)}}}], "input_layers": [["x", 0, 0]], "output_layers": [{{{outputs}}}]} }""";

    private static string Layer(string className, string name, string config, params string[] nodes) =>
        $$$"""{"class_name": "{{{className}}}", "config": {"name": "{{{name}}}"{{{(config.Length == 0 ? "" : ", " + config)}}}}, "name": "{{{name}}}", "inbound_nodes": [{{{string.Join(", ", nodes)}}}]}""";

    private static string Node(params string[] sources) => $"[{string.Join(", ", sources.Select(source => $"[\"{source}\", 0, 0, {{}}]"))}]";

    [Fact]
    public void The_inputs_of_a_network_are_in_the_order_of_input_layers()
    {
        Network network = KerasFiles.Read("""
            {"class_name": "Functional", "config": {"name": "f", "layers": [
                {"class_name": "InputLayer", "config": {"name": "labels", "batch_input_shape": [null, 3]}, "inbound_nodes": []},
                {"class_name": "InputLayer", "config": {"name": "scores", "batch_input_shape": [null, 3]}, "inbound_nodes": []},
                {"class_name": "Add", "config": {"name": "sum"}, "inbound_nodes": [[["labels", 0, 0, {}], ["scores", 0, 0, {}]]]}],
                "input_layers": [["scores", 0, 0], ["labels", 0, 0]], "output_layers": [["sum", 0, 0]]}}
            """);

        Assert.Equal(["scores", "labels"], network.Inputs.Select(input => input.Name));
        Assert.Equal(["labels", "scores", "sum"], network.Layers.Select(network.NameOf));
    }

    [Fact]
    public void A_layer_that_is_called_twice_has_its_weights_once()
    {
        Network network = KerasFiles.Read(Graph(
            "[\"sum\", 0, 0]",
            Input,
            Layer("Dense", "same", "\"units\": 8, \"activation\": \"relu\"", Node("x"), "[[\"same\", 0, 0, {}]]"),
            Layer("Add", "sum", "", "[[\"same\", 0, 0, {}], [\"same\", 1, 0, {}]]")));
        Assert.Equal(72, KerasFiles.Parameters(network));
        Assert.Equal(["x", "same", "same/activation", "same:2", "same:2/activation", "sum"], network.Layers.Select(network.NameOf));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    public void Calls_of_a_nested_model_are_counted_from_0_or_from_1(int first, int second)
    {
        string inner = "{\"class_name\": \"Functional\", \"config\": {\"name\": \"inner\", \"trainable\": false, \"layers\": ["
            + Input + ", " + Layer("Dense", "d", "\"units\": 8", Node("x")) + "], \"input_layers\": [[\"x\", 0, 0]], \"output_layers\": [[\"d\", 0, 0]]}, \"name\": \"inner\", "
            + $"\"inbound_nodes\": [{Node("x")}, [[\"inner\", {first}, 0, {{}}]]]}}";
        Network network = KerasFiles.Read(Graph($"[\"inner\", {second}, 0]", Input, inner));
        ParameterCount count = ParameterMeasure.Of(network).Total;
        Assert.Equal((72, 0), (count.Total.Value, count.Trainable.Value));
        Assert.Equal(["x", "inner/d", "inner:2/d"], network.Layers.Select(network.NameOf));
    }

    [Fact]
    public void The_syntax_of_Keras_3_names_tensors_by_their_history()
    {
        string json = KerasFiles.OnInputs(
            "Concatenate", "\"axis\": -1", $"[{KerasFiles.Tensor("in0", "[null, 4]")}, {KerasFiles.Tensor("in1", "[null, 5]")}]", "", "[null, 4]", "[null, 5]");
        Network network = KerasFiles.Read(json);
        Assert.Equal("9", network.Output.OutputShape.ToString());
        Assert.Equal(["in0", "in1"], network.Inputs.Select(network.NameOf));
    }

    [Fact]
    public void States_are_outputs_and_inputs()
    {
        Network network = KerasFiles.Read(Graph(
            "[\"out\", 0, 0], [\"enc\", 0, 2]",
            Input.Replace("[null, 8]", "[null, 9, 8]", StringComparison.Ordinal),
            Layer("LSTM", "enc", "\"units\": 4, \"return_state\": true", Node("x")),
            Layer("LSTM", "out", "\"units\": 4, \"return_sequences\": true", "[[\"x\", 0, 0, {\"initial_state\": [[\"enc\", 0, 1], [\"enc\", 0, 2]]}]]")));
        Assert.Equal(["9x4", "4"], network.Outputs.Select(output => output.OutputShape.ToString()));
        Assert.Equal(["x", "enc", "enc/h", "enc/c", "out"], network.Values.Select(network.NameOf));
        Assert.Equal(2 * 208, KerasFiles.Parameters(network));
    }

    [Fact]
    public void A_layer_or_a_part_of_one_can_be_the_output()
    {
        string json = Graph("[\"b\", 0, 0]", Input, Layer("Dense", "a", "\"units\": 3, \"activation\": \"relu\"", Node("x")), Layer("Dense", "b", "\"units\": 2", Node("a")));
        Network network = KerasFiles.Read(json, new ImportOptions { Outputs = ["A", "b"] });
        Assert.Equal(["3", "2"], network.Outputs.Select(output => output.OutputShape.ToString()));
        Assert.Equal("a/activation", network.NameOf(network.Outputs[0]));
        DeepCalcException error = KerasFiles.Refusal(json, new ImportOptions { Outputs = ["nowhere"] });
        Assert.Equal(ErrorCode.LayerNotFound, error.Code);
        Assert.Contains("x, a/activation, a, b", error.Message.Replace("a, a/activation", "a/activation, a", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_sizes_have_names_and_can_be_given()
    {
        string json = KerasFiles.One("Conv2D", "\"filters\": 2, \"kernel_size\": 3, \"padding\": \"same\", \"strides\": 2", "[null, null, null, 3]");
        Assert.Equal("⌈H/2⌉x⌈W/2⌉x2", KerasFiles.Read(json).Output.OutputShape.ToString());
        Assert.Equal("8x⌈W/2⌉x2", KerasFiles.Read(json, new ImportOptions { Sizes = new Dictionary<string, long> { ["H"] = 15 } }).Output.OutputShape.ToString());
        Network two = KerasFiles.Read(KerasFiles.OnInputs("Concatenate", "\"axis\": 1", $"[{KerasFiles.Tensor("in0")}, {KerasFiles.Tensor("in1")}]", "", "[null, null, 4]", "[null, null, 4]")
            .Replace("[\"in0\", 0, 0]]", "[\"in0\", 0, 0], [\"in1\", 0, 0]]", StringComparison.Ordinal));
        Assert.Equal("(in0_0 + in1_0)x4", two.Output.OutputShape.ToString());
    }

    [Fact]
    public void Channels_come_first_if_all_layers_have_them_first_else_layer_by_layer()
    {
        const string First = "\"filters\": 2, \"kernel_size\": [3, 3], \"data_format\": \"channels_first\"";
        Layer alone = KerasFiles.Read(KerasFiles.One("Conv2D", First, "[null, 4, 12, 10]")).Output;
        Assert.Equal(("2x10x8", Layout.ChannelsFirst), (alone.OutputShape.ToString(), alone.OutputShape.Layout));
        Network mixed = KerasFiles.Read(Graph(
            "[\"p\", 0, 0]",
            Input.Replace("[null, 8]", "[null, 4, 12, 10]", StringComparison.Ordinal),
            Layer("Conv2D", "c", First, Node("x")),
            Layer("BatchNormalization", "b", "\"axis\": 1", Node("c")),
            Layer("MaxPooling2D", "p", "\"pool_size\": 2, \"data_format\": \"channels_last\"", Node("b"))));
        Assert.Equal("1x5x8", mixed.Output.OutputShape.ToString());
        Assert.Equal((4 * 2 * 9) + 2 + 8, KerasFiles.Parameters(mixed));
    }

    [Fact]
    public void A_frozen_layer_has_nothing_to_train()
    {
        Network network = KerasFiles.Read(KerasFiles.One("Bidirectional", "\"trainable\": false, \"layer\": {\"class_name\": \"LSTM\", \"config\": {\"units\": 4}}", "[null, 9, 6]"));
        ParameterCount count = ParameterMeasure.Of(network).Total;
        Assert.Equal((352, 0), (count.Total.Value, count.Trainable.Value));
    }

    [Fact]
    public void A_frozen_model_can_begin_a_Sequential_model_and_be_selected_by_name()
    {
        const string Inner = """{"class_name": "Sequential", "config": {"name": "base", "trainable": false, "layers": [{"class_name": "Dense", "config": {"name": "d", "units": 3, "batch_input_shape": [null, 4]}}]}}""";
        string json = $$$"""{"class_name": "Sequential", "config": {"name": "s", "layers": [{{{Inner}}}, {"class_name": "Dense", "config": {"name": "head", "units": 2}}]}}""";
        ParameterCount count = ParameterMeasure.Of(KerasFiles.Read(json)).Total;
        Assert.Equal((8, 23), (count.Trainable.Value, count.Total.Value));
        Assert.Equal("3", KerasFiles.Read(json, new ImportOptions { Outputs = ["base"] }).Output.OutputShape.ToString());
    }

    [Fact]
    public void TimeDistributed_applies_each_layer_of_a_model_to_each_step()
    {
        string inner = "\"layer\": " + KerasFiles.One("Dense", "\"units\": 3, \"activation\": \"softmax\"", "[null, 4]");
        Network network = KerasFiles.Read(KerasFiles.One("TimeDistributed", inner, "[null, 7, 4]"));
        Assert.Equal(("7x3", 15), (network.Output.OutputShape.ToString(), KerasFiles.Parameters(network)));
        Assert.Equal(["in", "it/it", "it/it/activation"], network.Layers.Select(network.NameOf));
    }

    [Theory]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": [{\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", \"units\": 3, \"batch_input_shape\": [null, 5]}}]}", "3", 18)]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", \"units\": 3}}], \"build_input_shape\": [null, 5]}}", "3", 18)]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", \"units\": 3}, \"build_config\": {\"input_shape\": [null, 5]}}]}}", "3", 18)]
    [InlineData("{\"class_name\": \"Sequential\", \"build_config\": {\"input_shape\": [null, 5]}, \"config\": {\"layers\": [{\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", \"units\": 3}}]}}", "3", 18)]
    public void A_Sequential_model_finds_its_input_in_every_place_of_the_file(string json, string shape, long parameters)
    {
        Network network = KerasFiles.Read(json);
        Assert.Equal((shape, parameters), (network.Output.OutputShape.ToString(), KerasFiles.Parameters(network)));
    }

    [Fact]
    public void A_Sequential_model_that_nobody_built_has_an_input_of_unknown_sizes()
    {
        Network network = KerasFiles.Read("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": \"Conv2D\", \"config\": {\"name\": \"d\", \"filters\": 3, \"kernel_size\": 1}}]}}");
        Assert.Equal("HxWx3", network.Output.OutputShape.ToString());
        Assert.True(network.Inputs[0].IsImplicit);
    }

    [Fact]
    public void Operations_of_Keras_3_and_of_TensorFlow_are_layers_too()
    {
        string json = KerasFiles.OnInputs("Add", "", $"{KerasFiles.Tensor("in0")}, {KerasFiles.Tensor("in1")}", "", "[null, 4, 4]", "[null, 4, 1]")
            .Replace("\"module\": \"keras.layers\", \"class_name\": \"Add\"", "\"module\": \"keras.src.ops.numpy\", \"class_name\": \"Add\"", StringComparison.Ordinal);
        Assert.Equal(("4x4", 16), (KerasFiles.Read(json).Output.OutputShape.ToString(), KerasFiles.Read(json).Output.Work().Flops.Value));
        Network legacy = KerasFiles.Read(Graph(
            "[\"r\", 0, 0]",
            Input,
            Layer("TFOpLambda", "m", "\"function\": \"math.multiply\"", "[\"x\", 0, 0, {\"y\": 0.5, \"name\": null}]"),
            Layer("TFOpLambda", "s", "\"function\": \"__operators__.add\"", "[\"x\", 0, 0, {\"y\": [\"m\", 0, 0], \"name\": null}]"),
            Layer("TFOpLambda", "r", "\"function\": \"reshape\"", "[\"s\", 0, 0, {\"shape\": [-1, 2, 4]}]")));
        Assert.Equal("2x4", legacy.Output.OutputShape.ToString());
        Assert.Equal(16, legacy.Layers.Sum(layer => layer.Definition is Input ? 0 : layer.Work().Flops.Value));
    }

    [Theory]
    [InlineData("Lambda", "\"function\": [\"4wEAAAAAAAAA\", null, null]")]
    [InlineData("MyLayer", "")]
    public void Custom_code_is_an_unknown_layer_and_the_import_goes_on(string className, string config)
    {
        string json = Graph("[\"d\", 0, 0]", Input, Layer(className, "own", config, Node("x")), Layer("Dense", "d", "\"units\": 3", Node("own")));
        Network network = KerasFiles.Read(json);
        Assert.Equal("?", network.Output.OutputShape.ToString());
        Assert.Equal(["x", "own", "d"], network.Layers.Select(network.NameOf));
        DeepCalcException error = KerasFiles.Refusal(json, new ImportOptions { IsStrict = true });
        Assert.Equal((ErrorCode.LayerUnknown, "own"), (error.Code, error.Layer));
    }

    [Fact]
    public void The_declared_shape_of_custom_code_is_used()
    {
        Network legacy = KerasFiles.Read(Graph("[\"d\", 0, 0]", Input, Layer("Lambda", "own", "\"output_shape\": [5]", Node("x")), Layer("Dense", "d", "\"units\": 3", Node("own"))));
        Assert.Equal(("3", 18), (legacy.Output.OutputShape.ToString(), KerasFiles.Parameters(legacy)));

        string layer = Layer("Dense", "d", "\"units\": 3", $"{{\"args\": [{KerasFiles.Tensor("own", "[null, 5]")}], \"kwargs\": {{}}}}");
        Network current = KerasFiles.Read(Graph("[\"d\", 0, 0]", Input, Layer("MyLayer", "own", "", $"{{\"args\": [{KerasFiles.Tensor("x", "[null, 8]")}], \"kwargs\": {{}}}}"), layer));
        Assert.Equal("3", current.Output.OutputShape.ToString());
    }

    [Fact]
    public void A_declared_shape_that_is_nested_deeply_is_none()
    {
        string nested = new string('[', 100) + new string(']', 100);
        Network network = KerasFiles.Read(Graph("[\"own\", 0, 0]", Input, Layer("Lambda", "own", $"\"output_shape\": {nested}", Node("x"))));
        Assert.Equal("?", network.Output.OutputShape.ToString());
    }

    [Fact]
    public void A_class_of_another_package_is_unknown_even_with_the_name_of_a_Keras_class()
    {
        string json = KerasFiles.One("Dense", "\"units\": 3", "[null, 5]").Replace("\"class_name\": \"Dense\"", "\"module\": \"my.layers\", \"registered_name\": \"my>Dense\", \"class_name\": \"Dense\"", StringComparison.Ordinal);
        Assert.IsType<UnknownLayer>(KerasFiles.Read(json).Output.Definition);
    }

    [Fact]
    public void A_declared_shape_overrides_the_one_that_the_settings_give()
    {
        string json = Graph(
            "[\"e\", 0, 0]",
            Input,
            Layer("Dense", "d", "\"units\": 3", $"{{\"args\": [{KerasFiles.Tensor("x", "[null, 8]")}], \"kwargs\": {{}}}}"),
            Layer("Activation", "e", "\"activation\": \"relu\"", $"{{\"args\": [{KerasFiles.Tensor("d", "[null, 4]")}], \"kwargs\": {{}}}}"));
        Network network = KerasFiles.Read(json);
        Assert.Equal(("4", 27), (network.Output.OutputShape.ToString(), KerasFiles.Parameters(network)));
        Assert.Equal(ErrorCode.LayerUnknown, KerasFiles.Refusal(json, new ImportOptions { IsStrict = true }).Code);
    }

    // x / 2 is TrueDivide. The reshape turns positions into samples, so it is unknown, and the declared shape is used.
    [Fact]
    public void Operations_on_the_batch_are_unknown_and_not_an_error()
    {
        Network network = KerasFiles.Read(Graph(
            "[\"d\", 0, 0]",
            Input,
            Operation("TrueDivide", "half", "", $"{KerasFiles.Tensor("x", "[null, 8]")}, 2.0"),
            Operation("Reshape", "r", ", \"newshape\": [-1, 2]", KerasFiles.Tensor("half", "[null, 8]")),
            Layer("Dense", "d", "\"units\": 3", $"{{\"args\": [{KerasFiles.Tensor("r", "[null, 2]")}], \"kwargs\": {{}}}}")));
        Assert.Equal(("3", 9), (network.Output.OutputShape.ToString(), KerasFiles.Parameters(network)));
        Assert.Equal("r", NetworkMeasurement.Of(network).UncountedOperations);
    }

    [Theory]
    [InlineData("Sum", "\"axis\": [1, 2], \"keepdims\": false", "4", 4 * 29)]
    [InlineData("Max", "\"axis\": -1, \"keepdims\": true", "6x5x1", 30 * 3)]
    [InlineData("Mean", "\"axis\": [3]", "6x5", 30 * 4)]
    [InlineData("Mean", "\"axis\": [1, 2]", "4", 4 * 30)]
    [InlineData("Round", "", "6x5x4", 120)]
    public void A_reduction_or_a_function_is_counted_as_in_every_network(string className, string settings, string shape, long operations)
    {
        Layer layer = KerasFiles.Read(Graph("[\"y\", 0, 0]", Image, Operation(className, "y", settings.Length == 0 ? "" : ", " + settings, KerasFiles.Tensor("x", "[null, 6, 5, 4]")))).Output;
        Assert.Equal((shape, operations), (layer.OutputShape.ToString(), layer.Work().Flops.Value));
    }

    [Fact]
    public void A_quotient_of_two_layers_is_a_division() => Assert.Equal(new Merge(MergeKind.Divide), KerasFiles.Read(Graph(
        "[\"y\", 0, 0]", Image, Operation("Divide", "y", "", $"{KerasFiles.Tensor("x", "[null, 6, 5, 4]")}, {KerasFiles.Tensor("x", "[null, 6, 5, 4]")}"))).Output.Definition);

    private static string Image => Input.Replace("[null, 8]", "[null, 6, 5, 4]", StringComparison.Ordinal);

    private static string Operation(string className, string name, string config, string args) =>
        $$"""{"module": "keras.src.ops.numpy", "class_name": "{{className}}", "config": {"name": "{{name}}"{{config}} }, "registered_name": "{{className}}", "name": "{{name}}", "inbound_nodes": [{"args": [{{args}}], "kwargs": { } } ] }""";

    public static TheoryData<string, ErrorCode, string> Wrong => new()
    {
        { Graph("[\"d\", 0, 0]", Input, Layer("Dense", "d", "\"units\": 3", Node("gone"))), ErrorCode.FileCorrupt, "'d' is fed by 'gone', which does not exist. The layers are x, d." },
        { Graph("[\"d\", 0, 0]", Input, Layer("Dense", "d", "\"units\": 3", "[[\"x\", 7, 0, {}]]")), ErrorCode.FileCorrupt, "call 7 of 'x', which has 1 call" },
        { Graph("[\"d\", 0, 3]", Input, Layer("Dense", "d", "\"units\": 3", Node("x"))), ErrorCode.FileCorrupt, "output 3 of 'd', which has 1 output" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Dense", "d", "\"units\": 3", Node("e")), Layer("Dense", "e", "\"units\": 3", Node("d"))), ErrorCode.FileCorrupt, "form a cycle: each of d, e" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Dense", "d", "\"units\": 3", Node("x")), Layer("Dense", "d", "\"units\": 3", Node("x"))), ErrorCode.DuplicateName, "'d'" },
        { Graph("", Input), ErrorCode.FileCorrupt, "output_layers" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Dense", "d", "\"units\": 3")), ErrorCode.FileCorrupt, "d: it has no input" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Bidirectional", "d", "\"layer\": {\"class_name\": \"Own\"}", Node())), ErrorCode.FileCorrupt, "d: it has no input" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Dense", "d", "", Node("x"))), ErrorCode.InvalidSetting, "d: units is missing; it must be an integer" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Dense", "d", "\"units\": \"three\"", Node("x"))), ErrorCode.InvalidSetting, "d: units is \"three\"; it must be an integer" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Dense", "d", "\"units\": 0", Node("x"))), ErrorCode.InvalidSize, "d: the number of units must be at least 1" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Conv2D", "d", "\"filters\": 1, \"kernel_size\": 3", Node("x"))), ErrorCode.RankMismatch, "d: " },
        { Graph("[\"d\", 0, 0]", Input, Layer("Concatenate", "d", "\"axis\": 0", Node("x", "x"))), ErrorCode.InvalidSetting, "d: axis is 0, the batch axis" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Conv1D", "d", "\"filters\": 1, \"kernel_size\": 3, \"padding\": \"full\"", Node("x"))), ErrorCode.InvalidSetting, "padding is 'full'; valid are valid, same, causal" },
        { Graph("[\"d\", 0, 0]", Input.Replace("[null, 8]", "[null, 9000000000000000000]", StringComparison.Ordinal), Layer("Dense", "d", "\"units\": 3", Node("x"))), ErrorCode.CountOverflow, "" },
        { KerasFiles.One("MaxPooling1D", "\"pool_length\": 3, \"stride\": 3, \"border_mode\": \"valid\"", "[null, 27, 3]"), ErrorCode.FormatUnknown, "it: border_mode is a setting of Keras 1, which is not supported" },
        { KerasFiles.One("UpSampling1D", "\"length\": 3", "[null, 27, 3]"), ErrorCode.FormatUnknown, "it: length is a setting of Keras 1" },
        { KerasFiles.One("Dense", "\"output_dim\": 3", "[null, 27]"), ErrorCode.FormatUnknown, "it: output_dim is a setting of Keras 1" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Add", "d", "", "[[[\"x\", 0, 0, {}], [\"x\", 0, 0, {}], [\"x\", 0, 0.5, {}]]]")), ErrorCode.FileCorrupt, "d: a tensor is given as [\"x\", 0, 0.5, {}]; it must be a list of a layer name and two integers" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Add", "d", "", $"{{\"args\": [[{KerasFiles.Tensor("x")}, {KerasFiles.Tensor("x")}, {KerasFiles.Tensor("x").Replace(", 0, 0]", "]")}]], \"kwargs\": {{}}}}")), ErrorCode.FileCorrupt, "d: a tensor is given as" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Dense", "d", "\"units\": 3", "{\"args\": [{\"class_name\": \"__keras_tensor__\", \"config\": {\"keras_history\": \"x\"}}]}")), ErrorCode.FileCorrupt, "d: a tensor is given as" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Dense", "d", "\"units\": 3, \"trainable\": \"no\"", Node("x"))), ErrorCode.InvalidSetting, "d: trainable is \"no\"; it must be true or false" },
        { Graph("[\"d\", 0, 0]", Input, Layer("Dense", "d", "\"units\": 3, \"activation\": \"\\ud800\"", Node("x"))), ErrorCode.FileCorrupt, "the file has a text that is not valid Unicode, at byte " },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Errors_name_the_layer(string json, ErrorCode code, string message)
    {
        var error = Assert.Throws<DeepCalcException>(() => KerasFiles.Parameters(KerasFiles.Read(json)));
        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_cannot_expand_to_very_many_layers()
    {
        string json = Layer("Activation", "a", "\"activation\": \"relu\"", Node("x"));
        for (int depth = 0; depth < 8; depth++)
        {
            // Each model calls the one in it 20 times.
            string calls = string.Join(", ", Enumerable.Range(0, 20).Select(i => i == 0 ? Node("x") : $"[[\"a\", {i - 1}, 0, {{}}]]"));
            json = "{\"class_name\": \"Functional\", \"name\": \"a\", \"config\": {\"name\": \"a\", \"layers\": [" + Input + ", " + json
                + $"], \"input_layers\": [[\"x\", 0, 0]], \"output_layers\": [[\"a\", {(depth == 0 ? 0 : 19)}, 0]]}}, \"inbound_nodes\": [{calls}]}}";
        }

        Assert.Equal(ErrorCode.FileTooLarge, KerasFiles.Refusal(json).Code);
    }

    [Fact]
    public void The_stored_input_shape_of_a_shared_layer_belongs_to_its_first_call()
    {
        string conv = Layer("Conv2D", "c", "\"filters\": 4, \"kernel_size\": [3, 3]", Node("x"), Node("p")).Replace(
            "\"class_name\": \"Conv2D\"", "\"build_config\": {\"input_shape\": [null, 12, 10, 4]}, \"class_name\": \"Conv2D\"", StringComparison.Ordinal);
        Network network = KerasFiles.Read(Graph(
            "[\"c\", 0, 0], [\"c\", 1, 0]", Input.Replace("[null, 8]", "[null, 12, 10, 4]", StringComparison.Ordinal), Layer("MaxPooling2D", "p", "", Node("x")), conv));
        Assert.Equal(["10x8x4", "4x3x4"], network.Outputs.Select(output => output.OutputShape.ToString()));
        Assert.Equal(148, KerasFiles.Parameters(network));
    }

    [Fact]
    public void Names_that_differ_only_in_case_get_numbers()
    {
        Network network = KerasFiles.Read(Graph("[\"A\", 0, 0]", Input, Layer("Dense", "a", "\"units\": 3", Node("x")), Layer("Dense", "A", "\"units\": 2", Node("a"))));
        Assert.Equal(["x", "a", "A_2"], network.Layers.Select(network.NameOf));
    }

    [Theory]
    [InlineData("TimeDistributed")]
    [InlineData("Sequential")]
    public void The_deepest_valid_nesting_needs_little_stack(string className)
    {
        string json = "{\"class_name\": \"Activation\", \"config\": {\"activation\": \"relu\"}}";
        int depth = className == "Sequential" ? 80 : 60;
        for (int i = 0; i < depth; i++)
        {
            json = className == "Sequential"
                ? $"{{\"class_name\": \"Sequential\", \"config\": [{json}]}}"
                : $"{{\"class_name\": \"TimeDistributed\", \"config\": {{\"layer\": {json}}}}}";
        }

        string shape = string.Join(", ", Enumerable.Repeat("1", 62));
        string whole = $"{{\"class_name\": \"Sequential\", \"config\": {{\"layers\": [{{\"class_name\": \"InputLayer\", \"config\": {{\"batch_shape\": [null, {shape}]}}}}, {json}]}}}}";
        Exception? thrown = null;
        int rank = 0;
        var thread = new Thread(() => thrown = Record.Exception(() => rank = KerasFiles.Read(whole).Output.OutputShape.Rank), 384 << 10);
        thread.Start();
        thread.Join();
        Assert.Null(thrown);
        Assert.Equal(62, rank);
    }
}
