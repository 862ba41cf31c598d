namespace DeepCalc.Shell.Hosting;

/// <summary>Standard error, where a failure to write is not worth a failure.</summary>
internal static class StandardError
{
    public static void Write(string text)
    {
        try
        {
            Console.Error.Write(text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // There is nowhere left to say so.
        }
    }

    public static void WriteLine(string text) => Write(text + Environment.NewLine);
}
