using System.Diagnostics;

namespace IpGuard.Web.Tests.Faults;

/// <summary>The program itself, as a process of its own.</summary>
static class CommandLine
{
    /// <summary>No verb of these tests takes nearly as long; one that does is a failure with a name, and not a run that never
    /// ends.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "ipguard.dll");

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["IpGuard__Models"] = Path.Combine(Testing.SharedData.ProjectRoot, "models");
        return Process.Start(start)!;
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await error);
    }
}
