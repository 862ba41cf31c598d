namespace DeepCalc.Layers.Attention;

/// <summary>The earlier positions that a query of a causal attention sees, beside itself.</summary>
/// <param name="IsCausal">Whether the attention is causal; a query of any other sees all positions.</param>
/// <param name="Window">The number of last positions, the query's own among them, or null for all.</param>
/// <param name="Chunk">The number of positions of a chunk, within which the query sees, or null.</param>
/// <param name="Sinks">The number of first positions that stay visible beside a window.</param>
internal readonly record struct VisiblePositions(bool IsCausal, long? Window, long? Chunk = null, long? Sinks = null)
{
    /// <summary>The most positions that a query sees, or null for all. As many are remembered.</summary>
    public long? Most => Chunk ?? Window + (Sinks ?? 0);

    /// <summary>The settings in words.</summary>
    public string? Describe() => SettingText.Join(
        IsCausal ? "causal" : null,
        Window is { } window ? $"window {window}" : null,
        Sinks is { } sinks ? $"{sinks} sink positions" : null,
        Chunk is { } chunk ? $"chunk {chunk}" : null);

    /// <summary>
    /// The keys that a pass multiplies each of its queries by, where positions are remembered: all that one of the queries sees, masked
    /// afterwards. They are all keys, those of a window before the first query, or those of its chunk.
    /// </summary>
    /// <param name="past">The positions that are remembered.</param>
    /// <param name="queries">The positions of the pass.</param>
    /// <param name="working">Where the steps are recorded, or null.</param>
    public Quantity Keys(Quantity past, Quantity queries, Working? working)
    {
        Quantity before = working.Let("Tp", past, "remembered positions");
        if (Chunk is { } length)
        {
            Quantity chunk = working.Let("Tc", length, "positions of a chunk");
            return before - (chunk * Quantity.FloorDivide(before, chunk)) + queries;
        }

        return Most is { } most
            ? Quantity.Min(before + queries, working.Let("w", most, "positions that a query sees") - 1 + queries)
            : before + queries;
    }

    /// <summary>What a query at a position of an axis sees of the positions of the keys.</summary>
    public AxisView View(int axis, Quantity positions) =>
        Most is not { } most || positions.KnownValue <= most ? AxisView.Prefix(axis)
        : Chunk is { } chunk ? OfChunks(axis, chunk)
        : Sinks > 0 ? AxisView.Prefix(axis)
        : AxisView.Window(axis, most, 1, 1, most - 1);

    /// <summary>An error for settings that are out of range or exclude each other.</summary>
    public void Require()
    {
        Require(Window, "a window");
        Require(Chunk, "a chunk");
        DeepCalcException.ThrowIf(
            Window is not null && Chunk is not null,
            ErrorCode.InvalidSetting,
            "attention sees either a window of the last positions or its chunk; give one of them.");

        // More positions than fit in 64 bits are refused here.
        _ = Most;
        DeepCalcException.ThrowIf(
            Sinks < 1 || (Sinks is not null && Window is null),
            Sinks < 1 ? ErrorCode.InvalidSize : ErrorCode.InvalidSetting,
            $"sink positions are the first positions, which stay visible beside a window, and at least 1; given {Sinks}{(Window is null ? " without a window" : "")}.");
    }

    private void Require(long? positions, string what)
    {
        DeepCalcException.ThrowIf(
            positions < 1 || (positions is not null && !IsCausal),
            positions < 1 ? ErrorCode.InvalidSize : ErrorCode.InvalidSetting,
            $"{what} is a setting of causal attention and has at least 1 position; given {positions}{(IsCausal ? "" : ", of an attention that sees all positions")}.");
    }

    // The k-th position of a chunk sees k + 1 positions.
    private static AxisView OfChunks(int axis, long chunk)
    {
        if (chunk > Phases.Most)
        {
            return AxisView.Unknown(axis);
        }

        var phases = new PhaseWindow[chunk];
        for (int i = 0; i < phases.Length; i++)
        {
            phases[i] = new PhaseWindow(0, i + 1);
        }

        return AxisView.Periodic(axis, 1, chunk, phases);
    }
}
