using System.Net;
using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Flows;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Store;
using IpGuard.Vision.Drawing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IpGuard.Web.Tests;

[Collection(nameof(DoorCollection))]
public class SweepWalks(OpenDoor door)
{
    /// <summary>A recorded marketplace with a copy of a work, an honest listing, and two that cannot be read.</summary>
    static string Record(byte[] work, string tag)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"ipguard-market-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "copy.jpg"), AttackPainter.Apply(work, Attack.Mirror, 1));
        File.WriteAllBytes(Path.Combine(folder, "honest.jpg"), MotifPainter.Draw(Core.Works.Category.Furniture, 900, 320));
        File.WriteAllText(Path.Combine(folder, "bad.jpg"), "not a picture");
        File.WriteAllLines(
            Path.Combine(folder, "listings.jsonl"),
            [
                $$"""{"id":"{{tag}}-1","title":"copy {{tag}}","price":"9.9","currency":"CNY","seller_id":"s","seller_name":"Shop <b>{{tag}}</b>","pictures":["copy.jpg"],"url":"https://market.example/1"}""",
                $$"""{"id":"{{tag}}-2","title":"honest","pictures":["honest.jpg"]}""",
                $$"""{"id":"{{tag}}-3","title":"unreadable","pictures":["bad.jpg"]}""",
                "{ broken",
            ]
        );
        return folder;
    }

    async Task<Guid> OrderAsync(string folder, bool coversAll = true)
    {
        var operatorViewer = await door.Get<Flows.Filings.HolderFlow>()
            .OfNameAsync("operator", OrganisationKind.Regulator, CancellationToken.None);
        return await door.Get<WatchFlow>()
            .OrderAsync(
                operatorViewer,
                "operator",
                "Bazaar",
                MarketplaceKind.Recorded,
                folder,
                TimeSpan.FromDays(1),
                coversAll,
                CancellationToken.None
            );
    }

    async Task<SweepOutcome> SweepAsync(Guid watch)
    {
        var outcome = await door.Get<DueSweeps>().RunAsync(watch, new(), CancellationToken.None);
        await door.Get<FinishFlow>().FinishAsync(CancellationToken.None);
        return outcome;
    }

    [Fact]
    public async Task A_copy_becomes_one_match_and_one_alert_however_often_it_is_swept()
    {
        var brand = await door.SignedInAsync("Brand", OrganisationKind.Brand);
        var other = await door.SignedInAsync("Bystander");
        var work = MotifPainter.Draw(Core.Works.Category.Watches, 31, 400);
        await OpenDoor.FileAsync(brand, "Watch", work);
        var watch = await OrderAsync(Record(work, Guid.NewGuid().ToString("N")[..8]));

        var first = await SweepAsync(watch);
        Assert.Equal(
            (3, 1, 1, 1),
            (first.Counts.Listings, first.Counts.BrokenListings, first.Counts.UnreadablePictures, first.Counts.SameMatches)
        );
        var again = await SweepAsync(watch);
        Assert.Equal(0, again.Counts.SameMatches + again.Counts.NearMatches);

        var alerts = await brand.GetStringAsync("/alerts");
        var match = OpenDoor.Numbers(alerts, 'M').Single();
        var page = await brand.GetStringAsync($"/matches/{match}");
        PageRules.Hold(page, "en", "/matches/…");
        PageRules.Hold(alerts, "en", "/alerts");
        Assert.Contains("mirrored", page, StringComparison.Ordinal);
        Assert.Contains("suspected", page, StringComparison.Ordinal);
        Assert.Contains("Shop &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("rel=\"noopener noreferrer nofollow\"", page, StringComparison.Ordinal);
        foreach (var picture in new[] { "work", "listing", "laid" })
        {
            Assert.Equal(HttpStatusCode.OK, (await brand.GetAsync($"/matches/{match}/{picture}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/matches/{match}/{picture}")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/matches/{match}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/matches/{match}")).StatusCode);
    }

    [Fact]
    public async Task A_regulator_sees_matches_of_every_holder_and_the_work_behind_each()
    {
        var brand = await door.SignedInAsync("Seen", OrganisationKind.Brand);
        var work = MotifPainter.Draw(Core.Works.Category.Jewellery, 77, 400);
        await OpenDoor.FileAsync(brand, "Necklace of the test", work);
        await SweepAsync(await OrderAsync(Record(work, Guid.NewGuid().ToString("N")[..8])));

        var regulator = await door.SignedInAsync("Office", OrganisationKind.Regulator);
        var numbers = OpenDoor.Numbers(await brand.GetStringAsync("/matches"), 'M');
        Assert.Single(numbers);
        Assert.Equal(HttpStatusCode.OK, (await regulator.GetAsync($"/matches/{numbers[0]}")).StatusCode);
        var filing = OpenDoor.Numbers(await brand.GetStringAsync("/filings"), 'F').Single();
        Assert.Equal(HttpStatusCode.OK, (await regulator.GetAsync($"/filings/{filing}")).StatusCode);
        // The originals and their salts are the holder's to hand out.
        Assert.Equal(HttpStatusCode.NotFound, (await regulator.GetAsync($"/filings/{filing}/bundle")).StatusCode);
    }

    [Fact]
    public async Task An_alert_is_marked_as_read_by_its_own_holder_only()
    {
        var (brand, other) = (await door.SignedInAsync("Reader"), await door.SignedInAsync("Stranger"));
        var work = MotifPainter.Draw(Core.Works.Category.Eyewear, 5, 400);
        await OpenDoor.FileAsync(brand, "Glasses", work);
        await SweepAsync(await OrderAsync(Record(work, Guid.NewGuid().ToString("N")[..8])));
        var id = System
            .Text.RegularExpressions.Regex.Match(await brand.GetStringAsync("/alerts"), "/alerts/([0-9a-f-]{36})/read")
            .Groups[1]
            .Value;
        Assert.Equal(HttpStatusCode.NotFound, (await OpenDoor.PostAsync(other, $"/alerts/{id}/read", [], "/watches")).StatusCode);
        Assert.Contains($"/alerts/{id}/read", await brand.GetStringAsync("/alerts"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await OpenDoor.PostAsync(brand, $"/alerts/{id}/read", [], "/alerts")).StatusCode);
        Assert.DoesNotContain($"/alerts/{id}/read", await brand.GetStringAsync("/alerts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shopify_shop_is_watched_from_the_page_and_swept_when_due()
    {
        var brand = await door.SignedInAsync("Shopkeeper", OrganisationKind.Brand);
        var work = MotifPainter.Draw(Core.Works.Category.LeatherGoods, 61, 400);
        await OpenDoor.FileAsync(brand, "Bag", work);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var shop = builder.Build();
        shop.MapGet(
            "/products.json",
            () =>
                Results.Json(
                    new
                    {
                        products = new[]
                        {
                            new
                            {
                                id = 1,
                                title = "Bag",
                                handle = "bag",
                                images = new[] { new { src = "/bag.jpg" } },
                            },
                        },
                    }
                )
        );
        shop.MapGet("/bag.jpg", () => Results.Bytes(AttackPainter.Apply(work, Attack.Resaved, 2)));
        await shop.StartAsync();

        using (
            var added = await OpenDoor.PostAsync(
                brand,
                "/watches",
                new()
                {
                    ["name"] = "Shop",
                    ["address"] = shop.Urls.Single(),
                    ["hours"] = "24",
                }
            )
        )
            Assert.Contains(shop.Urls.Single(), await added.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(await door.Get<DueSweeps>().RunAsync(CancellationToken.None) >= 1);
        Assert.Single(OpenDoor.Numbers(await brand.GetStringAsync("/matches"), 'M'));
        // Not due again until tomorrow.
        Assert.Equal(0, await door.Get<DueSweeps>().RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_marketplace_that_is_gone_is_told_on_its_sweep_and_nothing_else_is_hurt()
    {
        var folder = Record(MotifPainter.Draw(Core.Works.Category.Cosmetics, 5, 200), Guid.NewGuid().ToString("N")[..8]);
        var watch = await OrderAsync(folder);
        Directory.Delete(folder, recursive: true);
        Assert.Contains("expected a folder", (await SweepAsync(watch)).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://shop.example")]
    [InlineData("no address")]
    public async Task Addresses_that_are_no_shop_are_refused(string address)
    {
        var brand = await door.SignedInAsync("Wrong");
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await OpenDoor.PostAsync(
                    brand,
                    "/watches",
                    new()
                    {
                        ["name"] = "x",
                        ["address"] = address,
                        ["hours"] = "24",
                    }
                )
            ).StatusCode
        );
    }

    [Fact]
    public async Task A_sweep_that_was_stopped_goes_on_where_it_was_and_doubles_nothing()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"ipguard-market-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        File.WriteAllLines(
            Path.Combine(folder, "listings.jsonl"),
            Enumerable.Range(0, 900).Select(i => JsonSerializer.Serialize(new { id = $"stop-{i}", title = $"t{i}" }))
        );
        var watch = await OrderAsync(folder);
        using var stop = new CancellationTokenSource();
        var order = new SweepOrder(Progress: new Stopper(stop));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => door.Get<DueSweeps>().RunAsync(watch, order, stop.Token));
        var rest = await SweepAsync(watch);
        Assert.Equal(900, rest.Counts.Listings);
        await using var db = door.Get<GuardStore>().Open(Viewer.House);
        Assert.Equal(900, await db.Listings.CountAsync(l => l.ExternalId.StartsWith("stop-")));
    }

    sealed class Stopper(CancellationTokenSource stop) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => stop.Cancel();
    }
}
