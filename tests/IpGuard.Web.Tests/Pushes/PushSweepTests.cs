using System.Globalization;
using IpGuard.Core.Accounts;
using IpGuard.Core.Cases;
using IpGuard.Core.Pushes;
using IpGuard.Flows.Cases;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Matches;
using IpGuard.Flows.Pushes;
using IpGuard.Flows.Sweeps;
using IpGuard.Vision.Drawing;
using IpGuard.Web.Tests.Ledger;
using IpGuard.Web.Tests.Sweeps;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Pushes;

/// <summary>Sweeps of what was pushed: each reads what is new, and again only what has to be.</summary>
public sealed class PushSweepTests : IAsyncLifetime
{
    OpenHouse _house = null!;
    ServedShop _shop = null!;
    ApiKeyAdding.Added _key = null!;
    int _pushes;

    public async ValueTask InitializeAsync()
    {
        _house = await OpenHouse.OpenAsync();
        _shop = await ServedShop.OpenAsync();
        for (var id = 1; id <= 4; id++)
            _shop.Pictures.Add(id, MotifPainter.Draw(Core.Works.Category.Furniture, 80 + id, 200));
        _key = Assert.IsType<ApiKeyAdding.Added>(
            await _house.Get<ApiKeyFlow>().AddAsync(_house.Holder, "lin", "crawler", "Bazaar", CancellationToken.None)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _house.DisposeAsync();
    }

    string Line(int id) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":"{{id}}","title":"Listing {{id}}","pictures":["{{_shop.Address}}/pictures/{{id}}.jpg"]}"""
        );

    Task<PushReceipt> PushAsync(params int[] ids) => PushAsync(string.Join('\n', ids.Select(Line)));

    async Task<PushReceipt> PushAsync(string lines)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(lines);
        var headers = new Dictionary<string, string>
        {
            ["content-digest"] = PushSignature.DigestOf(body),
            ["idempotency-key"] = $"push {++_pushes}",
        };
        var request = new SignedRequest("POST", "guard.example", "/api/push", headers);
        var (input, signature) = PushSignature.Sign(request, _key.Id, Convert.FromBase64String(_key.Secret), _house.Clock.GetUtcNow());
        (headers["signature-input"], headers["signature"]) = (input, signature);
        using var stream = new MemoryStream(body);
        return Assert
            .IsType<PushAnswer.Received>(await _house.Get<PushFlow>().ReceiveAsync(request, stream, CancellationToken.None))
            .Receipt;
    }

    async Task<SweepOutcome> SweepAsync()
    {
        await using var db = _house.Store.Open(Viewer.House);
        var watch = (await db.Watches.SingleAsync()).Id;
        return await _house.Get<DueSweeps>().RunAsync(watch, new(), CancellationToken.None);
    }

    async Task<(string? ContinuesFrom, int Visits)> KeptAsync()
    {
        await using var db = _house.Store.Open(Viewer.House);
        return ((await db.Watches.SingleAsync()).ContinuesFrom, await db.PageVisits.CountAsync());
    }

    [Fact]
    public async Task A_second_sweep_reads_only_the_new_batch()
    {
        await PushAsync(1, 2);
        Assert.Equal((2, 1), ((await SweepAsync()).Counts.Listings, (await KeptAsync()).Visits));
        Assert.Equal("1", (await KeptAsync()).ContinuesFrom);
        await PushAsync(3);
        var second = await SweepAsync();
        Assert.Equal((1, 1, 0), (second.Counts.Pages, second.Counts.Listings, second.Counts.UnchangedListings));
        Assert.Equal(("2", 2), await KeptAsync());
        Assert.Equal(3, _shop.PicturesSent);
        Assert.Equal(0, (await SweepAsync()).Counts.Listings);
        Assert.Equal("2", (await KeptAsync()).ContinuesFrom);
    }

    [Fact]
    public async Task A_removal_that_is_pushed_ends_a_listing_of_a_case_at_once_and_a_push_of_it_brings_it_back_once()
    {
        await _house.NumberAsync(1);
        _shop.Pictures[1] = OpenDoor.Picture(500_001);
        await PushAsync(1);
        await SweepAsync();
        await _house.FinishAsync();
        var match = (await _house.Get<MatchReads>().ListAsync(_house.Holder, new(), 1, CancellationToken.None)).Items.Single().Number;
        var number = Assert
            .IsType<CaseStep.Taken>(await _house.Get<CaseFlow>().OpenAsync(_house.Holder, "lin", match, CancellationToken.None))
            .CaseNumber;

        await PushAsync("""{"id":"1","removed":true}""");
        Assert.Equal((CaseState.Gone, 1), await StateAsync());
        _house.Clock.By += TimeSpan.FromDays(5);
        await PushAsync("""{"id":"1","removed":true}""");
        Assert.Equal((CaseState.Gone, 1), await StateAsync());
        await PushAsync(1);
        Assert.Equal((CaseState.Back, 1), await StateAsync());
        // Reading the old batches, also again, says nothing of now.
        await SweepAsync();
        await SweepAsync();
        Assert.Equal((CaseState.Back, 1), await StateAsync());

        async Task<(CaseState, int)> StateAsync()
        {
            var summary = (await _house.Get<CaseReads>().ReadAsync(_house.Holder, number, CancellationToken.None))!.Summary;
            return (summary.State, summary.Removals);
        }
    }

    [Fact]
    public async Task A_sweep_before_the_first_push_and_one_after_it_lose_nothing()
    {
        Assert.Equal(0, (await SweepAsync()).Counts.Listings);
        await PushAsync(1);
        Assert.Equal(1, (await SweepAsync()).Counts.Listings);
    }

    [Fact]
    public async Task What_a_holder_says_since_has_old_batches_judged_again_once_and_not_fetched()
    {
        await PushAsync(1, 2);
        await SweepAsync();
        await PushAsync(3);
        await SweepAsync();
        // However long ago: what was pushed stays as it was.
        _house.Clock.By = TimeSpan.FromDays(30);
        await using (var db = _house.Store.Open(_house.Holder))
        {
            db.AllowedSellers.Add(
                new()
                {
                    OrganisationId = _house.Holder.OrganisationId,
                    Seller = "own.example",
                    AddedAt = DateTimeOffset.UtcNow,
                }
            );
            await db.SaveChangesAsync();
        }

        var again = await SweepAsync();
        Assert.Equal((2, 3, 0, 3), (again.Counts.Pages, again.Counts.Listings, again.Counts.UnchangedListings, _shop.PicturesSent));
        Assert.Equal("2", (await KeptAsync()).ContinuesFrom);
        Assert.Equal((1, 0), ((await SweepAsync()).Counts.Pages, (await SweepAsync()).Counts.Listings));
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(61, true)]
    [InlineData(6 * 24 * 60, true)]
    [InlineData(8 * 24 * 60, false)]
    public async Task A_picture_that_could_not_be_had_is_asked_for_again_for_a_week_and_hourly_at_most(int minutes, bool isAsked)
    {
        var late = _shop.Pictures[2];
        _shop.Pictures.Remove(2);
        await PushAsync(1);
        await PushAsync(2);
        await PushAsync(3);
        Assert.Equal(1, (await SweepAsync()).Counts.UnreadablePictures);
        _shop.Pictures[2] = late;
        _house.Clock.By = TimeSpan.FromMinutes(minutes);
        var (before, second) = (_shop.PicturesSent, await SweepAsync());
        Assert.Equal(isAsked ? 1 : 0, _shop.PicturesSent - before);
        // The batch behind it is passed by, and none is read for ever.
        Assert.Equal(isAsked ? (2, 1) : (0, 0), (second.Counts.Listings, second.Counts.UnchangedListings));
        Assert.Equal("3", (await KeptAsync()).ContinuesFrom);
    }

    [Fact]
    public async Task A_push_that_comes_while_a_sweep_runs_is_due_when_it_ends()
    {
        await PushAsync(1);
        var due = _house.Get<DueSweeps>();
        await using var db = _house.Store.Open(Viewer.House);
        var watch = (await db.Watches.AsNoTracking().SingleAsync()).Id;
        var pushed = false;
        var order = new SweepOrder(
            Progress: new Told(() =>
            {
                if (pushed)
                    return;
                pushed = true;
                PushAsync(2).GetAwaiter().GetResult();
            })
        );
        await due.RunAsync(watch, order, CancellationToken.None);
        Assert.Equal(1, await due.RunAsync(CancellationToken.None));
        Assert.Equal(2, await db.Listings.CountAsync());
        // And not again before its hour.
        Assert.Equal(0, await due.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_listing_that_is_pushed_again_is_brought_up_to_date()
    {
        await PushAsync(1);
        await SweepAsync();
        await PushAsync(1, 2);
        await SweepAsync();
        await using var db = _house.Store.Open(Viewer.House);
        Assert.Equal(2, await db.Listings.CountAsync());
        Assert.Equal(2, _shop.PicturesSent);
        Assert.True((await _house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None)).IsClean);
    }

    sealed class Told(Action tell) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => tell();
    }
}
