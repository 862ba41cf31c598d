using DeepCalc.Help.Documentation;

namespace DeepCalc.Help.Tests.Generator;

public class CodeTextTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("", "")]
    [InlineData("\n  \n", "")]
    [InlineData("\n    a\n      b\n\n    c\n    ", "a\n  b\n\nc")]
    [InlineData("a\n        b\n      c", "a\n  b\nc")]
    [InlineData("\r\n  a  \r\n  b\r\n", "a\nb")]
    public void LosesOnlyTheSharedIndentation(string code, string expected) => Assert.Equal(expected, CodeText.Dedent(code));
}
