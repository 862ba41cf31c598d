using DeepCalc.Shell.Input;

namespace DeepCalc.Shell.Tests.Units;

public class EditBufferTests
{
    private readonly EditBuffer _buffer = new();

    public EditBufferTests() => _buffer.Replace("New-ConvLayer 10  3");

    [Fact]
    public void A_character_goes_in_at_the_cursor()
    {
        _buffer.MoveTo(3);
        _buffer.Insert('x');

        Assert.Equal("Newx-ConvLayer 10  3", _buffer.Text);
        Assert.Equal(4, _buffer.Cursor);
    }

    [Fact]
    public void Deleting_goes_either_way_and_no_further_than_the_ends()
    {
        _buffer.DeleteTo(_buffer.Cursor - 1);
        _buffer.DeleteTo(_buffer.Cursor + 1);
        Assert.Equal("New-ConvLayer 10  ", _buffer.Text);

        _buffer.MoveTo(4);
        _buffer.DeleteTo(-1);
        Assert.Equal("ConvLayer 10  ", _buffer.Text);
        Assert.Equal(0, _buffer.Cursor);
    }

    [Fact]
    public void Words_end_at_white_space()
    {
        Assert.Equal(18, _buffer.PreviousWord());
        _buffer.MoveTo(18);
        Assert.Equal(14, _buffer.PreviousWord());
        _buffer.MoveTo(14);
        Assert.Equal(18, _buffer.NextWord());
    }
}
