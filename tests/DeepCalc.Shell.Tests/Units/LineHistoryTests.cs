using DeepCalc.Shell.Input;

namespace DeepCalc.Shell.Tests.Units;

public class LineHistoryTests
{
    private readonly LineHistory _history = new();

    [Fact]
    public void It_goes_back_and_forth_and_keeps_the_unfinished_line()
    {
        _history.Add("one");
        _history.Add("two");

        Assert.Equal("two", _history.Previous("unfin"));
        Assert.Equal("one", _history.Previous("two"));
        Assert.Equal("one", _history.Previous("one"));
        Assert.Equal("two", _history.Next("one"));
        Assert.Equal("unfin", _history.Next("two"));
        Assert.Equal("unfin", _history.Next("unfin"));
    }

    [Fact]
    public void Empty_and_repeated_lines_are_left_out()
    {
        _history.Add("one");
        _history.Add("one");
        _history.Add(" ");

        Assert.Equal("one", _history.Previous(""));
        Assert.Equal("one", _history.Previous("one"));
    }
}
