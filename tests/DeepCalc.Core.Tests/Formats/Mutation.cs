namespace DeepCalc.Tests.Formats;

/// <summary>Damages files: flips bits, cuts off, copies parts of others in, and changes bytes to extremes.</summary>
internal static class Mutation
{
    private static readonly byte[] Extremes = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];

    /// <summary>A damaged copy of a file, sometimes with parts of another.</summary>
    public static byte[] Of(byte[] file, byte[] other, Random random)
    {
        byte[] damaged = (byte[])file.Clone();

        // Mostly one byte alone, so that what stands around it is still understood.
        bool isRough = random.Next(3) == 0;
        int changes = isRough ? 1 + random.Next(4) : 1;
        for (int i = 0; i < changes && damaged.Length > 0; i++)
        {
            switch (isRough ? random.Next(6) : random.Next(2))
            {
                case 0:
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    damaged[random.Next(damaged.Length)] = Extremes[random.Next(Extremes.Length)];
                    break;
                case 2:
                    damaged = damaged[..random.Next(damaged.Length)];
                    break;
                case 3:
                    damaged = Splice(damaged, other, random);
                    break;
                case 4:
                    int start = random.Next(damaged.Length);
                    int length = Math.Min(random.Next(64), damaged.Length - start);
                    damaged = [.. damaged[..start], .. damaged[(start + length)..]];
                    break;
                default:
                    int at = random.Next(damaged.Length);
                    int count = Math.Min(random.Next(64), damaged.Length - at);
                    damaged = [.. damaged[..at], .. damaged[at..(at + count)], .. damaged[at..]];
                    break;
            }
        }

        return damaged;
    }

    private static byte[] Splice(byte[] file, byte[] other, Random random)
    {
        int from = random.Next(other.Length);
        int length = Math.Min(random.Next(512), other.Length - from);
        int at = random.Next(file.Length);
        return [.. file[..at], .. other[from..(from + length)], .. file[Math.Min(at + length, file.Length)..]];
    }
}
