using IpGuard.Core.Accounts;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Vision.Drawing;
using Microsoft.Playwright;

namespace IpGuard.Web.Tests;

/// <summary>In a real browser: what scripts add, and that no page breaks its own policy.</summary>
[Collection(nameof(DoorCollection))]
public sealed class BrowserTests(OpenDoor door)
{
    [Fact]
    public async Task A_brand_drops_pictures_files_them_and_compares_a_match_without_one_complaint_of_the_browser()
    {
        await using var browser = await Browser.OpenAsync(door);
        var page = browser.Page;
        await browser.SignUpAsync();
        await page.GotoAsync("/file");
        var work = MotifPainter.Draw(Core.Works.Category.Underwear, 4_711, 400);
        await DropAsync(page, work, MotifPainter.Draw(Core.Works.Category.Underwear, 4_711, 400, view: 1));
        Assert.Equal(2, await page.Locator(".previews li").CountAsync());
        await page.FillAsync("[name=title]", "Lace camisole");
        await page.Locator("[name=category][value=underwear]").CheckAsync(new() { Force = true });
        await page.ClickAsync(".file-form .button");
        Assert.Equal("Accepted", await page.InnerTextAsync("h1"));

        await SweepAsync(work);
        foreach (var path in new[] { "/", "/filings", "/alerts", "/matches", "/watches", "/health" })
            await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        await page.GotoAsync("/matches");
        await page.ClickAsync(".pair h3 a");
        await page.CheckAsync("#mode-swipe", new() { Force = true });
        await page.Locator(".compare > input[type=range]").FillAsync("25");
        Assert.Equal("25%", await page.EvalOnSelectorAsync<string>("[data-compare]", "e => e.style.getPropertyValue('--at')"));
        await AssertLaidOverAsync(page);
        Assert.Empty(browser.Complaints);
    }

    static async Task AssertLaidOverAsync(IPage page)
    {
        await page.EvalOnSelectorAsync(".over img", "image => image.decode()");
        foreach (var mode in new[] { "swipe", "onion", "difference" })
        {
            await page.CheckAsync($"#mode-{mode}", new() { Force = true });
            // The listing's picture lies on the work's, to the pixel, and is of the same shape.
            var isOver = await page.EvaluateAsync<bool>(
                """
                () => {
                  const [work, laid] = [document.querySelector('.filed img'), document.querySelector('.over img')];
                  const [a, b] = [work.getBoundingClientRect(), laid.getBoundingClientRect()];
                  return a.width > 300 && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
                    && work.naturalWidth * laid.naturalHeight === work.naturalHeight * laid.naturalWidth;
                }
                """
            );
            Assert.True(isOver, mode);
            Assert.False(await page.Locator(".listed").IsVisibleAsync());
        }

        await page.CheckAsync("#mode-two", new() { Force = true });
        await page.Locator("#pair").FillAsync("2");
        Assert.StartsWith("pair 2 of", await page.InnerTextAsync("output"), StringComparison.Ordinal);
        Assert.Equal(2, await page.Locator(".marks g.chosen").CountAsync());
        Assert.Equal(1, await page.Locator(".threads line.chosen").CountAsync());
        await page.UncheckAsync("#marks");
        Assert.Equal(0, await page.Locator(".marks:visible").CountAsync());
    }

    // Dropped as from a desktop: a transfer of two files onto the zone.
    static async Task DropAsync(IPage page, params byte[][] pictures)
    {
        await page.EvaluateAsync(
            """
            pictures => {
              const transfer = new DataTransfer();
              pictures.forEach((base64, i) => transfer.items.add(
                new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], `view-${i}.jpg`, { type: 'image/jpeg' })));
              const drop = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
              document.querySelector('[data-drop]').dispatchEvent(drop);
            }
            """,
            pictures.Select(Convert.ToBase64String).ToArray()
        );
    }

    async Task SweepAsync(byte[] work)
    {
        var folder = Directory.CreateTempSubdirectory("ipguard-browser-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "copy.jpg"), AttackPainter.Apply(work, Attack.Watermark, 3));
        var owner = await door.Get<HolderFlow>().OfNameAsync("browser operator", OrganisationKind.Regulator, CancellationToken.None);
        var watch = await door.Get<WatchFlow>()
            .OrderAsync(owner, "operator", "Bazaar", MarketplaceKind.Recorded, folder, TimeSpan.FromDays(1), true, CancellationToken.None);
        await door.Get<DueSweeps>().RunAsync(watch, new(), CancellationToken.None);
        await door.Get<FinishFlow>().FinishAsync(CancellationToken.None);
    }
}
