using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using IpGuard.Core.Accounts;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Judging;
using IpGuard.Store;
using IpGuard.Store.Listings;
using IpGuard.Vision.Drawing;
using IpGuard.Web.Tests.Matching;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Judging;

/// <summary>Whose dates count is a regulator's word; what was there before a filing is shown beside it.</summary>
[Collection(nameof(DoorCollection))]
public sealed class TrustWalks(OpenDoor door)
{
    static readonly DateTimeOffset LongAgo = new(2020, 5, 4, 3, 2, 1, TimeSpan.Zero);

    GuardDb Db() => door.Get<GuardStore>().Open(Viewer.House);

    static Task<HttpResponseMessage> SetAsync(HttpClient http, string id, bool isTrusted, string page = "/prior") =>
        OpenDoor.PostAsync(http, $"/prior/sources/{id}", new() { ["isTrusted"] = isTrusted ? "true" : "false" }, page);

    [Theory]
    [InlineData(true, -1, 0, 1)]
    [InlineData(true, 0, 1, 0)]
    [InlineData(false, -1, 1, 0)]
    public async Task A_stated_date_before_the_filing_exempts_a_listing_of_a_trusted_source_alone(
        bool isTrusted,
        int ticksAfterFiling,
        int matches,
        int priors
    )
    {
        var work = Bazaar.Design(9_600 + matches + (isTrusted ? 2 : 0));
        var number = await Bazaar.FileAsync(door, $"Dated {Guid.NewGuid():N}", work);
        DateTimeOffset stated;
        await using (var db = Db())
        {
            // The instant at which it was kept, with which dates are compared; a filing says whole seconds.
            var kept = await db.Outbox.SingleAsync(o => o.Kind == PriorFlow.SearchPrior && o.Subject == number);
            stated = kept.CreatedAt.AddTicks(ticksAfterFiling);
        }

        using var bazaar = new Bazaar(door, ("copy", AttackPainter.Apply(work, Attack.Resaved, 1))) { Dates = { ["copy"] = stated } };
        var office = await door.Get<HolderFlow>().OfNameAsync("operator", OrganisationKind.Regulator, CancellationToken.None);
        Assert.True(await door.Get<TrustFlow>().SetAsync(office, "a@b.c", await bazaar.IdAsync(), isTrusted, CancellationToken.None));
        await bazaar.SweepAsync();
        await using var after = Db();
        var prior = await after.PriorDesigns.Where(p => p.FilingNumber == number).ToListAsync();
        Assert.Equal((matches, priors), (await after.Matches.CountAsync(m => m.FilingNumber == number), prior.Count));
        Assert.All(prior, p => Assert.Equal((true, stated), (p.IsStated, p.FirstSeenAt)));
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task A_prior_design_is_shown_beside_its_work_to_the_holder_and_the_regulator(string language)
    {
        var work = Bazaar.Design(language == "en" ? 9_610 : 9_611);
        using var bazaar = new Bazaar(door, ("early", AttackPainter.Apply(work, Attack.Resaved, 1))) { Dates = { ["early"] = LongAgo } };
        var office = await door.SignedInAsync("Office", OrganisationKind.Regulator, language);
        var id = await bazaar.IdAsync();
        using var trusted = await SetAsync(office, id, true);
        PageRules.Hold(await trusted.Content.ReadAsStringAsync(), language, "/prior, trusted");
        var holder = await door.SignedInAsync("Late", OrganisationKind.Brand, language);
        PageRules.Hold(await holder.GetStringAsync("/prior"), language, "/prior, empty");
        var number = OpenDoor.Numbers(await (await OpenDoor.FileAsync(holder, "Late", work)).Content.ReadAsStringAsync(), 'F').Single();
        await bazaar.SweepAsync();

        var html = await holder.GetStringAsync($"/prior?filing={number}");
        PageRules.Hold(html, language, "/prior");
        Assert.Contains("2020-05-04 03:02:01 UTC", html, StringComparison.Ordinal);
        var shown = Regex.Match(html, "/prior/(\\d+)/work").Groups[1].Value;
        var stranger = await door.SignedInAsync("Stranger", OrganisationKind.Brand);
        foreach (var picture in new[] { $"/prior/{shown}/work", $"/prior/{shown}/listing" })
        {
            foreach (var http in new[] { holder, office })
                Assert.Equal("image/jpeg", (await http.GetAsync(picture)).Content.Headers.ContentType!.MediaType);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(picture)).StatusCode);
        }

        var filing = await holder.GetStringAsync($"/filings/{number}");
        PageRules.Hold(filing, language, "/filings/…");
        Assert.Contains($"/prior?filing={number}", filing, StringComparison.Ordinal);
        Assert.Contains($"/prior/{shown}/listing", filing, StringComparison.Ordinal);
        // What was seen then is not what the seller shows now.
        bazaar.Replace("early", Bazaar.Design(9_612));
        await bazaar.SweepAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await holder.GetAsync($"/prior/{shown}/listing")).StatusCode);
        Assert.DoesNotContain($"/prior/{shown}/listing", await holder.GetStringAsync("/prior"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_regulator_says_whose_dates_count_and_each_change_is_on_record()
    {
        using var bazaar = new Bazaar(door);
        var id = await bazaar.IdAsync();
        var office = await door.SignedInAsync("Office", OrganisationKind.Regulator);
        foreach (var isTrusted in new[] { true, true, false })
            using (var answer = await SetAsync(office, id, isTrusted))
                Assert.Equal("/prior", answer.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(HttpStatusCode.NotFound, (await SetAsync(office, "recorded-nowhere", true)).StatusCode);
        foreach (var kind in new[] { OrganisationKind.Designer, OrganisationKind.Brand })
        {
            var other = await door.SignedInAsync("Curious", kind);
            Assert.Equal(HttpStatusCode.NotFound, (await SetAsync(other, id, true, "/watches")).StatusCode);
            Assert.DoesNotContain("/prior/sources/", await other.GetStringAsync("/prior"), StringComparison.Ordinal);
        }

        await using var db = Db();
        Assert.Null((await db.Marketplaces.SingleAsync(m => m.Id == id)).TrustedBy);
        var deeds = await db.Audit.Where(a => a.Subject == id).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync();
        Assert.Equal(["marketplace.trusted", "marketplace.untrusted"], deeds);
    }

    [Theory]
    [InlineData(30, null)]
    [InlineData(31, "page=2")]
    public async Task Leafing_through_the_prior_designs_of_a_filing_stays_with_that_filing(int count, string? next)
    {
        var holder = await door.SignedInAsync("Leafs", OrganisationKind.Brand);
        var filed = await OpenDoor.FileAsync(holder, "Leafed", Bazaar.Design(9_620 + count));
        var number = OpenDoor.Numbers(await filed.Content.ReadAsStringAsync(), 'F').Single();
        using var bazaar = new Bazaar(door);
        await NoteAsync(number, await bazaar.IdAsync(), count);
        var page = new HtmlParser().ParseDocument(await holder.GetStringAsync($"/prior?filing={number}"));
        var link = page.QuerySelector(".pager a[rel=next]")?.GetAttribute("href");
        Assert.Equal(next is null ? null : $"/prior?filing={number}&{next}", link);
        if (link is not null)
            Assert.Single(new HtmlParser().ParseDocument(await holder.GetStringAsync(link)).QuerySelectorAll(".prior"));
    }

    async Task NoteAsync(string number, string marketplaceId, int count)
    {
        await using var db = Db();
        var owner = (await db.Filings.SingleAsync(f => f.Number == number)).OrganisationId;
        var picture = (await db.FiledPictures.SingleAsync(p => p.FilingNumber == number)).Content;
        var listings = Enumerable
            .Range(0, count)
            .Select(i => new ListingRow
            {
                MarketplaceId = marketplaceId,
                ExternalId = $"{i}",
                Title = $"x{i}",
                FirstSeenAt = LongAgo,
                LastSeenAt = LongAgo,
                Snapshot = picture,
                Pictures = [],
            })
            .ToList();
        db.Listings.AddRange(listings);
        await db.SaveChangesAsync();
        db.PriorDesigns.AddRange(
            listings.Select(l => new Store.Matches.PriorDesignRow
            {
                OrganisationId = owner,
                FilingNumber = number,
                ListingId = l.Id,
                Score = 0.9,
                FiledPictureNo = 1,
                ListedPictureNo = 1,
                FirstSeenAt = LongAgo,
                NotedAt = LongAgo,
            })
        );
        await db.SaveChangesAsync();
    }
}
