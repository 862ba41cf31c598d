using System.Text;

namespace DeepCalc.Shell.Input;

/// <summary>A line under edit: its text and the place of the cursor in it.</summary>
internal sealed class EditBuffer
{
    private readonly StringBuilder _text = new();

    public int Cursor { get; private set; }

    public int Length => _text.Length;

    public string Text => _text.ToString();

    public void Replace(string text) => Replace(0, _text.Length, text);

    /// <summary>Puts a text in the place of another, with the cursor after it.</summary>
    public void Replace(int start, int length, string text)
    {
        _text.Remove(start, length).Insert(start, text);
        Cursor = start + text.Length;
    }

    public void Insert(char character) => _text.Insert(Cursor++, character);

    public void MoveTo(int position) => Cursor = Math.Clamp(position, 0, _text.Length);

    public void DeleteTo(int position)
    {
        int start = Math.Clamp(Math.Min(position, Cursor), 0, _text.Length);
        int end = Math.Clamp(Math.Max(position, Cursor), 0, _text.Length);
        _text.Remove(start, end - start);
        Cursor = start;
    }

    /// <summary>The start of the word at the left of the cursor.</summary>
    public int PreviousWord()
    {
        int position = Cursor;
        while (position > 0 && char.IsWhiteSpace(_text[position - 1]))
        {
            position--;
        }

        while (position > 0 && !char.IsWhiteSpace(_text[position - 1]))
        {
            position--;
        }

        return position;
    }

    /// <summary>The start of the word at the right of the cursor.</summary>
    public int NextWord()
    {
        int position = Cursor;
        while (position < _text.Length && !char.IsWhiteSpace(_text[position]))
        {
            position++;
        }

        while (position < _text.Length && char.IsWhiteSpace(_text[position]))
        {
            position++;
        }

        return position;
    }
}
