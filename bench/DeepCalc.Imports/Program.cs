using System.Diagnostics;
using System.Globalization;
using DeepCalc;
using DeepCalc.Tests.Formats.Onnx;

// For each file: its path, the median milliseconds of importing it, of importing and measuring it, the bytes allocated and the bytes read.
// With --once, each file is imported and measured a single time: what a whole process takes.
// With --weights, each stripped file is written beside it with weights that are zeros, a hole in a sparse file, and both are measured.
bool once = args is ["--once", ..];
bool withWeights = args is ["--weights", ..];
int turns = once ? 1 : 15;
string[] paths = [.. args.Where(arg => !arg.StartsWith('-'))];
if (!once)
{
    // Until the compiler has done what it does for code that runs often.
    for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < 3000;)
    {
        Measure(paths[0]);
    }
}

foreach (string path in paths)
{
    Print(path);
    if (withWeights)
    {
        string large = Path.ChangeExtension(path, ".weights.onnx");
        new WeightyFile(File.ReadAllBytes(path)).Save(large);
        Print(large);
        File.Delete(large);
    }
}

void Print(string path)
{
    if (!once)
    {
        for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < 400;)
        {
            Measure(path);
        }
    }

    double[] imports = [.. Enumerable.Range(0, turns).Select(_ => Time(() => NetworkFile.Import(path, new ImportOptions()))).Order()];
    double[] measured = once ? imports : [.. Enumerable.Range(0, turns).Select(_ => Time(() => Measure(path))).Order()];
    long before = GC.GetAllocatedBytesForCurrentThread();
    NetworkFile.Import(path, new ImportOptions());
    long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
    using var counted = new CountingStream(File.OpenRead(path));
    NetworkFile.Import(counted, path, new ImportOptions());
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{path}\t{imports[turns / 2]:F3}\t{measured[turns / 2]:F3}\t{allocated}\t{counted.BytesRead}\t{counted.Length}"));
}

static NetworkMeasurement Measure(string path) => NetworkMeasurement.Of(new Network(NetworkFile.Import(path, new ImportOptions())));

static double Time(Action action)
{
    long start = Stopwatch.GetTimestamp();
    action();
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

/// <summary>Counts what is read of a file.</summary>
internal sealed class CountingStream(FileStream inner) : Stream
{
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        BytesRead += read;
        return read;
    }

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        BytesRead += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing) => inner.Dispose();
}
