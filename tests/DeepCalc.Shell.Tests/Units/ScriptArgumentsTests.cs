using DeepCalc.Shell.Running;

namespace DeepCalc.Shell.Tests.Units;

public class ScriptArgumentsTests
{
    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("it's $(1)", "'it''s $(1)'")]
    [InlineData("", "''")]
    [InlineData("-5", "'-5'")]
    [InlineData("-", "'-'")]
    [InlineData("--", "'--'")]
    [InlineData("-Name", "-Name")]
    [InlineData("-Name:a b", "-Name:'a b'")]
    [InlineData("-Switch:$false", "-Switch:$false")]
    [InlineData("-Name:$HOME", "-Name:'$HOME'")]
    [InlineData("-not a name", "'-not a name'")]
    [InlineData("-a;exit", "'-a;exit'")]
    public void A_word_is_text_unless_it_names_a_parameter(string word, string expected) =>
        Assert.Equal(expected, ScriptArguments.ToText([word]));

    [Fact]
    public void A_colon_at_the_end_takes_the_next_word_as_the_value() =>
        Assert.Equal("-Name: '-Other' 'x'", ScriptArguments.ToText(["-Name:", "-Other", "x"]));
}
