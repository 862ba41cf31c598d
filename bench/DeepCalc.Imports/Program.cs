using System.Diagnostics;
using System.Globalization;
using DeepCalc;
using DeepCalc.Tests.Formats.Onnx;

// Prints for each file: its path, the median milliseconds of an import, those of an import and a measure, the bytes allocated, the bytes read,
// the size of the file, and the milliseconds of its first import and measure in the process, before any other work. The first
// passes show how fast a folder of different files is read; the medians show a file that is read again and again.
// With --once, each file is imported only once, to measure a whole process.
// With --kept, prints for each file the layers of its network, the bytes that they keep, and those of them in the large object heap.
// With --weights, each file without weights gets a copy with weights of zeros (a hole in a sparse file), and both are measured.
const int Turns = 15;
string[] paths = [.. args.Where(arg => !arg.StartsWith('-'))];
if (args.Contains("--once"))
{
    foreach (string path in paths)
    {
        Import(path);
    }

    return;
}

if (args.Contains("--kept"))
{
    foreach (string path in paths)
    {
        PrintKept(path);
    }

    return;
}

Dictionary<string, double> first = paths.ToDictionary(path => path, path => Time(() => Measure(path)));
WarmUp(paths[0], 3000);
foreach (string path in paths)
{
    Print(path, first[path]);
    if (args.Contains("--weights"))
    {
        string large = Path.ChangeExtension(path, ".weights.onnx");
        new WeightyFile(File.ReadAllBytes(path)).Save(large);
        Print(large, Time(() => Measure(large)));
        File.Delete(large);
    }
}

static void PrintKept(string path)
{
    const int Copies = 4;
    Import(path);
    (long bytes, long large) before = Kept();
    Layer[] networks = [.. Enumerable.Range(0, Copies).Select(_ => Import(path))];
    (long bytes, long large) after = Kept();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{path}\t{new Network(networks[0]).Layers.Count}\t{(after.bytes - before.bytes) / Copies}\t{(after.large - before.large) / Copies}"));
    GC.KeepAlive(networks);
}

// The bytes of all objects, and of those in the large object heap.
static (long Bytes, long Large) Kept()
{
    GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
    GC.WaitForPendingFinalizers();
    GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
    return (GC.GetTotalMemory(false), GC.GetGCMemoryInfo(GCKind.FullBlocking).GenerationInfo[3].SizeAfterBytes);
}

static void Print(string path, double first)
{
    WarmUp(path, 400);
    double[] imports = [.. Enumerable.Range(0, Turns).Select(_ => Time(() => Import(path))).Order()];
    double[] measured = [.. Enumerable.Range(0, Turns).Select(_ => Time(() => Measure(path))).Order()];
    long before = GC.GetAllocatedBytesForCurrentThread();
    Import(path);
    long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
    using var counted = new CountingStream(File.OpenRead(path));
    NetworkFile.Import(counted, path, new ImportOptions());
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{path}\t{imports[Turns / 2]:F3}\t{measured[Turns / 2]:F3}\t{allocated}\t{counted.BytesRead}\t{counted.Length}\t{first:F3}"));
}

// Runs until the compiler has optimised the code.
static void WarmUp(string path, int milliseconds)
{
    for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < milliseconds;)
    {
        Measure(path);
    }
}

static Layer Import(string path) => NetworkFile.Import(path, new ImportOptions());

static NetworkMeasurement Measure(string path) => NetworkMeasurement.Of(new Network(Import(path)));

static double Time(Action action)
{
    long start = Stopwatch.GetTimestamp();
    action();
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

/// <summary>Counts the bytes that are read from a file.</summary>
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

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
