using System.ComponentModel;
using System.Diagnostics;
using PuppeteerSharp;

namespace IpGuard.Market.Browsing;

/// <summary>One browser from its start to its end, with a profile folder of its own. It is spoken to through a pipe: there is no port
/// that others on this machine could speak to it by.</summary>
sealed class BrowserRun : IAsyncDisposable
{
    static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    readonly DirectoryInfo _home;
    readonly Process? _process;

    BrowserRun(IBrowser browser, string version, DirectoryInfo home) =>
        (Browser, Version, _home, _process) = (browser, version, home, browser.Process);

    public IBrowser Browser { get; }

    /// <summary>Name and version.</summary>
    public string Version { get; }

    /// <exception cref="BrowserException">It cannot be started, or does not answer.</exception>
    public static async Task<BrowserRun> StartAsync(BrowserSettings settings, CancellationToken stop)
    {
        if (settings.Refuse(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess) is { } refusal)
            throw new BrowserException(refusal);
        stop.ThrowIfCancellationRequested();
        var home = Directory.CreateTempSubdirectory("ipguard-browser-");
        IBrowser? browser = null;
        try
        {
            browser = await Puppeteer.LaunchAsync(ToOptions(settings, home.FullName));
            var version = await browser.GetVersionAsync().WaitAsync(StartPatience, stop);
            return new(browser, version.Replace('/', ' '), home);
        }
        catch (Exception e)
        {
            await EndAsync(browser, browser?.Process, home);
            if (IsOfBrowser(e))
                throw new BrowserException($"expected the browser at {settings.Path} to start, got: {FirstLine(e.Message)}", e);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await EndAsync(Browser, _process, _home);

    static LaunchOptions ToOptions(BrowserSettings settings, string home)
    {
        var options = new LaunchOptions
        {
            ExecutablePath = settings.Path,
            Headless = true,
            Pipe = true,
            UserDataDir = Path.Combine(home, "profile"),
            Args = BrowserFlags.Of(settings),
            IgnoredDefaultArgs = BrowserFlags.NotWanted,
            Timeout = (int)StartPatience.TotalMilliseconds,
            ProtocolTimeout = (int)StartPatience.TotalMilliseconds,
        };
        foreach (var (name, value) in BrowserFlags.Environment(home))
            options.Env[name] = value;
        return options;
    }

    // It is not asked to end, since it may be hanging: its process and that process's children are ended.
    static async Task EndAsync(IBrowser? browser, Process? process, DirectoryInfo home)
    {
        try
        {
            if (process is { HasExited: false })
                process.Kill(entireProcessTree: true);
            if (process is not null)
                await process.WaitForExitAsync().WaitAsync(EndPatience);
            if (browser is not null)
                await browser.DisposeAsync().AsTask().WaitAsync(EndPatience);
        }
        catch (Exception e) when (IsOfBrowser(e))
        {
            // It has ended by itself meanwhile; or it cannot be ended, which the next start will tell.
        }

        await DeleteAsync(home);
    }

    // Its last child may still be writing.
    static async Task DeleteAsync(DirectoryInfo home)
    {
        for (var tries = 0; tries < 10 && home.Exists; tries++, home.Refresh())
        {
            try
            {
                home.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    static bool IsOfBrowser(Exception e) =>
        e is PuppeteerException or ProcessException or TimeoutException or Win32Exception or IOException or InvalidOperationException;

    static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
