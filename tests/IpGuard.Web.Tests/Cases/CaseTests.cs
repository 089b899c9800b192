using IpGuard.Core.Accounts;
using IpGuard.Core.Cases;
using IpGuard.Flows.Cases;
using IpGuard.Flows.Matches;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Web.Tests.Ledger;
using IpGuard.Web.Tests.Sweeps;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Cases;

/// <summary>A listing that is taken up, told of, taken down, and comes back.</summary>
public sealed class CaseTests : IAsyncLifetime
{
    OpenHouse _house = null!;
    ServedShop _shop = null!;
    string _filing = "";

    public async ValueTask InitializeAsync()
    {
        _house = await OpenHouse.OpenAsync();
        _shop = await ServedShop.OpenAsync();
        _filing = await _house.NumberAsync(1);
        await _house.FinishAsync();
        _shop.Pictures.Add(1, OpenDoor.Picture(500_001));
        _shop.Pictures.Add(2, OpenDoor.Picture(600_002));
        _shop.Titles.Add(1, "Blue summer dress with flowers");
        _shop.Titles.Add(2, "Brass lamp");
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _house.DisposeAsync();
    }

    async Task SweepAsync(ServedShop? shop = null, TimeSpan? later = null)
    {
        _house.Clock.By += later ?? TimeSpan.FromHours(2);
        var watch = await _house
            .Get<WatchFlow>()
            .OrderAsync(
                _house.Holder,
                "lin",
                "Shop",
                MarketplaceKind.Shopify,
                (shop ?? _shop).Address,
                TimeSpan.FromDays(1),
                coversAllFilings: false,
                CancellationToken.None
            );
        Assert.Null((await _house.Get<DueSweeps>().RunAsync(watch, new(IsThorough: true), CancellationToken.None)).Fault);
        await _house.FinishAsync();
    }

    async Task<string> OpenAsync()
    {
        await SweepAsync();
        var match = Assert.Single((await MatchesAsync()).Items);
        return Taken(await Flow.OpenAsync(_house.Holder, "lin", match.Number, CancellationToken.None));
    }

    CaseFlow Flow => _house.Get<CaseFlow>();

    Task<Flows.Filings.PageOf<MatchSummary>> MatchesAsync() =>
        _house.Get<MatchReads>().ListAsync(_house.Holder, new(), 1, CancellationToken.None);

    async Task<CaseView> ReadAsync(string number) =>
        (await _house.Get<CaseReads>().ReadAsync(_house.Holder, number, CancellationToken.None))!;

    static string Taken(CaseStep step) => Assert.IsType<CaseStep.Taken>(step).CaseNumber;

    async Task<long> ListingAsync(string id)
    {
        await using var db = _house.Store.Open(Viewer.House);
        return await db.Listings.Where(l => l.ExternalId == id).Select(l => l.Id).SingleAsync();
    }

    [Fact]
    public async Task A_listing_that_two_whole_sweeps_miss_is_gone_and_one_that_is_back_opens_its_case_again_with_an_alert()
    {
        var number = await OpenAsync();
        var title = _shop.Titles[1];
        _shop.Titles.Remove(1);
        await SweepAsync();
        Assert.Equal(CaseState.Open, (await ReadAsync(number)).Summary.State);
        await SweepAsync();
        Assert.Equal((CaseState.Gone, 1), (await ReadAsync(number)).Summary is var gone ? (gone.State, gone.Removals) : default);

        _house.Clock.By += TimeSpan.FromDays(12);
        _shop.Titles.Add(1, title);
        await SweepAsync();
        var back = await ReadAsync(number);
        Assert.Equal((CaseState.Back, 1, 12), (back.Summary.State, back.Summary.Removals, (int)back.Summary.BackAfter!.Value.TotalDays));
        Assert.Equal([CaseEventKind.Returned, CaseEventKind.Vanished, CaseEventKind.Opened], back.Events.Select(e => e.Kind));
        var alert = (await _house.Get<MatchReads>().AlertsAsync(_house.Holder, 1, CancellationToken.None)).Items[0];
        Assert.Equal((1, 0, "Shop"), (alert.Returns, alert.SameMatches, alert.Marketplace));
    }

    [Fact]
    public async Task Sweeps_minutes_after_one_another_count_one_miss_until_half_an_hour_has_passed()
    {
        var number = await OpenAsync();
        _shop.Titles.Remove(1);
        await SweepAsync();
        await SweepAsync(later: TimeSpan.FromMinutes(12));
        await SweepAsync(later: TimeSpan.FromMinutes(12));
        Assert.Equal(CaseState.Open, (await ReadAsync(number)).Summary.State);
        await SweepAsync(later: TimeSpan.FromMinutes(12));
        Assert.Equal(CaseState.Gone, (await ReadAsync(number)).Summary.State);
    }

    [Theory]
    [InlineData("Summer dress blue with flowers, new", "Wei", true)]
    [InlineData("Clearance of kitchen knives", "Wei", false)]
    [InlineData("Clearance of kitchen knives", "Lin", true)]
    public async Task A_like_picture_elsewhere_returns_in_its_place_only_with_its_title_or_its_seller(
        string title,
        string seller,
        bool isReturn
    )
    {
        _shop.Vendor = "Lin";
        var number = await OpenAsync();
        _shop.Titles.Remove(1);
        await SweepAsync();
        await SweepAsync();
        await using var elsewhere = await ServedShop.OpenAsync();
        elsewhere.Vendor = seller;
        elsewhere.Titles.Add(7, title);
        elsewhere.Pictures.Add(7, OpenDoor.Picture(500_001));
        await SweepAsync(elsewhere);
        Assert.Equal(2, (await MatchesAsync()).Total);
        var view = await ReadAsync(number);
        Assert.Equal(isReturn ? (CaseState.Back, 2) : (CaseState.Gone, 1), (view.Summary.State, view.Listings.Count));
        // Nothing of it is done twice.
        await SweepAsync(elsewhere);
        Assert.Equal(view.Events.Count, (await ReadAsync(number)).Events.Count);
    }

    [Fact]
    public async Task A_page_that_is_as_it_was_shows_what_it_showed()
    {
        _shop.IsConditional = true;
        var number = await OpenAsync();
        for (var i = 0; i < 3; i++)
            await SweepAsync();
        Assert.Equal([CaseEventKind.Opened], (await ReadAsync(number)).Events.Select(e => e.Kind));
    }

    [Fact]
    public async Task A_sweep_that_fails_tells_nothing_of_what_it_did_not_see()
    {
        var number = await OpenAsync();
        _shop.Instead = Microsoft.AspNetCore.Http.Results.StatusCode(404);
        for (var i = 0; i < 3; i++)
        {
            _house.Clock.By += TimeSpan.FromHours(2);
            await using var db = _house.Store.Open(Viewer.House);
            var watch = await db.Watches.Select(w => w.Id).SingleAsync();
            Assert.NotNull((await _house.Get<DueSweeps>().RunAsync(watch, new(), CancellationToken.None)).Fault);
        }

        Assert.Equal(CaseState.Open, (await ReadAsync(number)).Summary.State);
    }

    [Fact]
    public async Task After_a_notice_the_listings_own_address_is_asked_until_it_is_gone_twice_in_turn()
    {
        var number = await OpenAsync();
        var listing = await ListingAsync("1");
        Assert.Equal(
            number,
            Taken(await Flow.NoticeAsync(_house.Holder, "lin", number, listing, "by their form, no. 7", CancellationToken.None))
        );
        var recheck = _house.Get<RecheckFlow>();
        Assert.Equal(0, await recheck.CheckAsync(CancellationToken.None));
        await LookAsync(TimeSpan.FromHours(7));
        Assert.Null((await ReadAsync(number)).Listings[0].VanishedAt);
        _shop.Gone.Add("h-1");
        await LookAsync(TimeSpan.FromHours(7));
        Assert.Null((await ReadAsync(number)).Listings[0].VanishedAt);
        await LookAsync(TimeSpan.FromMinutes(61));
        var view = await ReadAsync(number);
        Assert.Equal(CaseState.Gone, view.Summary.State);
        Assert.Equal(15, (int)view.Listings[0].GoneAfter!.Value.TotalHours);
        Assert.Contains("404", view.Events[0].Note, StringComparison.Ordinal);

        async Task LookAsync(TimeSpan later)
        {
            _house.Clock.By += later;
            Assert.Equal(1, await recheck.CheckAsync(CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_second_listing_of_the_same_seller_and_work_joins_its_case_and_a_match_opens_one_only_once()
    {
        var number = await OpenAsync();
        var match = (await MatchesAsync()).Items.Single().Number;
        Assert.Equal(number, Taken(await Flow.OpenAsync(_house.Holder, "lin", match, CancellationToken.None)));
        Assert.Equal(1, (await ReadAsync(number)).Summary.Listings);
        Assert.Equal(number, (await _house.Get<CaseReads>().OfMatchAsync(_house.Holder, match, CancellationToken.None))!.Number);
    }

    [Fact]
    public async Task Nobody_else_opens_sees_or_changes_a_case()
    {
        var number = await OpenAsync();
        var match = (await MatchesAsync()).Items.Single().Number;
        var other = await _house.Get<Flows.Filings.HolderFlow>().OfNameAsync("Rival", OrganisationKind.Designer, CancellationToken.None);
        Assert.IsType<CaseStep.Unknown>(await Flow.OpenAsync(other, "wei", match, CancellationToken.None));
        Assert.IsType<CaseStep.Unknown>(await Flow.CloseAsync(other, "wei", number, null, CancellationToken.None));
        Assert.Null(await _house.Get<CaseReads>().ReadAsync(other, number, CancellationToken.None));
        Assert.IsType<CaseStep.Refused>(
            await Flow.CloseAsync(_house.Holder, "lin", number, new string('x', CaseFlow.MostNoteLetters + 1), CancellationToken.None)
        );
        Taken(await Flow.CloseAsync(_house.Holder, "lin", number, null, CancellationToken.None));
        Assert.IsType<CaseStep.Refused>(await Flow.CloseAsync(_house.Holder, "lin", number, null, CancellationToken.None));
    }

    [Fact]
    public async Task The_database_refuses_to_change_what_happened()
    {
        await OpenAsync();
        await using var db = _house.Store.Open(Viewer.House);
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => db.CaseEvents.ExecuteDeleteAsync());
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
    }
}
