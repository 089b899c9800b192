using System.Text.Json;
using System.Text.RegularExpressions;
using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Holders;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Matches;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Store.Matches;
using IpGuard.Web.Tests.Ledger;
using IpGuard.Web.Tests.Sweeps;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Names;

/// <summary>A holder's names are watched in the words of listings that show no picture at all.</summary>
public sealed class NameWalks : IAsyncLifetime
{
    readonly string _market = Directory.CreateTempSubdirectory("ipguard-names-").FullName;
    readonly List<object> _listings = [];
    OpenHouse _house = null!;
    Guid _watch;

    public async ValueTask InitializeAsync()
    {
        _house = await OpenHouse.OpenAsync();
        Assert.Empty(await Facts.AddNameAsync(_house.Holder, "Velmora", CancellationToken.None));
        Assert.Empty(await Facts.AddSellerAsync(_house.Holder, "Own Flagship", CancellationToken.None));
        await File.WriteAllTextAsync(Path.Combine(_market, "listings.jsonl"), "");
        _watch = await OrderAsync(_house.Holder);
    }

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        Directory.Delete(_market, recursive: true);
    }

    HolderFactsFlow Facts => _house.Get<HolderFactsFlow>();

    async Task<Guid> OrderAsync(Viewer viewer) =>
        await _house
            .Get<WatchFlow>()
            .OrderAsync(
                viewer,
                "lin",
                "Market",
                MarketplaceKind.Recorded,
                _market,
                TimeSpan.FromDays(1),
                viewer.IsRegulator,
                CancellationToken.None
            );

    Task<Viewer> OfAsync(string name, OrganisationKind kind) => _house.Get<HolderFlow>().OfNameAsync(name, kind, CancellationToken.None);

    void Offer(string id, string title, string? seller = null, string? description = null) =>
        _listings.Add(
            new
            {
                id,
                title,
                description,
                seller_id = seller,
                seller_name = seller,
            }
        );

    async Task<SweepOutcome> SweepAsync(Guid? watch = null)
    {
        await File.WriteAllLinesAsync(Path.Combine(_market, "listings.jsonl"), _listings.Select(l => JsonSerializer.Serialize(l)));
        var outcome = await _house.Get<DueSweeps>().RunAsync(watch ?? _watch, new(), CancellationToken.None);
        Assert.Null(outcome.Fault);
        return outcome;
    }

    async Task<List<(string Listing, NameMatchRow Match)>> MatchesAsync()
    {
        await using var db = _house.Store.Open(Viewer.House);
        var rows = await (
            from match in db.NameMatches
            join listing in db.Listings on match.ListingId equals listing.Id
            orderby listing.ExternalId, match.Name
            select new { listing.ExternalId, match }
        ).ToListAsync();
        return [.. rows.Select(r => (r.ExternalId, r.match))];
    }

    async Task<List<NameMatchView>> ListAsync(Viewer viewer, NameFilter? filter = null) =>
        [.. (await _house.Get<NameMatchReads>().ListAsync(viewer, filter ?? new(), 1, CancellationToken.None)).Items];

    [Fact]
    public async Task A_disguised_name_in_a_title_without_a_picture_raises_one_match_and_one_alert_and_running_again_changes_nothing()
    {
        Offer("copy", "新款 V e l m o r a 连衣裙 高仿", "somebody", "Made by Velmora");
        Offer("honest", "Cotton dress", "somebody");
        var outcome = await SweepAsync();
        Assert.Equal((2, 0), (outcome.Counts.Listings, outcome.Counts.Pictures));
        await _house.FinishAsync();
        await SweepAsync();
        await _house.FinishAsync();

        var (listing, match) = Assert.Single(await MatchesAsync());
        Assert.Equal(("copy", "Velmora"), (listing, match.Name));
        await using var db = _house.Store.Open(Viewer.House);
        var alert = await db.Alerts.SingleAsync();
        Assert.Equal((1, 0, alert.Id), (alert.NameMatches, alert.SameMatches + alert.NearMatches, match.AlertId));
        var view = Assert.Single(await ListAsync(_house.Holder));
        Assert.True(view is { IsNew: true, HasPicture: false, State: NameState.Waiting });
        var title = view.Texts.Single(t => t.Place == NamePlace.Title);
        var spot = Assert.Single(title.Spots);
        Assert.Equal("V e l m o r a", title.Text.Substring(spot.Start, spot.Length));
        Assert.True(spot.Tricks.HasFlag(Trick.Spaced));
        Assert.Contains(title.Phrases, p => p.SpeaksOfCopy);
        Assert.Equal([NamePlace.Title, NamePlace.Description], view.Texts.Select(t => t.Place));
        var told = (await _house.Get<MatchReads>().AlertsAsync(_house.Holder, 1, CancellationToken.None)).Items.Single();
        Assert.Equal((1, "Market", match.Number), (told.NameMatches, told.Marketplace, told.BestNames.Single().Number));
    }

    [Fact]
    public async Task Own_shops_what_it_fits_and_a_remark_raise_nothing_and_a_shop_that_is_called_so_does()
    {
        Offer("1-own", "Velmora silk dress", "own flagship");
        Offer("2-fits", "Strap compatible with Velmora, 20 mm", "straps", "Velmora strap, for Velmora");
        Offer("3-remark", "Silk dress", "dresses", "Our customers also look at Velmora sometimes");
        Offer("4-row", "Silk dress", "dresses", "#zara #Velmora #mango");
        Offer("5-shop", "Silk dress", "Velm0ra Official Store");
        Offer("6-style", "Velmora同款连衣裙", "dresses");
        await SweepAsync();
        Assert.Equal(["5-shop", "6-style"], (await MatchesAsync()).Select(m => m.Listing));
    }

    [Fact]
    public async Task A_word_of_everyday_is_raised_only_where_something_says_that_it_is_a_name()
    {
        await Facts.AddNameAsync(_house.Holder, "MUSE", CancellationToken.None);
        await _house.NumberAsync(81);
        Offer("1-word", "A muse for summer days, cotton dress", "x");
        Offer("2-name", "MUSE cotton dress for summer", "x");
        Offer("3-lamp", "MUSE table lamp of steel", "x");
        Offer("4-mark", "Muse™ table lamp of steel", "x");
        await SweepAsync();
        Assert.Equal(["2-name", "4-mark"], (await MatchesAsync()).Select(m => m.Listing));
    }

    [Fact]
    public async Task What_is_dismissed_stays_so_and_what_is_decided_is_on_record()
    {
        Offer("1", "Velmora dress", "x");
        Offer("2", "Velmora coat", "x");
        await SweepAsync();
        var matches = await MatchesAsync();
        var decisions = _house.Get<NameDecisionFlow>();
        Assert.True(await decisions.DecideAsync(_house.Holder, "lin", matches[0].Match.Number, false, CancellationToken.None));
        Assert.True(await decisions.DecideAsync(_house.Holder, "lin", matches[1].Match.Number, true, CancellationToken.None));
        _listings.Clear();
        Offer("1", "Velmora dress, now in blue", "x");
        Offer("2", "Velmora coat", "x");
        await SweepAsync();

        Assert.Equal([false, true], (await MatchesAsync()).Select(m => m.Match.IsConfirmed!.Value));
        Assert.Equal([matches[1].Match.Number], (await ListAsync(_house.Holder)).Select(v => v.Number));
        Assert.Equal([matches[0].Match.Number], (await ListAsync(_house.Holder, new(State: NameState.Dismissed))).Select(v => v.Number));
        Assert.Empty(await ListAsync(_house.Holder, new(State: NameState.Waiting)));
        await using var db = _house.Store.Open(Viewer.House);
        var audit = await db.Audit.Where(a => a.Action.StartsWith("name.")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync();
        Assert.Equal(["name.dismissed", "name.confirmed"], audit);
    }

    [Fact]
    public async Task Another_organisation_sees_and_decides_nothing_and_a_regulator_sees_all()
    {
        var stranger = await OfAsync("Stranger", OrganisationKind.Brand);
        var office = await OfAsync("Office", OrganisationKind.Regulator);
        await Facts.AddNameAsync(stranger, "Kastrin", CancellationToken.None);
        Offer("1", "Velmora dress", "x");
        Offer("2", "Kastrin dress", "x");
        await SweepAsync();
        // A holder's watch tells of the holder's names alone.
        var own = Assert.Single(await MatchesAsync()).Match;
        Assert.Empty(await ListAsync(stranger));
        Assert.Null(await _house.Get<NameMatchReads>().PictureAsync(stranger, own.Number, 200, CancellationToken.None));
        Assert.False(await _house.Get<NameDecisionFlow>().DecideAsync(stranger, "x", own.Number, true, CancellationToken.None));

        await SweepAsync(await OrderAsync(office));
        Assert.Equal(["Velmora", "Kastrin"], (await MatchesAsync()).Select(m => m.Match.Name));
        Assert.Equal(2, (await ListAsync(office)).Count);
        Assert.Equal(["Kastrin"], (await ListAsync(stranger)).Select(v => v.Name));
        var market = (await _house.Get<NameMatchReads>().ChoicesAsync(stranger, CancellationToken.None)).Marketplaces.Single();
        Assert.Single(await ListAsync(stranger, new("Kastrin", NameState.Waiting, market.Id)));
        Assert.Empty(await ListAsync(stranger, new("Velmora")));
        Assert.Empty(await ListAsync(stranger, new(MarketplaceId: "another")));
    }

    [Fact]
    public async Task A_name_that_is_new_has_unchanged_pages_looked_at_again_and_costs_nothing_after_that()
    {
        Offer("1", "Kastrin dress", "x");
        await SweepAsync();
        Assert.Equal(1, (await SweepAsync()).Counts.UnchangedListings);
        await Facts.AddNameAsync(_house.Holder, "Kastrin", CancellationToken.None);
        Assert.Equal(0, (await SweepAsync()).Counts.UnchangedListings);
        Assert.Equal("Kastrin", Assert.Single(await MatchesAsync()).Match.Name);
        Assert.Equal(1, (await SweepAsync()).Counts.UnchangedListings);
    }

    [Fact]
    public async Task A_name_and_a_picture_of_one_listing_share_a_statement_and_how_it_came_is_kept_for_a_name_alone()
    {
        await using var shop = await ServedShop.OpenAsync();
        await _house.NumberAsync(82);
        shop.Titles.Add(1, "Velmora dress");
        shop.Titles.Add(2, "Velmora coat");
        shop.Titles.Add(3, "A coat");
        shop.Pictures.Add(1, OpenDoor.Picture(500_082));
        var watch = await _house
            .Get<WatchFlow>()
            .OrderAsync(
                _house.Holder,
                "lin",
                "Shop",
                MarketplaceKind.Shopify,
                shop.Address,
                TimeSpan.FromDays(1),
                coversAllFilings: false,
                CancellationToken.None
            );
        var outcome = await _house.Get<DueSweeps>().RunAsync(watch, new(), CancellationToken.None);
        Assert.Equal((3, 2, 1), (outcome.Counts.Listings, outcome.Counts.UnreadablePictures, outcome.Counts.SameMatches));
        await _house.FinishAsync();

        await using var db = _house.Store.Open(Viewer.House);
        var names = (await MatchesAsync()).ToDictionary(m => m.Listing, m => m.Match);
        Assert.Equal(["1", "2"], names.Keys);
        Assert.Equal((await db.Matches.SingleAsync()).EvidenceNumber, names["1"].EvidenceNumber);
        Assert.Equal(2, await db.Evidence.CountAsync());
        Assert.Equal(names.Values.Select(n => n.ListingId).Order(), (await db.Answers.Select(a => a.ListingId).ToListAsync()).Order());
        var alert = await db.Alerts.SingleAsync();
        Assert.Equal((1, 0, 2), (alert.SameMatches, alert.NearMatches, alert.NameMatches));
    }

    [Fact]
    public async Task The_listing_as_it_was_seen_is_sealed_once_for_two_names_of_one_holder_and_enters_the_ledger()
    {
        await Facts.AddNameAsync(_house.Holder, "Kastrin", CancellationToken.None);
        Offer("1", "Velmora und Kastrin dress", "x");
        await SweepAsync();
        await _house.FinishAsync();
        var matches = await MatchesAsync();
        Assert.Equal(2, matches.Count);
        await using var db = _house.Store.Open(Viewer.House);
        var evidence = await db.Evidence.SingleAsync();
        Assert.Equal([evidence.Number], matches.Select(m => m.Match.EvidenceNumber).Distinct());
        Assert.Equal(1, await db.Leaves.CountAsync(l => l.Subject == evidence.Number));
        var statement = System.Text.Encoding.UTF8.GetString(evidence.Statement);
        Assert.Matches(new Regex("\"listing\":\"1\""), statement);
        Assert.Equal(0, await _house.Get<EvidenceFlow>().SealAsync(CancellationToken.None));
        Assert.True((await _house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None)).IsClean);
    }
}
