using DeepCalc.Shell.Hosting;

namespace DeepCalc.Shell.Tests.Units;

public class CellWidthTests
{
    [Theory]
    [InlineData("⌊W₁⌋ + 1", 8)]
    [InlineData("\e[32;1mName\e[0m", 4)]
    [InlineData("畳み込み", 8)]
    [InlineData("e\u0301", 1)]
    public void It_counts_columns_and_not_characters(string text, int width) => Assert.Equal(width, CellWidth.Of(text));
}
