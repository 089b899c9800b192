using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Flows.Health;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Matches;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Vision.Drawing;
using IpGuard.Web.Tests.Ledger;
using IpGuard.Web.Tests.Sweeps;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Screenshots;

/// <summary>Evidence waits for the screenshot, but not for ever, and binds it.</summary>
[Collection(nameof(ScreenshotCollection))]
public sealed class ScreenshotEvidenceTests : IAsyncLifetime
{
    ServedShop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await ServedShop.OpenAsync();
        _shop.ProductPage = handle => $"<body style='margin:0;background:#00ff00'><h1>{handle}</h1>";
        for (var id = 1; id <= 3; id++)
        {
            _shop.Titles.Add(id, $"Listing {id}");
            _shop.Pictures.Add(id, MotifPainter.Draw(Core.Works.Category.Furniture, 40 + id, 200));
        }

        _shop.Pictures[2] = OpenDoor.Picture(500_081);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    // A house with one match, whose evidence is not entered yet.
    async Task<OpenHouse> MatchedAsync(string chromium)
    {
        var house = await OpenHouse.OpenAsync(chromium: chromium);
        await house.NumberAsync(81);
        var watch = await house
            .Get<WatchFlow>()
            .OrderAsync(
                house.Holder,
                "lin",
                "Shop",
                MarketplaceKind.Shopify,
                _shop.Address,
                TimeSpan.FromDays(1),
                coversAllFilings: false,
                CancellationToken.None
            );
        Assert.Equal(1, (await house.Get<DueSweeps>().RunAsync(watch, new(), CancellationToken.None)).Counts.SameMatches);
        return house;
    }

    static string Chromium()
    {
        Assert.SkipUnless(
            File.Exists(Browser.Chromium),
            $"needs Chromium at {Browser.Chromium} (or IPGUARD_CHROMIUM), which is absent here"
        );
        return Browser.Chromium;
    }

    static async Task<SnapshotStatement?> EnteredAsync(OpenHouse house)
    {
        await house.FinishAsync();
        await using var db = house.Store.Open(Viewer.House);
        return await db.Evidence.SingleOrDefaultAsync() is { } row ? SnapshotStatement.Read(row.Statement) : null;
    }

    static Task<int> TakeAsync(OpenHouse house) => house.Get<ScreenshotFlow>().TakeDueAsync(CancellationToken.None);

    [Fact]
    public async Task A_matched_listing_is_shown_before_its_evidence_is_entered_and_once()
    {
        await using var house = await MatchedAsync(Chromium());
        Assert.Null(await EnteredAsync(house));
        Assert.Equal((1, 0), (await TakeAsync(house), await TakeAsync(house)));
        var entered = (await EnteredAsync(house))!.Screenshot!;
        Assert.Equal(($"{_shop.Address}/products/h-2", null), (entered.Final, entered.Fault));
        Assert.StartsWith("Chrom", entered.Browser, StringComparison.Ordinal);
        var png = await house.Store.Blobs.ReadAsync(entered.Picture!.Value, CancellationToken.None);
        using var seen = SkiaSharp.SKBitmap.Decode(png);
        Assert.Equal(new(0, 255, 0), seen.GetPixel(600, 600));
        var health = await house.Get<HealthReads>().ReadAsync(CancellationToken.None);
        var browser = health.Parts.Single(p => p.Part == "browser");
        Assert.True(browser.IsWell);
        Assert.StartsWith(entered.Browser, browser.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_byte_of_the_picture_is_found_and_so_is_another_row()
    {
        await using var house = await MatchedAsync(Chromium());
        await TakeAsync(house);
        var picture = (await EnteredAsync(house))!.Screenshot!.Picture.ToString()!;
        Assert.True((await house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None)).IsClean);
        var path = Path.Combine(house.Folder, "blobs", picture[..2], picture[2..4], picture);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        await AssertFoundAsync(house, picture);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        await FsckTests.TamperAsync(house, $"UPDATE Screenshots SET TakenAt = TakenAt + 1");
        await AssertFoundAsync(house, "expected the screenshot of");
    }

    static async Task AssertFoundAsync(OpenHouse house, string words)
    {
        var report = await house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None);
        Assert.Contains(words, Assert.Single(report.Parts.Single(p => p.Part == "blobs").Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_is_not_there_is_stated_and_keeps_no_evidence_waiting()
    {
        await using var house = await MatchedAsync("/nowhere/chromium");
        Assert.Equal(1, await TakeAsync(house));
        var entered = (await EnteredAsync(house))!.Screenshot!;
        Assert.Null(entered.Picture);
        Assert.Contains("found none", entered.Fault, StringComparison.Ordinal);
        var health = await house.Get<HealthReads>().ReadAsync(CancellationToken.None);
        var browser = health.Parts.Single(p => p.Part == "browser");
        Assert.False(browser.IsWell);
        Assert.DoesNotContain("/nowhere", browser.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(15, true)]
    public async Task Evidence_waits_for_its_screenshot_for_15_minutes_and_then_says_that_there_is_none(int minutes, bool isEntered)
    {
        await using var house = await MatchedAsync("/nowhere/chromium");
        Assert.Null(await EnteredAsync(house));
        house.Clock.By = TimeSpan.FromMinutes(minutes);
        var entered = await EnteredAsync(house);
        Assert.Equal(isEntered, entered is not null);
        if (entered is not null)
            Assert.Equal(new(null, null, null, null, "none was taken within 15 minutes of the match"), entered.Screenshot);
        // What has not been entered is still taken; what has, is not.
        Assert.Equal(isEntered ? 0 : 1, await TakeAsync(house));
    }

    [Fact]
    public async Task A_page_that_changes_after_it_was_shown_is_not_shown_again()
    {
        await using var house = await MatchedAsync("/nowhere/chromium");
        await TakeAsync(house);
        _shop.Titles[2] = "Another title";
        await house.Get<DueSweeps>().RunAsync((await WatchAsync(house)).Id, new(), CancellationToken.None);
        Assert.Equal(0, await TakeAsync(house));
        Assert.NotNull((await EnteredAsync(house))!.Screenshot!.TakenAt);
        Assert.True((await house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None)).IsClean);
    }

    static async Task<WatchView> WatchAsync(OpenHouse house) =>
        Assert.Single(await house.Get<WatchReads>().ListAsync(house.Holder, CancellationToken.None));

    [Fact]
    public async Task Without_a_browser_nothing_waits_and_nothing_is_stated()
    {
        await using var house = await MatchedAsync("");
        var entered = await EnteredAsync(house);
        Assert.NotNull(entered);
        Assert.Null(entered.Screenshot);
        Assert.Equal(0, await TakeAsync(house));
        var health = await house.Get<HealthReads>().ReadAsync(CancellationToken.None);
        Assert.DoesNotContain(health.Parts, p => p.Part == "browser");
    }

    [Fact]
    public async Task Who_sees_a_match_sees_its_screenshot_and_no_one_else_does()
    {
        await using var house = await MatchedAsync(Chromium());
        await TakeAsync(house);
        var entered = (await EnteredAsync(house))!.Screenshot!;
        await using var db = house.Store.Open(Viewer.House);
        var number = await db.Matches.Select(m => m.Number).SingleAsync();
        var holders = house.Get<Flows.Filings.HolderFlow>();
        var regulator = await holders.OfNameAsync("Office", OrganisationKind.Regulator, CancellationToken.None);
        var stranger = await holders.OfNameAsync("Stranger", OrganisationKind.Brand, CancellationToken.None);
        foreach (var viewer in new[] { house.Holder, regulator })
        {
            var view = await house.Get<MatchReads>().ReadAsync(viewer, number, CancellationToken.None);
            Assert.Equal(entered.Picture, view!.Screenshot!.Picture);
            var shown = await house.Get<MatchPictures>().ScreenshotAsync(viewer, number, CancellationToken.None);
            Assert.Equal("image/png", shown!.MediaType);
            Assert.Equal(entered.Picture, Core.Works.Sha256Hash.Of(shown.Bytes.Span));
        }

        Assert.Null(await house.Get<MatchPictures>().ScreenshotAsync(stranger, number, CancellationToken.None));
    }
}
