using System.Text;
using DeepCalc.Tests.Formats.Gguf;
using DeepCalc.Tests.Formats.Keras;
using DeepCalc.Tests.Formats.PyTorch;
using DeepCalc.Tests.Formats.Safetensors;

namespace DeepCalc.Tests.Formats.Checkpoints;

public class CheckpointSafetyTests
{
    public static TheoryData<string> Names => [.. TorchFixture.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Code_is_that_which_Python_would_run(string name)
    {
        TorchFixture file = TorchFixture.All[name];
        CheckpointSafety safety = Of(file.File);

        Assert.Null(safety.Fault);
        Assert.All(safety.Calls, call => Assert.Equal("a.pt", call.File));
        Assert.Equal(file.Calls.Order(StringComparer.Ordinal), safety.Calls.Where(call => !call.IsAllowed).Select(call => call.Call).Order(StringComparer.Ordinal));
        Assert.Equal(file.Globals ?? ["torch.FloatStorage", "torch.FloatTensor", "torch.LongStorage"], safety.Calls.Select(call => call.Function).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Code_before_a_fault_would_have_run()
    {
        byte[] file = TorchFixture.All["command-legacy"].File;
        int end = file.AsSpan().IndexOf("could be anything"u8) + 40;
        CheckpointSafety safety = Of(file[..end]);

        Assert.Contains(safety.Calls, call => call is { Call: "posix.system('echo this could be anything')", IsAllowed: false, Calls: 1 });
        Assert.Equal(ErrorCode.FileCorrupt, safety.Fault!.Code);
        Assert.StartsWith("a.pt: the pickle", safety.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_pickle_of_an_archive_is_searched()
    {
        byte[] file = KerasFiles.Archive(("a/data.pkl", "cm\nf\n."), ("a/DATA.PKL", "cm\ng\n)R."), ("b/other.pkl", "cm\nh\n."), ("a/data/0", "cm\ni\n."));
        Assert.Equal([("m.f", 0), ("m.g", 1), ("m.h", 0)], Of(file).Calls.Select(call => (call.Function, call.Calls)));
    }

    // A name that protocol 2 has for a builtin of Python 2.
    [Theory]
    [InlineData("c__builtin__\nset\n.", true)]
    [InlineData("c__builtin__\neval\n.", false)]
    [InlineData("cbuiltins\nset\n.", true)]
    [InlineData("ctorch\nload\n.", false)]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n.", true)]
    [InlineData("ctorch.cuda\nFloatStorage\n.", true)]
    [InlineData("ctorch\nfloat8_e4m3fn\n.", true)]
    public void The_list_is_that_of_weights_only(string opcodes, bool isAllowed) =>
        Assert.Equal(isAllowed, Assert.Single(Of([0x80, 2, .. Encoding.Latin1.GetBytes(opcodes)]).Calls).IsAllowed);

    [Fact]
    public void Formats_without_code_have_none_and_others_are_refused()
    {
        Assert.Empty(Of(SafetensorsFile.Of(("a", "F32", [1]))).Calls);
        Assert.Empty(Of(GgufFile.Small().Build()).Calls);

        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Of(KerasFiles.Archive(("config.json", "{}"))));
        Assert.Equal(ErrorCode.FormatUnknown, error.Code);
        Assert.Contains("one of Keras, which can hold code in other forms", error.Message, StringComparison.Ordinal);
    }

    private static CheckpointSafety Of(byte[] file) => CheckpointSafety.Of(new MemoryStream(file), "a.pt");
}
