using System.Text;
using DeepCalc.Formats.Pickles;

namespace DeepCalc.Tests.Formats.Pickles;

public class PickleReaderTests
{
    // Written by pickle.dumps of Python 3.11, in hexadecimal digits.
    public static TheoryData<string, string> Values => new()
    {
        { "80024B052E", "5" },
        { "80024D2C012E", "300" },
        { "80024AFFFFFFFF2E", "-1" },
        { "80028A05000000000A2E", "42949672960" },
        { "80028A0600000000F6FF2E", "-42949672960" },
        { "49310A2E", "1" },
        { "4930310A2E", "True" },
        { "4C31324C0A2E", "12" },
        { "800247400C0000000000002E", "3.5" },
        { "46332E350A2E", "3.5" },
        { "8002882E", "True" },
        { "80024E2E", "None" },
        { "8002580200000061622E", "'ab'" },
        { "80048C02616294" + "2E", "'ab'" },
        { "5661620A70300A2E", "'ab'" },
        { "5327616227" + "0A2E", "'ab'" },
        { "8002550261622E", "'ab'" },
        { "800229" + "2E", "()" },
        { "80025D71002E", "()" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Values_are_those_that_Python_wrote(string digits, string value)
    {
        PickleCalls calls = new();
        object? read = new PickleReader(new PickleInput(new MemoryStream(Convert.FromHexString(digits))), calls, default).Read();

        Assert.Equal($"f({value})", PickleText.Call("f", new PickleSequence { Items = [read] }));
        Assert.Empty(calls.All);
    }

    // Every opcode that makes Python import or call something.
    [Theory]
    [InlineData("cposix\nsystem\n.", "posix.system", 0)]
    [InlineData("cposix\nsystem\n(S'ls'\ntR.", "posix.system('ls')", 1)]
    [InlineData("(S'ls'\niposix\nsystem\n.", "posix.system('ls')", 1)]
    [InlineData("(cposix\nsystem\nS'ls'\no.", "posix.system('ls')", 1)]
    [InlineData("cposix\nsystem\nS'ls'\n\u0085\u0081.", "posix.system('ls')", 1)]
    [InlineData("cposix\nsystem\nS'ls'\n\u0085}\u0092.", "posix.system('ls')", 1)]
    [InlineData("\u008C\u0005posix\u008C\u0006system\u0093)R.", "posix.system()", 1)]
    [InlineData("cos\nsystem\nq\0(S'a'\ntRh\0(S'b'\ntR.", "os.system('a')", 2)]
    [InlineData("cbuiltins\neval\n(S'\u001B[2J\u0007'\ntR.", "builtins.eval('\\u001b[2J\\u0007')", 1)]
    public void A_call_is_recorded_and_not_made(string opcodes, string text, long count)
    {
        PickleCall call = Assert.Single(Read(opcodes).Calls.All);
        Assert.Equal((text, count), (call.Text, call.Count));
    }

    [Fact]
    public void The_result_of_a_call_is_a_record_that_can_be_called_filled_and_given_a_state()
    {
        (object? value, PickleCalls calls) = Read("cm\nf\n)R)R(S'a'\nI1\nuI2\na(I3\nI4\ne}S'k'\nI5\nsb.");
        PickleObject made = Assert.IsType<PickleObject>(value);
        Assert.Equal((1L, 3, 5L), (made.Entries!["a"], made.Items!.Items.Count, made.Attributes!["k"]));
        Assert.Equal(["m.f()", "m.f(…)()"], calls.All.Select(call => call.Text));
    }

    [Theory]
    [InlineData("", "truncated")]
    [InlineData("I1\n", "truncated")]
    [InlineData(".", "takes 1 values")]
    [InlineData("(I1\n.", "")]
    [InlineData("I1\n(.", "takes 1 values")]
    [InlineData("I1\nt.", "refers to a mark")]
    [InlineData("h\u0007.", "refers to value 7")]
    [InlineData("j\u00FF\u00FF\u00FF\u00FF.", "refers to value 4294967295")]
    [InlineData("I1\nI2\na.", "no list")]
    [InlineData(")I2\na.", "no list")]
    [InlineData("I1\nI2\nI3\ns.", "no dictionary")]
    [InlineData("}(I1\nu.", "a key without a value")]
    [InlineData("(o.", "an object of nothing")]
    [InlineData("\u00FF.", "0xFF")]
    [InlineData("\u0080\u0006.", "protocol 6")]
    [InlineData("X\u00FF\u00FF\u00FF\u007Fab.", "2147483647 bytes at byte 5, but only 3")]
    [InlineData("\u008E\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FFab.", "18446744073709551615 bytes")]
    public void Damage_is_an_error_that_says_the_fault(string opcodes, string says)
    {
        if (says.Length == 0)
        {
            Read(opcodes);
            return;
        }

        Assert.Contains(says, Assert.Throws<DeepCalcException>(() => Read(opcodes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_is_kept_apart_from_short_ones()
    {
        string text = new('a', PickleInput.MostText);
        Assert.IsType<string>(Read($"V{text}\n.").Value);
        Assert.Equal(text, Assert.IsType<PickleLongText>(Read($"V{text}b\n.").Value).Beginning);
        Assert.IsType<PickleLongText>(Read($"X\u0001\u0004\0\0{text}b.").Value);
    }

    private static (object? Value, PickleCalls Calls) Read(string opcodes)
    {
        PickleCalls calls = new();
        return (new PickleReader(new PickleInput(new MemoryStream(Encoding.Latin1.GetBytes(opcodes))), calls, default).Read(), calls);
    }
}
