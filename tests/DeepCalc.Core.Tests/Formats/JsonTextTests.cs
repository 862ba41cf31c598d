using System.Text;
using DeepCalc.Tests.Formats.HuggingFace;
using DeepCalc.Tests.Formats.Keras;
using DeepCalc.Tests.Formats.Safetensors;

namespace DeepCalc.Tests.Formats;

/// <summary>Every reader of JSON refuses texts that are not Unicode, wherever they stand.</summary>
public class JsonTextTests
{
    private const string Shard = "m-00001-of-00002.safetensors";

    private static readonly Dictionary<string, string> Files = new()
    {
        ["config.json"] = Configs.All.Values.First(),
        ["model.json"] = "{\"format\": \"layers-model\", \"modelTopology\": " + KerasFiles.One("Dense", "\"units\": 3", "[null, 6]") + "}",
        ["m.keras"] = KerasFiles.One("Dense", "\"units\": 3", "[null, 6]"),
        ["m.safetensors.index.json"] = Shards.Index(("a.weight", Shard)),
        ["m.safetensors"] = "{\"__metadata__\": {\"a\": \"b\"}}",
    };

    private static readonly byte[] Half = [.. "\\ud800"u8];
    private static readonly byte[] Wrong = [0x41, 0xFF];
    private static readonly byte[] Cut = [0xE2, 0x82];

    [Fact]
    public void A_text_or_a_name_that_is_not_Unicode_is_the_error_of_a_corrupt_file()
    {
        foreach ((string name, string json) in Files)
        {
            byte[] file = Encoding.UTF8.GetBytes(json);
            Assert.Null(Refusal(name, file));
            foreach (byte[] damage in (byte[][])[Half, Wrong, Cut])
            {
                int texts = 0;
                for (int at = Array.IndexOf(file, (byte)'"'); at >= 0; at = Array.IndexOf(file, (byte)'"', at + 1))
                {
                    // Every second quotation mark begins a name or a text. Without its weight_map, an index is a JSON file of unknown format.
                    if (texts++ % 2 == 0 && !file.AsSpan(at + 1).StartsWith("weight_map"u8))
                    {
                        DeepCalcException? error = Refusal(name, [.. file[..(at + 1)], .. damage, .. file[(at + 1)..]]);
                        Assert.Equal(ErrorCode.FileCorrupt, error?.Code);
                        Assert.Contains($"has a text that is not valid Unicode, at byte {at}.", error!.Message, StringComparison.Ordinal);
                    }
                }

                Assert.True(texts >= 6, $"{name} has {texts} quotation marks");
            }
        }
    }

    [Fact]
    public void Escapes_and_characters_of_all_planes_are_valid()
    {
        foreach (string text in (string[])["\\u00e9", "é", "\\ud83d\\ude00", "😀", "\\\\ud800", "\\u0000"])
        {
            Assert.Null(Refusal("config.json", Encoding.UTF8.GetBytes("{\"" + text + "\": \"" + text + "\", " + Files["config.json"].TrimStart()[1..])));
        }
    }

    // The JSON of a safetensors file and of an archive stands inside another file.
    private static DeepCalcException? Refusal(string name, byte[] json)
    {
        byte[] file = name switch
        {
            "m.safetensors" => SafetensorsFile.Of(json, 0),
            "m.keras" => KerasFiles.Archive(json),
            _ => json,
        };
        try
        {
            _ = NetworkFile.Import(new MemoryStream(file), name, Shards.Beside(name, Shards.Safetensors("m")));
            return null;
        }
        catch (DeepCalcException e)
        {
            return e;
        }
    }
}
