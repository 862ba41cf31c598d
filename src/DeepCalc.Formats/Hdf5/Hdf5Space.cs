namespace DeepCalc.Formats.Hdf5;

/// <summary>Reads dataspace messages.</summary>
/// <remarks>Source: HDF5 File Format Specification 3.0, IV.A.2.b.</remarks>
internal static class Hdf5Space
{
    private const int MostAxes = 32;
    private const int Empty = 2;

    /// <summary>The sizes of the axes; none for a single number, and one of 0 for an empty data set.</summary>
    public static long[] SizesOf(byte[] message, Hdf5Reader reader)
    {
        var fields = new Hdf5Fields(message);
        long version = fields.Number(1);
        long axes = fields.Number(1);
        fields.Skip(1);
        FileFault.Unless(version is 1 or 2, ErrorCode.FormatUnknown, $"the HDF5 file has a dataspace message of version {version}; versions 1 and 2 are supported.");
        FileFault.Unless(axes <= MostAxes, $"the HDF5 file has a data set of {axes} axes; at most {MostAxes} are valid.");
        bool isEmpty = fields.Number(1) == Empty && version == 2;
        fields.Skip(version == 1 ? 4 : 0);
        if (isEmpty)
        {
            return [0];
        }

        var sizes = new long[axes];
        for (int axis = 0; axis < axes; axis++)
        {
            sizes[axis] = fields.Number(reader.LengthSize);
            FileFault.Unless(sizes[axis] >= 0, $"the HDF5 file has a data set whose axis {axis} has no size; it is damaged.");
        }

        return sizes;
    }

    /// <summary>The number of elements.</summary>
    /// <exception cref="DeepCalcException">They are more than a 64-bit number.</exception>
    public static long ElementsOf(long[] sizes)
    {
        Int128 all = 1;
        foreach (long size in sizes)
        {
            all *= size;
            FileFault.Unless(all <= long.MaxValue, $"the HDF5 file has a data set of shape {string.Join('x', sizes)}, which has more than {long.MaxValue} elements; it is damaged.");
        }

        return (long)all;
    }
}
