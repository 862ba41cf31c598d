namespace DeepCalc.Tests.Formats;

/// <summary>Damages files at random and sees to it that every one is read or refused in good order.</summary>
internal static class Mutations
{
    /// <summary>Reads so many damaged copies; what comes out is measured as well.</summary>
    /// <returns>How many were read, and how many refused.</returns>
    public static (int Read, int Refused) Survive(IReadOnlyList<byte[]> files, int count, Func<Stream, Layer> read)
    {
        var random = new Random(20_240_501);
        int good = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] file = Damage(files[random.Next(files.Count)], random);
            try
            {
                using var stream = new MemoryStream(file, writable: false);
                var network = new Network(read(stream));
                _ = NetworkMeasurement.Of(network);
                _ = WeightMeasurement.Of(network).Count();
                good++;
            }
            catch (DeepCalcException e)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"mutation {i}: {e}");
            }
        }

        return (good, count - good);
    }

    private static byte[] Damage(byte[] file, Random random)
    {
        List<byte> bytes = [.. file];
        for (int changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 24), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(2) == 0 ? bytes.Count - at : length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes[at] = "0123456789-\"{}[]:,.eE\\"u8[random.Next(22)];
                    break;
                default:
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(at, Enumerable.Repeat((byte)(random.Next(2) * 255), length));
                    break;
            }
        }

        return [.. bytes];
    }
}
