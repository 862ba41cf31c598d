namespace DeepCalc;

// The network with the checkpoint that stores its weights.
public sealed partial class Network
{
    /// <summary>The totals of the checkpoint that was joined with the network, or null.</summary>
    public Checkpoint? Checkpoint => Inputs.Select(input => (input.Definition as Input)?.Checkpoint).FirstOrDefault(checkpoint => checkpoint is not null);

    /// <summary>The same network with weights as a checkpoint stores them.</summary>
    /// <param name="checkpoint">The totals of the checkpoint.</param>
    /// <param name="stored">The weights of layers that the checkpoint stores.</param>
    internal Network WithCheckpoint(Checkpoint checkpoint, IReadOnlyDictionary<Layer, List<StoredWeight>> stored)
    {
        ElementType type = TypeOf(stored);
        var joined = new Layer[Values.Count];
        for (int i = 0; i < joined.Length; i++)
        {
            Layer value = Values[i];
            joined[i] = value.IsFurther ? joined[PlaceOf(value.OutputOf)].Output(value.OutputIndex, value.Name)
                : value.Definition is Input input ? new Layer(input with { Checkpoint = checkpoint, NetworkType = input.NetworkType == ElementType.Undefined ? type : input.NetworkType }, value.Name)
                : value.Storing(stored.GetValueOrDefault(value), Array.ConvertAll(InputsOf(i).ToArray(), place => joined[place]), this, i);
        }

        return new Network([.. Outputs.Select(output => joined[PlaceOf(output)])], _topology.With(joined));
    }

    // The type of most weights that layers compute with as they are stored; layers whose architecture names no type compute in it.
    private static ElementType TypeOf(IReadOnlyDictionary<Layer, List<StoredWeight>> stored) => stored.Values.SelectMany(static weights => weights)
        .Where(static weight => weight.Type is ElementType.BFloat16 or ElementType.Float16 or ElementType.Float32 or ElementType.Float64)
        .GroupBy(static weight => weight.Type).MaxBy(static same => same.Sum(static weight => (double)(weight.Bytes ?? 0)))?.Key ?? ElementType.Undefined;
}
