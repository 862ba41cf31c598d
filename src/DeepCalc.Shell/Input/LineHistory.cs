namespace DeepCalc.Shell.Input;

/// <summary>The lines of this session, to go back to. The line under edit is the last of them.</summary>
internal sealed class LineHistory
{
    private readonly List<string> _lines = [];
    private string _unfinished = "";
    private int _position;

    public void Add(string line)
    {
        if (!string.IsNullOrWhiteSpace(line) && (_lines.Count == 0 || _lines[^1] != line))
        {
            _lines.Add(line);
        }

        _position = _lines.Count;
    }

    public string Previous(string current) => Go(_position - 1, current);

    public string Next(string current) => Go(_position + 1, current);

    private string Go(int position, string current)
    {
        if (position < 0 || position > _lines.Count)
        {
            return current;
        }

        if (_position == _lines.Count)
        {
            _unfinished = current;
        }

        _position = position;
        return position == _lines.Count ? _unfinished : _lines[position];
    }
}
