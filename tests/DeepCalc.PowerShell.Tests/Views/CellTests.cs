namespace DeepCalc.Commands.Tests.Views;

public class CellTests(Session session) : IClassFixture<Session>
{
    [Theory]
    [InlineData("Name", "layer/conv", 10, "layer/conv")]
    [InlineData("Name", "layers/conv", 10, "…yers/conv")]
    [InlineData("Name", "layer12345/conv", 10, "…/conv")]
    [InlineData("Name", null, 10, "")]
    [InlineData("Text", "1x64x112x112", 12, "1x64x112x112")]
    [InlineData("Text", "1x64x1120x1120", 12, "1x64x1120x…")]
    [InlineData("Text", "1x1024x1024", 8, "1x1024x…")]
    [InlineData("Text", "64 filters 123x123", 14, "64 filters …")]
    [InlineData("Text", "123456789", 5, "…")]
    [InlineData("Text", "kernel_shape 7x7, pads", 15, "kernel_shape …")]
    [InlineData("Text", null, 5, "")]
    public void A_text_that_is_too_long_is_cut_beside_a_number_and_never_in_it(string method, string? text, int width, string cell)
    {
        Assert.Equal(cell, Cell(method, text, width));
        Assert.InRange(cell.Length, 0, width);
    }

    [Theory]
    [InlineData("64 filters 7, stride 2", 30, "64 filters 7, stride 2")]
    [InlineData("64 filters 7, stride 2, padding 3", 24, "64 filters 7, stride 2,|padding 3")]
    [InlineData("64 filters 7, stride 1234567", 24, "64 filters 7, stride|1234567")]
    [InlineData("factor 0.125, then 1,234,567", 9, "factor|0.125,|then|1,234,567")]
    [InlineData("GlobalAveragePooling2D", 20, "GlobalAverage|Pooling2D")]
    [InlineData("1x2048x112x112", 9, "1x2048x|112x112")]
    [InlineData("1x123456x7", 5, "1x|…")]
    [InlineData("abcdefgh", 5, "abcde|fgh")]
    [InlineData(null, 5, "")]
    public void A_text_with_lines_is_whole_and_broken_beside_numbers_only(string? text, int width, string lines)
    {
        string cell = Cell("Lines", text, width);
        Assert.Equal(lines.Replace('|', '\n'), cell);
        Assert.All(cell.Split('\n'), line => Assert.InRange(line.Length, 0, width));
    }

    [Theory]
    [InlineData("Name", "")]
    [InlineData("Name", "a")]
    [InlineData("Text", "")]
    [InlineData("Text", "a")]
    public void A_character_of_two_halves_is_not_torn(string method, string before)
    {
        const int Width = 28;
        string cut = Cell(method, before + string.Concat(Enumerable.Repeat("😀", Width)), Width);
        Assert.InRange(cut.Length, Width - 1, Width);
        Assert.All(cut.EnumerateRunes(), rune => Assert.NotEqual(System.Text.Rune.ReplacementChar, rune));
    }

    [Theory]
    [InlineData("Count($null, 9)", "?")]
    [InlineData("Count(0, 9)", "0")]
    [InlineData("Count($null, 'conv', 9)", "?")]
    [InlineData("Count(5, 'conv', 9)", "≥ 5")]
    [InlineData("Count(5, $null, 9)", "5")]
    [InlineData("Count(1234567, 9)", "1,234,567")]
    [InlineData("Count(12345678, 9)", "12.35 M")]
    [InlineData("Count(12345678, 'conv', 9)", "≥ 12.34 M")]
    [InlineData("Count(1753351782400, 14)", "1.753 T")]
    [InlineData("Count(999999, 6)", "1.000 M")]
    [InlineData("Count(999999, 'conv', 6)", "≥ 999.9 K")]
    [InlineData("Count(9223372036854775807, 14)", "9.223 E")]
    [InlineData("Count(-9223372036854775807, 14)", "-9.223 E")]
    [InlineData("Given($null, 9)", "")]
    [InlineData("Given(12345678, 9)", "12.35 M")]
    [InlineData("Number($null, $null, 8)", "")]
    [InlineData("Number(32, '32', 8)", "32")]
    [InlineData("Number(1.3333333333333333, '4/3', 8)", "4/3")]
    [InlineData("Number(-511.5, $null, 8)", "-511.5")]
    [InlineData("Number(1.0000152590218967, '65535/65534', 8)", "1")]
    [InlineData("Number(123456789.5, $null, 8)", "123.5 M")]
    [InlineData("Field($null, $null, 14)", "?")]
    [InlineData("Field($null, 'all', 14)", "all")]
    [InlineData("Field($null, '?x7', 14)", "?x7")]
    [InlineData("Field(427, '427x427', 14)", "427")]
    [InlineData("Field(11, '11x7', 14)", "11x7")]
    [InlineData("Field(123456789, '7x123456789', 9)", "123.5 M")]
    [InlineData("Size(7, 7, 0.25, $false, 18)", "7 (25%)")]
    [InlineData("Size(224, 5, 1, $true, 18)", "224, local 5")]
    [InlineData("Size($null, $null, $null, $true, 18)", "all")]
    [InlineData("Size($null, $null, $null, $false, 18)", "?")]
    public void A_number_is_whole_or_shortened_by_its_magnitude(string call, string text) => Assert.Equal(
        text,
        Assert.Single(session.Output($"[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture; [DeepCalc.Commands.Cell]::{call}")).BaseObject.ToString()!.Replace(" %", "%", StringComparison.Ordinal));

    private string Cell(string method, string? text, int width)
    {
        session.Set("text", text!);
        return (string)Assert.Single(session.Output($"[DeepCalc.Commands.Cell]::{method}($text, {width})")).BaseObject;
    }
}
