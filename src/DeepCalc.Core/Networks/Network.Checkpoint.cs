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
        var joined = new Layer[Values.Count];
        for (int i = 0; i < joined.Length; i++)
        {
            Layer value = Values[i];
            joined[i] = value.IsFurther ? joined[PlaceOf(value.OutputOf)].Output(value.OutputIndex, value.Name)
                : value.Definition is Input input ? new Layer(input with { Checkpoint = checkpoint }, value.Name)
                : value.Storing(stored.GetValueOrDefault(value), Array.ConvertAll(InputsOf(i).ToArray(), place => joined[place]), this, i);
        }

        return new Network([.. Outputs.Select(output => joined[PlaceOf(output)])], _topology.With(joined));
    }
}
