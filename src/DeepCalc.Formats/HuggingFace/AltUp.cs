namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// Alternating updates (Baykal et al. 2023), as in Gemma 3n: several streams of positions, on axis 1, of which one goes through a block; from its
/// output the others, which are predicted, are corrected.
/// </summary>
internal sealed class AltUp(ModelConfig config, Normalization norm)
{
    private const string First = "model.altup_projections";
    private const string Last = "model.altup_unembed_projections";
    private const string StreamsKey = "altup_num_inputs";
    private const string ActiveKey = "altup_active_idx";
    private const long MostStreams = 64;
    private readonly long _streams = StreamsOf(config);
    private readonly long _active = ActiveOf(config);

    /// <summary>The streams: the embeddings, and projections of them with the same magnitude.</summary>
    public Layer Divide(Layer embedded)
    {
        Layer magnitude = Magnitude(embedded, new BlockScope(First));
        var streams = new List<Layer> { new BlockScope(First).Add("first", new ExpandDims(new AxisValues(1)), embedded) };
        for (long i = 0; i < _streams - 1; i++)
        {
            streams.Add(Projected(embedded, magnitude, First, i));
        }

        return ModelScope.Add(First + "/streams", new Concatenate(1), [.. streams]);
    }

    /// <summary>The mean of the first stream and projections of the others with its magnitude.</summary>
    public Layer Join(Layer streams)
    {
        var scope = new BlockScope(Last);
        Layer first = Stream(streams, 0, scope, "first");
        Layer magnitude = Magnitude(first, scope);
        var joined = new List<Layer> { scope.Add("first_stream", new ExpandDims(new AxisValues(1)), first) };
        for (long i = 0; i < _streams - 1; i++)
        {
            joined.Add(Projected(Stream(streams, i + 1, scope.Inner(Number(i)), "input"), magnitude, Last, i));
        }

        Layer all = scope.Add("streams", new Concatenate(1), [.. joined]);
        return scope.Add("mean", new Reduction(ReductionKind.Mean, new AxisValues(1)), all);
    }

    /// <summary>The stream that goes through a block.</summary>
    public Layer Active(Layer streams, BlockScope inner) => Stream(streams, _active, inner, "active");

    /// <summary>A prediction of the streams: sums of them with factors that the active one determines.</summary>
    public Prediction Predict(Layer streams, BlockScope inner)
    {
        (Layer norm, Layer router, Layer modalities) = Modalities(Active(streams, inner), inner, null);
        Layer coefficients = inner.Add("prediction_coefs", new Dense(_streams * _streams, UseBias: false), modalities);
        coefficients = inner.Add("coefficients", new Reshape(new AxisValues(-1, _streams, _streams)), coefficients);
        Layer predicted = inner.Add("mixture", new Einsum("tid,tij->tjd"), streams, coefficients);
        return new(inner.Add("prediction", new Merge(), predicted, streams), norm, router);
    }

    /// <summary>The prediction, corrected by the difference of the block's output from the predicted active stream.</summary>
    public Layer Correct(Prediction prediction, Layer activated, BlockScope inner)
    {
        inner = inner.Inner("correction");
        Layer difference = inner.Add("difference", new Merge(MergeKind.Subtract), activated, Active(prediction.Streams, inner));
        difference = inner.Add("differences", new ExpandDims(new AxisValues(1)), difference);
        Layer factors = inner.Add("correction_coefs", new Dense(_streams, UseBias: false), Modalities(activated, inner, prediction).Modalities);
        factors = inner.Add("factors", new Pointwise("Offset", 1) { IsLinear = true, Constants = Constants.Of(("offset", 1.0)) }, factors);
        factors = inner.Add("factors_of_streams", new ExpandDims(new AxisValues(2)), factors);
        Layer corrections = inner.Add("corrections", new Merge(MergeKind.Multiply), difference, factors);
        return inner.Add("corrected", new Merge(), corrections, prediction.Streams);
    }

    /// <summary>Adds an output to all streams but the first.</summary>
    public static Layer AddToRest(Layer streams, Layer output, BlockScope inner)
    {
        Layer rest = inner.Add("rest", new Slice(1, 1), streams);
        rest = inner.Add("rest_add", new Merge(), rest, inner.Add("rest_output", new ExpandDims(new AxisValues(1)), output));
        return inner.Add("streams", new Concatenate(1), inner.Add("first_stream", new Slice(1, 0, 1), streams), rest);
    }

    // One number for each stream, by weights that prediction and correction of a block share.
    private (Layer Norm, Layer Router, Layer Modalities) Modalities(Layer input, BlockScope inner, Prediction? prediction)
    {
        Layer normed = inner.Add("router_norm", norm, input);
        normed = prediction is null ? normed : normed.TiedTo(prediction.Norm);
        Layer router = inner.Add("modality_router", new Dense(_streams, UseBias: false), inner.Scaled("router_scale", normed, 1 / (double)input.OutputShape.Last.Value));
        router = prediction is null ? router : router.TiedTo(prediction.Router);
        return (normed, router, inner.Add("modalities", new Activation(ActivationFunction.Tanh), router));
    }

    private Layer Projected(Layer input, Layer magnitude, string name, long number)
    {
        var scope = new BlockScope($"{name}.{Number(number)}");
        Layer projected = ModelScope.Add(scope.Name!, new Dense(input.OutputShape.Last.Value, UseBias: false), input);
        projected = scope.Add("unit", norm with { UseScale = false }, projected);
        projected = scope.Add("magnitude", new Merge(MergeKind.Multiply), projected, magnitude);
        return scope.Add("stream", new ExpandDims(new AxisValues(1)), projected);
    }

    // The root of the mean square of a position's features.
    private static Layer Magnitude(Layer input, BlockScope scope)
    {
        Layer length = scope.Add("length", new Reduction(ReductionKind.L2, new AxisValues(-1), KeepDimensions: true), input);
        return scope.Scaled("magnitude", length, 1 / Math.Sqrt(input.OutputShape.Last.Value));
    }

    private static Layer Stream(Layer streams, long number, BlockScope scope, string name) =>
        scope.Add(name, new Squeeze(new AxisValues(1)), scope.Add(name + "_row", new Slice(1, number, number + 1), streams));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long StreamsOf(ModelConfig config)
    {
        long streams = config.OptionalSize(StreamsKey) ?? 4;
        DeepCalcException.ThrowIf(streams is < 2 or > MostStreams, ErrorCode.InvalidSetting, $"{StreamsKey} is {streams}; it must be from 2 to {MostStreams}.");
        return streams;
    }

    private static long ActiveOf(ModelConfig config)
    {
        (long active, long streams) = (config.Count(ActiveKey, 0), StreamsOf(config));
        DeepCalcException.ThrowIf(active >= streams, ErrorCode.InvalidSetting, $"{ActiveKey} is {active}; it must be less than {StreamsKey}, {streams}.");
        return active;
    }

    /// <summary>The predicted streams, and the layers whose weights their correction shares.</summary>
    public sealed record Prediction(Layer Streams, Layer Norm, Layer Router);
}
