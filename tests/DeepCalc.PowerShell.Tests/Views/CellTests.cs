namespace DeepCalc.Commands.Tests.Views;

public class CellTests(Session session) : IClassFixture<Session>
{
    private const int Width = 28;

    [Fact]
    public void What_fits_is_whole_and_of_the_rest_names_keep_their_end_and_shapes_their_beginning()
    {
        string fits = new('a', Width);
        Assert.Equal((fits, fits), (Cell("Name", fits), Cell("Shape", fits)));
        Assert.Equal(("", ""), (Cell("Name", null), Cell("Shape", null)));
        Assert.Equal("…" + new string('b', Width - 1), Cell("Name", "a" + new string('b', Width)));
        Assert.Equal(new string('a', Width - 1) + "…", Cell("Shape", new string('a', Width) + "b"));
    }

    [Theory]
    [InlineData("Name", "")]
    [InlineData("Name", "a")]
    [InlineData("Shape", "")]
    [InlineData("Shape", "a")]
    public void A_character_of_two_halves_is_not_torn(string method, string before)
    {
        string cut = Cell(method, before + string.Concat(Enumerable.Repeat("😀", Width)));
        Assert.InRange(cut.Length, Width - 1, Width);
        Assert.All(cut.EnumerateRunes(), rune => Assert.NotEqual(System.Text.Rune.ReplacementChar, rune));
    }

    [Theory]
    [InlineData("Count($null)", "?")]
    [InlineData("Count(0)", "0")]
    [InlineData("Count($null, 'conv')", "?")]
    [InlineData("Count(5, 'conv')", "≥ 5")]
    [InlineData("Count(5, $null)", "5")]
    [InlineData("Known($null)", "?")]
    [InlineData("Known('3x3')", "3x3")]
    public void What_is_not_known_is_a_question_mark_and_a_lower_bound_says_so(string call, string text) =>
        Assert.Equal(text, Assert.Single(session.Output($"[DeepCalc.Commands.Cell]::{call}")).BaseObject);

    private string Cell(string method, string? text)
    {
        session.Set("text", text!);
        return (string)Assert.Single(session.Output($"[DeepCalc.Commands.Cell]::{method}($text)")).BaseObject;
    }
}
