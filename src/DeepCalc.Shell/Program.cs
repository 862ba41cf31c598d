using DeepCalc.Shell;
using DeepCalc.Shell.Hosting;
using DeepCalc.Shell.Options;

try
{
    ShellOptions options = OptionParser.Parse(args);
    switch (options.Action)
    {
        case ShellAction.ShowHelp:
            Console.WriteLine(HelpText.Text);
            return ExitCodes.Success;
        case ShellAction.ShowVersion:
            Console.WriteLine(ProductVersion.Line);
            return ExitCodes.Success;
        default:
            using (var application = new ShellApplication(options))
            {
                return application.Run();
            }
    }
}
catch (UsageException error)
{
    StandardError.WriteLine($"{error.Message} -Help shows how to call this program.");
    return ExitCodes.Usage;
}
