namespace DeepCalc.Commands;

/// <summary>Measures what each network remembers from one step of decoding to the next: the cache of keys and values, and fixed states.</summary>
/// <remarks>
/// <para>
/// Formula has the bytes for any length of the sequence: 8192·(10·T + 52·min(T, 1024)) are 10 layers that remember 8,192 bytes of every
/// position and 52 that remember as much of the last 1,024 positions. CacheBytes is the number at -Length.
/// </para>
/// <para>
/// BytesPerToken is what the next position adds at that length; BytesPerTokenLimit is what it adds once all windows are full. StateBytes
/// does not grow: the states of recurrent layers and causal convolutions, and keys and values of a memory of fixed length.
/// </para>
/// <para>
/// The default is what the architecture needs. Engines reserve more. With -Engine LlamaCpp, the positions of all sequences, and those of a
/// window with 512 more for a pass, are rounded up to a multiple of 256. With -Engine Vllm, each sequence has pages of 16 positions, and a
/// window has a page more and room for a pass of 8,192 positions.
/// </para>
/// </remarks>
/// <example>
/// <code>Import-Network examples/models/gpt2/config.json | Measure-Cache -Length 1024 -Type float16</code>
/// <para>The keys and values of GPT-2 for 1,024 tokens in 16 bits.</para>
/// </example>
/// <example>
/// <code>New-InputLayer T,512 | New-AttentionLayer 8 -Causal -Window 128 | Measure-Cache -PerLayer</code>
/// <para>The cache of a layer that attends to the last 128 positions, as a formula of T.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Cache")]
[OutputType(typeof(CacheMeasurement))]
public sealed class MeasureCacheCommand : NetworkCommand
{
    /// <summary>Measures every layer that remembers something, a row each.</summary>
    [Parameter]
    public SwitchParameter PerLayer { get; set; }

    /// <summary>The number of positions of each sequence, 0 or more. By default, the length of the network's input, if it is known.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long? Length { get; set; }

    /// <summary>The number of sequences, 1 or more. 1 by default.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long BatchSize { get; set; } = 1;

    /// <summary>
    /// The number format of the cache: float32, float16, bfloat16, float8, int8, int4, or a format of GGUF such as q8_0. By default the type
    /// that the network's file names, or else float32. A state with a type of its own keeps it.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(NumberFormatCompleter))]
    [Setting(typeof(NumberFormat))]
    public NumberFormat? Type { get; set; }

    /// <summary>How memory is reserved: Architecture (the default), LlamaCpp or Vllm.</summary>
    [Parameter]
    public CacheEngine Engine { get; set; }

    private protected override void Answer(Network network)
    {
        var options = new CacheOptions { Length = Length, BatchSize = BatchSize, Format = Type, Engine = Engine };
        if (PerLayer)
        {
            this.WriteEach(CacheMeasurement.PerLayer(network, options));
        }
        else
        {
            WriteObject(CacheMeasurement.Of(network, options));
        }
    }
}
