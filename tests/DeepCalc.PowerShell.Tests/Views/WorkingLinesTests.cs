namespace DeepCalc.Commands.Tests.Views;

public sealed class WorkingLinesTests(Session session) : IClassFixture<Session>
{
    [Fact]
    public void A_working_that_fits_is_one_line() =>
        Assert.Equal("H₂ = ⌊H₁/S⌋ = ⌊100/2⌋ = 50", Lines("H₂ = ⌊H₁/S⌋ = ⌊100/2⌋ = 50", 40));

    [Fact]
    public void A_longer_one_has_a_line_for_each_equals_sign() => Assert.Equal(
        "params = in·4u + h·4u + 4u\n       = 64·4·128 + 32·4·128 + 4·128\n       = 49664",
        Lines("params = in·4u + h·4u + 4u = 64·4·128 + 32·4·128 + 4·128 = 49664", 40));

    [Theory]
    [InlineData(20)]
    [InlineData(31)]
    [InlineData(47)]
    public void No_number_and_no_name_is_broken(int width)
    {
        const string Long = "params = first_layer·4units + 123456789·4·128 + second_layer = 64·4·128 + 123456789·4·128 + 987654321 = 64198705185";
        Assert.Equal(Words(Long), Words(Lines(Long, width)));
    }

    [Fact]
    public void Symbols_stand_below_the_working() => Assert.Equal(
        "E = n·c\nwhere n = 5 (elements), c = 1 (operations on an element)",
        session.Output("[DeepCalc.Commands.WorkingLines]::Working('E = n·c', 'n = 5 (elements), c = 1 (operations on an element)', $null)")[0].BaseObject);

    private string Lines(string working, int width) =>
        (string)session.Output($"[DeepCalc.Commands.WorkingLines]::Working('{working}', {width})")[0].BaseObject;

    private static string[] Words(string text) => text.Split([' ', '·', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
