using System.Net;
using IpGuard.Core.Accounts;
using IpGuard.Flows;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Rooms.Tests;
using IpGuard.Vision.Drawing;

namespace IpGuard.Web.Tests.Screenshots;

/// <summary>A screenshot through the door: shown with its match, with its time and hash.</summary>
[Collection(nameof(ScreenshotCollection))]
public sealed class ScreenshotWalks : IAsyncLifetime
{
    readonly StrangePages _pages = StrangePages.Open();
    readonly OpenDoor _door = new() { Chromium = Browser.Chromium };

    public ValueTask InitializeAsync() => _door.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        await _pages.DisposeAsync();
    }

    // Two listings that copy the work: one with a page, one whose page is not there.
    async Task SweepAsync(byte[] work)
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "copy.jpg"), AttackPainter.Apply(work, Attack.Mirror, 1));
        var page = _pages.Page("/p/1", "<body style='margin:0;background:#00ff00'><h1>Copy</h1>");
        await File.WriteAllLinesAsync(
            Path.Combine(folder.Path, "listings.jsonl"),
            [
                $$"""{"id":"1","title":"copy","pictures":["copy.jpg"],"url":"{{page}}"}""",
                $$"""{"id":"2","title":"lost","pictures":["copy.jpg"],"url":"{{new Uri(_pages.Address, "/p/2")}}"}""",
            ]
        );
        var office = await _door
            .Get<Flows.Filings.HolderFlow>()
            .OfNameAsync("operator", OrganisationKind.Regulator, CancellationToken.None);
        var watch = await _door
            .Get<WatchFlow>()
            .OrderAsync(
                office,
                "operator",
                "Bazaar",
                MarketplaceKind.Recorded,
                folder.Path,
                TimeSpan.FromDays(1),
                true,
                CancellationToken.None
            );
        await _door.Get<DueSweeps>().RunAsync(watch, new(), CancellationToken.None);
        await _door.Get<ScreenshotFlow>().TakeDueAsync(CancellationToken.None);
        await _door.Get<FinishFlow>().FinishAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_match_shows_how_its_page_looked_or_why_it_cannot_be_shown()
    {
        Assert.SkipUnless(
            File.Exists(Browser.Chromium),
            $"needs Chromium at {Browser.Chromium} (or IPGUARD_CHROMIUM), which is absent here"
        );
        var brand = await _door.SignedInAsync("Brand", OrganisationKind.Brand);
        var other = await _door.SignedInAsync("Bystander");
        var work = MotifPainter.Draw(Core.Works.Category.Watches, 31, 400);
        await OpenDoor.FileAsync(brand, "Watch", work);
        await SweepAsync(work);
        var (shown, lost) = (0, 0);
        foreach (var match in OpenDoor.Numbers(await brand.GetStringAsync("/matches"), 'M'))
        {
            var page = await brand.GetStringAsync($"/matches/{match}");
            PageRules.Hold(page, "en", "/matches/…");
            Assert.Contains("How the page looked", page, StringComparison.Ordinal);
            using var answer = await brand.GetAsync($"/matches/{match}/screenshot");
            using var byApi = await brand.GetAsync($"/api/matches/{match}/screenshot");
            Assert.Equal(answer.StatusCode, byApi.StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/matches/{match}/screenshot")).StatusCode);
            if (page.Contains("There is no picture", StringComparison.Ordinal))
            {
                lost++;
                Assert.Contains("404", page, StringComparison.Ordinal);
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
                continue;
            }

            shown++;
            Assert.Equal("image/png", answer.Content.Headers.ContentType!.ToString());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            var hash = Core.Works.Sha256Hash.Of(await answer.Content.ReadAsByteArrayAsync());
            Assert.Contains(hash.ToString(), page, StringComparison.Ordinal);
            Assert.Contains($"{_pages.Address}p/1", page, StringComparison.Ordinal);
        }

        Assert.Equal((1, 1), (shown, lost));
        var regulator = await _door.SignedInAsync("Office", OrganisationKind.Regulator);
        Assert.Contains("Browser for screenshots", await regulator.GetStringAsync("/health"), StringComparison.Ordinal);
    }
}
