namespace DeepCalc.Tests.Networks;

/// <summary>
/// What a unit reaches on the height of the input, followed from layer to layer by the settings of its windows, with TensorFlow's
/// padding worked out here.
/// </summary>
public sealed class WindowReach
{
    private readonly Dictionary<(Layer Layer, long Unit), (long First, long Last)> _known = [];
    private readonly Dictionary<Layer, bool> _aligned = [];

    /// <summary>The first and the last position that a unit reaches.</summary>
    public (long First, long Last) Of(Layer layer, long unit)
    {
        if (layer.Definition is Input)
        {
            return (unit, unit);
        }

        if (_known.TryGetValue((layer, unit), out (long First, long Last) known))
        {
            return known;
        }

        long first = long.MaxValue;
        long last = long.MinValue;
        (long kernel, long stride, long before) = Window(layer);
        foreach (Layer input in layer.Inputs)
        {
            for (long tap = 0; tap < kernel; tap++)
            {
                (long begin, long end) = Of(input, (unit * stride) - before + tap);
                first = Math.Min(first, begin);
                last = Math.Max(last, end);
            }
        }

        return _known[(layer, unit)] = (first, last);
    }

    /// <summary>Whether all branches of all merges up to the layer have the same centre.</summary>
    public bool IsAligned(Layer layer)
    {
        if (_aligned.TryGetValue(layer, out bool known))
        {
            return known;
        }

        bool aligned = layer.Inputs.All(IsAligned)
            && layer.Inputs.Select(input => Of(input, 0)).Select(reach => reach.First + reach.Last).Distinct().Count() <= 1;
        return _aligned[layer] = aligned;
    }

    private static (long Kernel, long Stride, long Before) Window(Layer layer)
    {
        WindowSettings? window = layer.Definition switch
        {
            Convolution convolution => convolution.Window,
            DepthwiseConvolution depthwise => depthwise.Window,
            Pooling pooling => pooling.Window,
            _ => null,
        };
        if (window is null)
        {
            return (1, 1, 0);
        }

        long size = layer.InputShapes[0][0].Value;
        (long kernel, long stride) = (window.Kernel[0], window.Stride[0]);
        long total = Math.Max((((size + stride - 1) / stride - 1) * stride) + kernel - size, 0);
        return (kernel, stride, window.Padding.Mode == PaddingMode.Same ? total / 2 : window.Padding[0].Before);
    }
}
