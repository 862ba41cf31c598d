namespace DeepCalc;

/// <content>What its settings and inputs must fulfil.</content>
public sealed partial record MultiHeadAttention
{
    public override void Validate()
    {
        Require("the number of heads", Heads, 1);
        Require("the number of key and value heads", KeyValueHeads ?? 1, 1);
        Require("the key width", KeyWidth ?? 1, 1);
        Require("the value width", ValueWidth ?? 1, 1);
        Require("the output width", OutputWidth ?? 1, 1);
        Require("the number of relative positions", RelativePositions ?? 1, 1);
        Visible.Require();
        RequireSettingsOfHeads();
        DeepCalcException.ThrowIf(
            Heads % (KeyValueHeads ?? 1) != 0, ErrorCode.GroupsMismatch,
            $"{Heads} heads do not divide into {KeyValueHeads} key and value heads; the number of heads must be a multiple of {KeyValueHeads}.");
    }

    private void RequireSettingsOfHeads()
    {
        DeepCalcException.ThrowIf(
            UsesKeysAsValues && (ValueWidth ?? KeyWidth) != KeyWidth, ErrorCode.InvalidSetting,
            $"values that are the keys are as wide as they are, {KeyWidth?.ToString(CultureInfo.InvariantCulture) ?? "as the query"}; leave out the value width {ValueWidth}.");

        DeepCalcException.ThrowIf(
            HasIdleKeyValue && !SharesKeyValue, ErrorCode.InvalidSetting,
            "projections of keys and values are idle only in a layer that shares those of another.");

        DeepCalcException.ThrowIf(
            HeadNormalization is not (null or NormalizationKind.Layer or NormalizationKind.Rms), ErrorCode.InvalidSetting,
            $"the normalisation of queries and keys is Layer or Rms; given {HeadNormalization}.");

        DeepCalcException.ThrowIf(
            HeadNormalization is null && (NormalizesAllHeads || SeparatesHeadScales || !UseHeadScale || !UseHeadCenter),
            ErrorCode.InvalidSetting,
            "a normalisation of all heads together, or one with other scales or offsets than the usual ones, is Layer or Rms; none is given.");

        DeepCalcException.ThrowIf(
            NormalizesAllHeads && SeparatesHeadScales,
            ErrorCode.InvalidSetting,
            "heads that are normalised together have scales of their own already; leave out the scales of each head.");

        DeepCalcException.ThrowIf(
            ProjectionLimit is <= 0 or double.NaN,
            ErrorCode.InvalidSetting,
            $"the limit of queries, keys and values is above 0; given {SettingText.Number(ProjectionLimit ?? 0)}.");

        DeepCalcException.ThrowIf(
            SharesKeyValue && Added > 0,
            ErrorCode.InvalidSetting,
            "a key and value are appended to those that a layer projects; a layer that shares those of another has none.");

        RequireIndexer();
        Require("the width of rotary positions", RotaryWidth ?? 1, 1);
        Require("the number of positions that are not rotated", UnrotatedPositions, 0);
        DeepCalcException.ThrowIf(
            UnrotatedPositions > 0 && (!UseRotary || IsCausal || SharesKeyValue), ErrorCode.InvalidSetting,
            "positions at the beginning are left as they are only by rotary positions of attention of all positions to all.");
        DeepCalcException.ThrowIf(
            RotaryWidth > KeyWidth || (RotaryWidth is not null && !UseRotary), ErrorCode.InvalidSetting,
            $"rotary positions cannot rotate {RotaryWidth} features of a head{(UseRotary ? $" of width {KeyWidth}" : ", since the layer has no rotary positions")}.");
    }

    private void RequireIndexer()
    {
        if (Indexer is not { } indexer)
        {
            return;
        }

        indexer.Validate();
        DeepCalcException.ThrowIf(
            Heads % indexer.Heads != 0, ErrorCode.GroupsMismatch,
            $"{Heads} heads do not divide into {indexer.Heads} heads of the indexer; the number of heads must be a multiple of {indexer.Heads}.");
        DeepCalcException.ThrowIf(
            RotaryWidth > indexer.Width, ErrorCode.InvalidSetting,
            $"rotary positions cannot rotate {RotaryWidth} features of the indexer's queries and keys of width {indexer.Width}.");
        DeepCalcException.ThrowIf(
            SharesKeyValue || Added > 0 || Visible.Most is not null || (NormalizesAllHeads | SeparatesHeadScales), ErrorCode.InvalidSetting,
            "an indexer chooses among all keys of the layer's own; keys of another layer, appended ones, a window, a chunk and heads that are normalised otherwise than each by itself are not supported with it.");
    }

    // Keys and values of another layer must be those of the heads that this one has.
    private void RequireSharedFit(ReadOnlySpan<TensorShape> inputs, Working? working)
    {
        TensorShape query = inputs[0];
        DeepCalcException.ThrowIf(
            query.Rank < 2 || inputs[1].Rank != query.Rank + 1 || inputs[2].Rank != query.Rank + 1,
            ErrorCode.RankMismatch,
            $"attention with shared keys and values needs positions and features, such as 197x768, and keys and values with one more axis, that of the heads; the inputs are {string.Join<TensorShape>(" and ", inputs.ToArray())}.");

        Sizes sizes = On(inputs, null);
        bool fits = Merging.Agree(inputs[1][^2], inputs[2][^2], working) is not null
            && Merging.Agree(inputs[1].Last, sizes.KeyWidth, working) is not null
            && (ValueWidth is null || Merging.Agree(inputs[2].Last, sizes.ValueWidth, working) is not null);
        foreach (TensorShape shared in inputs[1..])
        {
            fits &= Merging.Agree(shared[^3], sizes.KeyValueHeads, working) is not null;
            for (int axis = 0; axis < query.Rank - 2; axis++)
            {
                fits &= Merging.Agree(query[axis], shared[axis], working) is not null;
            }
        }

        DeepCalcException.ThrowIf(
            !fits,
            ErrorCode.ShapeMismatch,
            $"the keys {inputs[1]} and values {inputs[2]} of another layer do not fit the queries {query} with {sizes.KeyValueHeads} key and value heads of width {sizes.KeyWidth}: heads and widths must be equal.");
    }
}
