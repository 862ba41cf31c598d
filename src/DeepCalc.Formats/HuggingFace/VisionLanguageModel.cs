namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// A vision-language network: the features of an image take the place of its positions in a text. It has the inputs of both; a part is its
/// text network, or its vision network with the projector.
/// </summary>
internal static class VisionLanguageModel
{
    private const string Words = "ForCausalLM";

    /// <summary>The whole network, or the part that the options choose.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="text">Those of the text network's.</param>
    /// <param name="images">Builds the vision network.</param>
    public static Layer Of(ModelScope scope, ModelScope text, Func<ImageFeatures> images)
    {
        string head = scope.Head(PairModel.Generation, PairModel.Generation, PairModel.Model);
        text = text with { ChosenHead = head == PairModel.Model ? head : Words };
        switch (scope.Options.OnlyPart)
        {
            case NetworkPart.Text:
                scope.Config.Ignore(ImageTower.Key);
                return text.Build();
            case NetworkPart.Vision:
                text.Config.IgnoreAll();
                return Together(images().Outputs);
        }

        ImageFeatures features = images();
        Layer output = (text with { Embedded = words => Placed(words, features.Tokens), BehindBlock = Added }).Build();
        return features.Unused is null ? output : Together(output, features.Unused);

        Layer Added(Layer layer, long block) => block >= features.Deep.Count ? layer
            : ModelScope.Add(FormattableString.Invariant($"image_positions.{block}"), new ReplacePositions(Adds: true), layer, features.Deep[(int)block]);
    }

    private static Layer Placed(Layer words, Layer images) => ModelScope.Add("image_positions", new ReplacePositions(), words, images);

    private static Layer Together(params Layer[] outputs) => outputs.Length == 1 ? outputs[0] : new Layer(new OutputSet(), null, outputs);
}
