namespace DeepCalc.Formats.Protobuf;

/// <summary>A kind of message: how each of its fields is read, by number. Fields that are not listed are skipped.</summary>
/// <typeparam name="TReader">The reader of the file.</typeparam>
/// <typeparam name="T">What a message is read into.</typeparam>
internal sealed class WireMessage<TReader, T>
    where TReader : WireReader
{
    private const int MostFields = 32;

    private readonly Action<TReader, T>?[] _fields = new Action<TReader, T>?[MostFields];

    /// <summary>How the field with a number is read.</summary>
    public Action<TReader, T> this[int field]
    {
        set => _fields[field] = value;
    }

    /// <summary>Reads the message in the current field, or a whole file at its start.</summary>
    public T Read(TReader wire, T target)
    {
        long outer = wire.Begin();
        while (wire.TryNext(out int field))
        {
            if (field < MostFields && _fields[field] is { } read)
            {
                read(wire, target);
            }
            else
            {
                wire.Skip();
            }
        }

        wire.End(outer);
        return target;
    }
}
