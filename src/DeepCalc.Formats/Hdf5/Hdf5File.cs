namespace DeepCalc.Formats.Hdf5;

/// <summary>
/// Opens HDF5 files: groups with their attributes, and the names, shapes and types of data sets, but no data. It follows the HDF5 File
/// Format Specification, version 3.0: superblocks 0 to 3 (II.A), object headers 1 and 2 (IV.A.1), attribute messages 1 to 3 (IV.A.2.m),
/// texts of fixed length and in a global heap (III.E).
/// </summary>
internal static class Hdf5File
{
    /// <summary>The first bytes of every HDF5 file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>The root group.</summary>
    /// <exception cref="DeepCalcException">The file is damaged, or cannot be read at any position.</exception>
    public static Hdf5Object Open(Stream stream)
    {
        FileFault.Unless(stream.CanSeek, ErrorCode.FileUnreadable, $"an HDF5 file must be on disk; it cannot be read from a pipe.");

        var plain = new Hdf5Reader(stream, 8, 8, 0);
        byte version = plain.Bytes(8, 1)[0];
        bool isOld = version <= 1;
        FileFault.Unless(
            version <= 3,
            ErrorCode.FormatUnknown, $"the HDF5 file has a superblock of version {version}; versions 0 to 3 are supported. Save the model as .keras or .json.");

        byte[] sizes = plain.Bytes(isOld ? 13 : 9, 2);
        FileFault.Unless(
            sizes is [2 or 4 or 8, 2 or 4 or 8],
            $"the HDF5 file has offsets of {sizes[0]} and lengths of {sizes[1]} bytes; 2, 4 and 8 are valid.");

        // Four addresses follow, and in versions 0 and 1 the entry of the root group: its name and the address of its header.
        long first = version switch { 0 => 24, 1 => 28, _ => 12 };
        long baseAddress = plain.Number(first, sizes[0]);
        long root = plain.Number(first + ((isOld ? 5 : 3) * sizes[0]), sizes[0]);
        return new Hdf5Object(new Hdf5Reader(stream, sizes[0], sizes[1], baseAddress), root);
    }
}
