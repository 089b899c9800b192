using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>Progress bars: live on a terminal, quiet where output is piped.</summary>
static class Bars
{
    public static Task RunAsync(Func<ProgressContext, Task> work) =>
        AnsiConsole
            .Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(work);

    /// <summary>Tells the bar directly; Progress&lt;T&gt; would post it to another thread, and the last report could come too
    /// late.</summary>
    public static IProgress<T> To<T>(Action<T> tell) => new Direct<T>(tell);

    sealed class Direct<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
