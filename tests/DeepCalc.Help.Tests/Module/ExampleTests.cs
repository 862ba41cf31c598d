using DeepCalc.Help.Tests.Support;

namespace DeepCalc.Help.Tests.Module;

/// <summary>Every example of the help can be typed as it stands.</summary>
public class ExampleTests
{
    public static TheoryData<string, int> Examples()
    {
        var data = new TheoryData<string, int>();
        foreach (string cmdlet in ModuleFolder.ExportedCmdlets)
        {
            for (int number = 1; number <= HelpDocument.Examples(cmdlet).Count; number++)
            {
                data.Add(cmdlet, number);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Works(string cmdlet, int number) => Example.MustWork(HelpDocument.Examples(cmdlet)[number - 1]);

    [Theory]
    [InlineData("New-ConvLayer 8 3 | Sort-Layer")]
    [InlineData("New-InputLayer 8,8,3 | New-ConvLayer 8 99; 'something'")]
    [InlineData("$x = New-InputLayer 8,8,3")]
    [InlineData("New-InputLayer 8,8,3 |")]
    [InlineData("throw 'something'")]
    public void WouldBeFoundOutIfItDidNotWork(string code) =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Example.MustWork(code));
}
