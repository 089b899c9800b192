using IpGuard.Flows;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>What the command line's exit codes mean; scripts rely on them.</summary>
static class ExitCodes
{
    public const int Done = 0;

    /// <summary>It was done, and the answer is no: a work refused, a bundle not verified.</summary>
    public const int No = 1;

    public const int NotUnderstood = 2;

    /// <summary>The folder, the port, the disk or the configuration does not allow it.</summary>
    public const int CannotHere = 3;
}

/// <summary>The one place where faults become words and an exit code.</summary>
static class Wall
{
    public static async Task<int> GuardAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.MarkupLine("[yellow]stopped; what was kept stays, and the next run goes on from there[/]");
            return ExitCodes.CannotHere;
        }
        catch (Exception e) when (Faults.Tell(e) is { } message)
        {
            await Console.Error.WriteLineAsync($"ipguard: {message}");
            return ExitCodes.CannotHere;
        }
    }
}
