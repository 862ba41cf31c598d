namespace DeepCalc.Shell.Missing;

/// <summary>The commands that a full PowerShell has and its engine alone lacks, and the modules that they are of.</summary>
internal static class MissingCommands
{
    private const string Utility = """
        Add-Member Add-Type Clear-Variable Compare-Object ConvertFrom-CliXml ConvertFrom-Csv ConvertFrom-Json
        ConvertFrom-Markdown ConvertFrom-SddlString ConvertFrom-StringData ConvertTo-CliXml ConvertTo-Csv ConvertTo-Html
        ConvertTo-Json ConvertTo-Xml Debug-Runspace Disable-PSBreakpoint Disable-RunspaceDebug Enable-PSBreakpoint
        Enable-RunspaceDebug Export-Alias Export-Clixml Export-Csv Export-FormatData Export-PSSession Format-Custom
        Format-Hex Format-List Format-Table Format-Wide Get-Alias Get-Culture Get-Date Get-Error Get-Event
        Get-EventSubscriber Get-FileHash Get-FormatData Get-Host Get-MarkdownOption Get-Member Get-PSBreakpoint
        Get-PSCallStack Get-Random Get-Runspace Get-RunspaceDebug Get-SecureRandom Get-TraceSource Get-TypeData
        Get-UICulture Get-Unique Get-Uptime Get-Variable Get-Verb Group-Object Import-Alias Import-Clixml Import-Csv
        Import-LocalizedData Import-PowerShellDataFile Import-PSSession Invoke-Expression Invoke-RestMethod
        Invoke-WebRequest Join-String Measure-Command Measure-Object New-Alias New-Event New-Guid New-Object
        New-TemporaryFile New-TimeSpan New-Variable Out-File Out-GridView Out-Printer Out-String Read-Host
        Register-EngineEvent Register-ObjectEvent Remove-Alias Remove-Event Remove-PSBreakpoint Remove-TypeData
        Remove-Variable Select-Object Select-String Select-Xml Send-MailMessage Set-Alias Set-Date Set-MarkdownOption
        Set-PSBreakpoint Set-TraceSource Set-Variable Show-Command Show-Markdown Sort-Object Start-Sleep Tee-Object
        Test-Json Trace-Command Unblock-File Unregister-Event Update-FormatData Update-List Update-TypeData Wait-Debugger
        Wait-Event Write-Debug Write-Error Write-Host Write-Information Write-Output Write-Progress Write-Verbose
        Write-Warning
        """;

    private const string Management = """
        Add-Content Clear-Content Clear-Item Clear-ItemProperty Clear-RecycleBin Convert-Path Copy-Item Copy-ItemProperty
        Debug-Process Get-ChildItem Get-Clipboard Get-ComputerInfo Get-Content Get-HotFix Get-Item Get-ItemProperty
        Get-ItemPropertyValue Get-Location Get-Process Get-PSDrive Get-PSProvider Get-Service Get-TimeZone Invoke-Item
        Join-Path Move-Item Move-ItemProperty New-Item New-ItemProperty New-PSDrive New-Service Pop-Location Push-Location
        Remove-Item Remove-ItemProperty Remove-PSDrive Remove-Service Rename-Computer Rename-Item Rename-ItemProperty
        Resolve-Path Restart-Computer Restart-Service Resume-Service Set-Clipboard Set-Content Set-Item Set-ItemProperty
        Set-Location Set-Service Set-TimeZone Split-Path Start-Process Start-Service Stop-Computer Stop-Process
        Stop-Service Suspend-Service Test-Connection Test-Path Wait-Process
        """;

    private const string Security = """
        ConvertFrom-SecureString ConvertTo-SecureString Get-Acl Get-AuthenticodeSignature Get-CmsMessage Get-Credential
        Get-ExecutionPolicy Get-PfxCertificate New-FileCatalog Protect-CmsMessage Set-Acl Set-AuthenticodeSignature
        Set-ExecutionPolicy Test-FileCatalog Unprotect-CmsMessage
        """;

    private const string Host = "Start-Transcript Stop-Transcript";

    // Aliases that PowerShell has on Windows only. The engine itself resolves those that it has everywhere.
    private const string WindowsAliases = """
        ac=Add-Content cat=Get-Content compare=Compare-Object cp=Copy-Item cpp=Copy-ItemProperty diff=Compare-Object
        gsv=Get-Service kill=Stop-Process ls=Get-ChildItem mount=New-PSDrive mv=Move-Item ogv=Out-GridView ps=Get-Process
        rm=Remove-Item rmdir=Remove-Item sasv=Start-Service shcm=Show-Command sleep=Start-Sleep sort=Sort-Object
        spsv=Stop-Service start=Start-Process tee=Tee-Object write=Write-Output
        """;

    private static readonly Dictionary<string, MissingCommand> ByName = Table();

    /// <summary>The missing command of a name or an alias, or null if PowerShell has no such command either.</summary>
    public static MissingCommand? Find(string name) => ByName.GetValueOrDefault(name);

    private static Dictionary<string, MissingCommand> Table()
    {
        var table = new Dictionary<string, MissingCommand>(StringComparer.OrdinalIgnoreCase);
        foreach ((string module, string names) in new[] { ("Utility", Utility), ("Management", Management), ("Security", Security), ("Host", Host) })
        {
            foreach (string name in Words(names))
            {
                table.Add(name, new MissingCommand(name, $"Microsoft.PowerShell.{module}"));
            }
        }

        foreach (string[] alias in Words(WindowsAliases).Select(static pair => pair.Split('=')))
        {
            table.Add(alias[0], table[alias[1]]);
        }

        return table;
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
