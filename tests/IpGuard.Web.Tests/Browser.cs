using Microsoft.Playwright;

namespace IpGuard.Web.Tests;

/// <summary>One page in a real browser, in English, with all that the browser complains of.</summary>
sealed class Browser : IAsyncDisposable
{
    public static readonly string Chromium = Environment.GetEnvironmentVariable("IPGUARD_CHROMIUM") ?? "/usr/bin/chromium";

    static readonly string[] Quiet =
    [
        "--no-sandbox",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
    ];

    readonly IPlaywright _playwright;
    readonly IBrowser _browser;

    Browser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Complaints.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => Complaints.Add($"{page.Url}: {error}");
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, and what scripts threw.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Opens one; skips the test where there is no browser.</summary>
    public static async Task<Browser> OpenAsync(OpenDoor door)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"needs Chromium at {Chromium} (or IPGUARD_CHROMIUM), which is absent here");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Quiet });
        return new(playwright, browser, await browser.NewPageAsync(new() { Locale = "en-GB", BaseURL = door.Address.ToString() }));
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>Makes an account of a new designer's, and signs in with it.</summary>
    public async Task SignUpAsync()
    {
        await Page.GotoAsync("/sign-up");
        await Page.FillAsync("[name=organisation]", $"Browser {Guid.NewGuid():N}");
        await Page.FillAsync("[name=email]", $"{Guid.NewGuid():N}@test.example");
        await Page.FillAsync("[name=password]", OpenDoor.Password);
        await Page.ClickAsync("main .button");
    }

    /// <summary>Signs in, whoever was signed in before.</summary>
    public async Task SignInAsync(string email)
    {
        await Page.Context.ClearCookiesAsync();
        await Page.GotoAsync("/sign-in");
        await Page.FillAsync("[name=email]", email);
        await Page.FillAsync("[name=password]", OpenDoor.Password);
        await Page.ClickAsync("main .button");
    }

    /// <summary>Holds that the page tells its faults first: they have the focus, and this field is marked. A page of faults is answered
    /// with 400, of which the browser complains: that is let be.</summary>
    public async Task AssertFaultAsync(string field)
    {
        // Given with the next frame that is drawn.
        await Page.WaitForFunctionAsync("() => document.activeElement?.matches('.faults')");
        Assert.Equal("true", await Page.GetAttributeAsync($"#{field}", "aria-invalid"));
        Complaints.RemoveAll(c => c.Contains("400 (Bad Request)", StringComparison.Ordinal));
    }
}
