using IpGuard.Rooms.Tests.Proof;
using Microsoft.Playwright;

namespace IpGuard.Web.Tests;

/// <summary>One step as the page tells it.</summary>
sealed record ToldStep(string Name, bool IsPassed, string Sentence);

/// <summary>What the page makes of a bundle.</summary>
/// <param name="Verdict">The panel's text: the word first, then what was found.</param>
sealed record ToldCheck(bool IsVerified, string Verdict, IReadOnlyList<ToldStep> Steps)
{
    /// <summary>Names of the steps that failed, each once.</summary>
    public IReadOnlyList<string> Failed => [.. Steps.Where(s => !s.IsPassed).Select(s => s.Name).Distinct()];

    /// <summary>What the failed steps say, a line each.</summary>
    public string Faults => string.Join('\n', Steps.Where(s => !s.IsPassed).Select(s => $"{s.Name}: {s.Sentence}"));
}

/// <summary>The page on which proofs are checked, in a stranger's browser.</summary>
sealed class CheckedPage : IAsyncDisposable
{
    readonly Browser _browser;

    CheckedPage(Browser browser) => _browser = browser;

    public IPage Page => _browser.Page;

    public List<string> Complaints => _browser.Complaints;

    /// <param name="script">Run in the page before any other; null for none.</param>
    public static async Task<CheckedPage> OpenAsync(OpenDoor door, string? script = null)
    {
        var browser = await Browser.OpenAsync(door);
        if (script is not null)
            await browser.Page.AddInitScriptAsync(script);
        await browser.Page.GotoAsync("/check", new() { WaitUntil = WaitUntilState.NetworkIdle });
        return new(browser);
    }

    /// <summary>A bundle with some of its files changed.</summary>
    /// <param name="isResummed">Sums are made again, as a forger would; or left as they were.</param>
    public static byte[] Changed(byte[] zip, Action<Dictionary<string, byte[]>> change, bool isResummed = true)
    {
        var files = MadeBundle.Unpack(zip);
        change(files);
        return isResummed ? MadeBundle.Resummed(files) : MadeBundle.Pack(files);
    }

    public ValueTask DisposeAsync() => _browser.DisposeAsync();

    /// <summary>Chooses a file by its label, as the keyboard does, and waits for the verdict.</summary>
    public async Task<ToldCheck> ChooseAsync(byte[] bytes, string label = "Drop a bundle (ZIP) here, or choose one")
    {
        var file = new FilePayload
        {
            Name = "F-1.zip",
            MimeType = "application/zip",
            Buffer = bytes,
        };
        await Page.GetByLabel(label).SetInputFilesAsync(file);
        return await ToldAsync();
    }

    /// <summary>Drops a file as from a desktop, and waits for the verdict.</summary>
    public async Task<ToldCheck> DropAsync(byte[] bytes)
    {
        await Page.EvaluateAsync(
            """
            base64 => {
              const transfer = new DataTransfer();
              transfer.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], 'F-1.zip', { type: 'application/zip' }));
              const drop = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
              document.querySelector('[data-bundle] .drop').dispatchEvent(drop);
            }
            """,
            Convert.ToBase64String(bytes)
        );
        return await ToldAsync();
    }

    /// <summary>Chooses a bundle, and holds that the program finds the same steps to fail as the page.</summary>
    public async Task<ToldCheck> AgreedAsync(byte[] zip)
    {
        var (told, report) = (await ChooseAsync(zip), MadeBundle.Check(zip));
        var failed = report.Steps.Where(s => !s.IsPassed).ToList();
        Assert.True(report.IsPassed == told.IsVerified, $"the program: {string.Join('\n', failed)}; the page: {told.Faults}");
        Assert.Equal(failed.Select(s => s.Name).Distinct(), told.Failed);
        return told;
    }

    async Task<ToldCheck> ToldAsync()
    {
        await Page.WaitForSelectorAsync(".verdict:is(.good, .warn, .bad)");
        var steps = await Page.EvalOnSelectorAllAsync<string[][]>(
            ".checks li",
            "lines => lines.map(l => [l.dataset.step, l.dataset.passed, ...['.chip', '.line'].map(c => l.querySelector(c).innerText)])"
        );
        // Not by colour alone: the word says the same.
        Assert.All(steps, s => Assert.EndsWith(s[1] == "true" ? "PASS" : "FAIL", s[2], StringComparison.Ordinal));
        var isVerified = await Page.GetAttributeAsync(".verdict", "data-verified") == "true";
        var verdict = await Page.InnerTextAsync(".verdict");
        return new(isVerified, verdict, [.. steps.Select(s => new ToldStep(s[0], s[1] == "true", s[3]))]);
    }
}
