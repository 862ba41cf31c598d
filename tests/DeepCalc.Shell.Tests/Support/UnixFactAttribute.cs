namespace DeepCalc.Shell.Tests.Support;

/// <summary>A test that needs sh.</summary>
public class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Needs sh.";
        }
    }
}
