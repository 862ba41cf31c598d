namespace DeepCalc.Formats.HuggingFace;

/// <summary>The order of a network with several inputs: the layers that need only the first input come first, as they run in transformers.</summary>
internal static class InputOrder
{
    /// <summary>Gives the layers of a new network their places, if its inputs have them.</summary>
    /// <param name="last">The last layer.</param>
    public static Layer Of(Layer last)
    {
        var network = new Network(last);
        if (network.Inputs.Count < 2 || network.Inputs.Any(input => input.FilePlace == 0))
        {
            return last;
        }

        int place = 0;
        foreach (Layer layer in network.Layers.OrderBy(layer => layer.Origins.Max(origin => origin.FilePlace)).ToArray())
        {
            if (layer.Definition is not Input)
            {
                layer.FilePlace = ++place;
            }
        }

        return last;
    }
}
