using System.Management.Automation;

namespace DeepCalc.Shell.Input;

/// <summary>Goes through the engine's completions of a line, one for each press of Tab.</summary>
/// <param name="complete">The engine's completions of a text at a place.</param>
internal sealed class CompletionCycle(Func<string, int, CommandCompletion?> complete)
{
    private CommandCompletion? _completion;
    private int _length;

    public void Step(EditBuffer buffer, bool forward)
    {
        if (_completion is null)
        {
            _completion = complete(buffer.Text, buffer.Cursor);
            _length = _completion?.ReplacementLength ?? 0;
        }

        if (_completion is { CompletionMatches.Count: > 0 } && _completion.GetNextResult(forward) is { } match)
        {
            buffer.Replace(_completion.ReplacementIndex, _length, match.CompletionText);
            _length = match.CompletionText.Length;
        }
    }

    /// <summary>Any other key makes the next Tab start anew.</summary>
    public void Reset() => _completion = null;
}
