namespace DeepCalc.Shell.Hosting;

/// <summary>What the console on the other side can do; asked once, at the start.</summary>
internal sealed class Terminal
{
    // A file has no width; the views' tables are made for about this many columns.
    private const int WidthWithoutTerminal = 120;
    private const int HeightWithoutTerminal = 50;

    public bool InputIsTerminal { get; } = !Console.IsInputRedirected;

    public bool OutputIsTerminal { get; } = !Console.IsOutputRedirected;

    public bool ErrorIsTerminal { get; } = !Console.IsErrorRedirected;

    /// <summary>Whether escape sequences move the cursor.</summary>
    public bool UnderstandsSequences { get; } = VirtualTerminal.TryEnable() && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Whether the user wants colours; see no-color.org.</summary>
    public bool WantsColours { get; } = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public bool OutputHasColours => OutputIsTerminal && UnderstandsSequences && WantsColours;

    public bool ErrorHasColours => ErrorIsTerminal && UnderstandsSequences && WantsColours;

    public bool CanPrompt => InputIsTerminal && OutputIsTerminal;

    // A pseudo-terminal that nobody sized says 0.
    public int Width => OutputIsTerminal && SizeOf(static () => Console.WindowWidth) is > 0 and int width
        ? width
        : int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int columns) && columns > 0 ? columns : WidthWithoutTerminal;

    public int Height => OutputIsTerminal && SizeOf(static () => Console.WindowHeight) is > 0 and int height ? height : HeightWithoutTerminal;

    private static int SizeOf(Func<int> read)
    {
        try
        {
            return read();
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
