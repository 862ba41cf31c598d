using System.Text;

namespace DeepCalc.Formats.Hdf5;

/// <summary>A group or a data set of an HDF5 file.</summary>
internal sealed class Hdf5Object
{
    private const int SpaceMessage = 0x01;
    private const int TypeMessage = 0x03;
    private const int LayoutMessage = 0x08;
    private const int AttributeMessage = 0x0C;
    private const int AttributeInfoMessage = 0x15;

    private readonly Hdf5Reader _reader;
    private readonly Hdf5Message[] _messages;

    /// <summary>Reads the header of an object.</summary>
    /// <exception cref="DeepCalcException">The header is damaged.</exception>
    public Hdf5Object(Hdf5Reader reader, long address)
    {
        _reader = reader;
        _messages = [.. Hdf5Header.Messages(reader, address)];
        Address = address;
    }

    /// <summary>The address of its header, by which objects differ.</summary>
    public long Address { get; }

    /// <summary>Whether it is a group.</summary>
    public bool IsGroup => Hdf5Links.AreIn(_messages);

    // A shared message is stored elsewhere.
    private IEnumerable<Hdf5Attribute> Attributes =>
        _messages.Where(message => message.Type == AttributeMessage && !message.IsShared).Select(message => new Hdf5Attribute(_reader, message.Data));

    /// <summary>The names in a group and the addresses of their objects.</summary>
    /// <exception cref="DeepCalcException">The group is damaged, or stored in a form that is not supported.</exception>
    public IReadOnlyList<(string Name, long Address)> Links() => Hdf5Links.Of(_reader, _messages);

    /// <summary>An object that a link of this group gives.</summary>
    public Hdf5Object At(long address) => new(_reader, address);

    /// <summary>The text of an attribute, or null.</summary>
    /// <exception cref="DeepCalcException">The attribute is damaged, or no text, or the attributes are stored in a form that is not
    /// supported.</exception>
    public ReadOnlyMemory<byte>? Text(string name, long most)
    {
        if (Attributes.FirstOrDefault(attribute => attribute.Name == name) is { } found)
        {
            return found.Text(most);
        }

        FileFault.Unless(
            !Array.Exists(_messages, message => message.Type == AttributeInfoMessage && HasDense(message.Data)),
            ErrorCode.FormatUnknown, $"the HDF5 file keeps the attributes of a group in a fractal heap, which is not supported; save the model as .keras or .json.");
        return null;
    }

    /// <summary>
    /// The texts of an attribute, which may be divided over attributes with numbers at the end of their names; empty where there is none.
    /// </summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var byName = new Dictionary<string, Hdf5Attribute>(StringComparer.Ordinal);
        foreach (Hdf5Attribute attribute in Attributes)
        {
            byName.TryAdd(attribute.Name, attribute);
        }

        if (byName.GetValueOrDefault(name) is { } whole)
        {
            return whole.Texts();
        }

        var texts = new List<string>();
        for (int part = 0; byName.GetValueOrDefault(FormattableString.Invariant($"{name}{part}")) is { } next; part++)
        {
            texts.AddRange(next.Texts());
        }

        return texts;
    }

    /// <summary>The sizes and the type of a data set, or null for any other object and for a data set of texts.</summary>
    /// <exception cref="DeepCalcException">The data set is damaged, or does not lie within the file.</exception>
    public (long[] Sizes, Hdf5Type Type)? Dataset()
    {
        if (Message(SpaceMessage) is not { IsShared: false } space || Message(TypeMessage) is not { } type)
        {
            return null;
        }

        long[] sizes = Hdf5Space.SizesOf(space.Data, _reader);
        if (type.IsShared)
        {
            return (sizes, new Hdf5Type(ElementType.Undefined, "a named type", null));
        }

        Hdf5Type read = Hdf5Type.Of(type.Data);
        if (read.IsText)
        {
            return null;
        }

        if (Message(LayoutMessage) is { IsShared: false } layout)
        {
            RequireStored(layout.Data);
        }

        // Types that NumPy lacks are stored as bytes, with their name beside.
        string? named = read.Type == ElementType.Undefined && Attributes.FirstOrDefault(attribute => attribute.Name == "dtype")?.Text(byte.MaxValue) is { } text
            ? Encoding.UTF8.GetString(text.Span)
            : null;
        return (sizes, named == "bfloat16" && read.Bytes == 2 ? new Hdf5Type(ElementType.BFloat16, null, 2) : read);
    }

    private Hdf5Message? Message(int type)
    {
        int index = Array.FindIndex(_messages, message => message.Type == type);
        return index < 0 ? null : _messages[index];
    }

    // Only data in one piece have a length in the header. Data that were never written have no address.
    private void RequireStored(byte[] message)
    {
        var fields = new Hdf5Fields(message);
        if (fields.Number(1) is 3 or 4 && fields.Number(1) == 1)
        {
            long address = fields.Number(_reader.OffsetSize);
            if (address >= 0)
            {
                _reader.RequireInside(address, fields.Number(_reader.LengthSize));
            }
        }
    }

    private bool HasDense(byte[] message)
    {
        var fields = new Hdf5Fields(message);
        fields.Number(1);
        long flags = fields.Number(1);
        fields.Skip((flags & 1) != 0 ? 2 : 0);
        return fields.Number(_reader.OffsetSize) >= 0;
    }
}
