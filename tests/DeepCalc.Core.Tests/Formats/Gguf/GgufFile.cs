using System.Buffers.Binary;
using System.Text;

namespace DeepCalc.Tests.Formats.Gguf;

/// <summary>Writes GGUF files.</summary>
internal sealed class GgufFile(uint version = 3, bool bigEndian = false, uint alignment = 32)
{
    private readonly List<byte> _keys = [];
    private readonly List<byte> _tensors = [];
    private long _keyCount;
    private long _tensorCount;
    private long _offset;

    public static GgufFile Small(uint version = 3, bool bigEndian = false) => new GgufFile(version, bigEndian)
        .Text("general.architecture", "llama")
        .Texts("tokenizer.ggml.tokens", "<s>", "</s>", "a")
        .Add("token_embd.weight", 12, 144 * 3, 256, 3)
        .Add("blk.0.attn_q.weight", 2, 18 * 2 * 4, 64, 4)
        .Add("blk.0.attn_q.bias", 0, 16, 4)
        .Add("rope_freqs.weight", 0, 20, 5)
        .Add("blk.0.ids", 26, 12, 3);

    public GgufFile Text(string key, string value)
    {
        Key(key, 8);
        Append(_keys, value);
        return this;
    }

    public GgufFile Texts(string key, params string[] values)
    {
        Key(key, 9);
        Append32(_keys, 8);
        AppendLength(_keys, values.Length);
        Array.ForEach(values, value => Append(_keys, value));
        return this;
    }

    public GgufFile Number(string key, uint type, params byte[] value)
    {
        Key(key, type);
        _keys.AddRange(value);
        return this;
    }

    public GgufFile UInt32(string key, uint value)
    {
        Key(key, 4);
        Append32(_keys, value);
        return this;
    }

    /// <summary>Lists nested to a depth.</summary>
    public GgufFile Nested(string key, int depth)
    {
        Key(key, 9);
        for (int i = 0; i < depth; i++)
        {
            Append32(_keys, 9);
            AppendLength(_keys, 1);
        }

        Append32(_keys, 0);
        AppendLength(_keys, 0);
        return this;
    }

    /// <summary>A tensor; the innermost axis comes first.</summary>
    public GgufFile Add(string name, uint type, long bytes, params long[] axes) => AddAt(name, type, (ulong)_offset, bytes, axes);

    public GgufFile AddAt(string name, uint type, ulong offset, long bytes, params long[] axes)
    {
        Append(_tensors, name);
        Append32(_tensors, (uint)axes.Length);
        Array.ForEach(axes, axis => AppendLength(_tensors, axis));
        Append32(_tensors, type);
        Append64(_tensors, offset);
        _offset = (_offset + bytes + alignment - 1) / alignment * alignment;
        _tensorCount++;
        return this;
    }

    public byte[] Build(int lessValues = 0, long? tensorCount = null)
    {
        List<byte> file = [.. "GGUF"u8];
        Append32(file, version);
        AppendLength(file, tensorCount ?? _tensorCount);
        AppendLength(file, _keyCount);
        file.AddRange(_keys);
        file.AddRange(_tensors);
        while (file.Count % alignment != 0)
        {
            file.Add(0);
        }

        file.AddRange(new byte[Math.Max(_offset - lessValues, 0)]);
        return [.. file];
    }

    public static Layer Read(byte[] file, ImportOptions? options = null)
    {
        using var stream = new MemoryStream(file, writable: false);
        return GgufFormat.Read(stream, "file", options ?? new ImportOptions());
    }

    private void Key(string key, uint type)
    {
        Append(_keys, key);
        Append32(_keys, type);
        _keyCount++;
    }

    private void Append(List<byte> to, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        AppendLength(to, bytes.Length);
        to.AddRange(bytes);
    }

    private void AppendLength(List<byte> to, long length)
    {
        if (version == 1)
        {
            Append32(to, (uint)length);
        }
        else
        {
            Append64(to, (ulong)length);
        }
    }

    private void Append32(List<byte> to, uint value) =>
        to.AddRange(BitConverter.GetBytes(bigEndian ? BinaryPrimitives.ReverseEndianness(value) : value));

    private void Append64(List<byte> to, ulong value) =>
        to.AddRange(BitConverter.GetBytes(bigEndian ? BinaryPrimitives.ReverseEndianness(value) : value));
}
