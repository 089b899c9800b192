using IpGuard.Core.Accounts;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Market.Pushed;
using IpGuard.Store;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>Where a sweep of a marketplace that only grows begins: where the last one stopped, but for what is to be done again.</summary>
static class GrowingStart
{
    /// <summary>A picture that could not be had is asked for again after this at the earliest, and no longer once its batch came a week
    /// ago: <see cref="SweepRules.PictureStays"/>.</summary>
    static readonly TimeSpan PictureRests = TimeSpan.FromHours(1);

    /// <summary>Moves a sweep that has just begun back to the first page that has to be read again.</summary>
    /// <remarks>Where anything was judged by another judgement than now, all is read from the start: pages that were judged by this one
    /// already cost a row each, and nothing is fetched.</remarks>
    /// <returns>Where the sweep begins, or goes on.</returns>
    public static async Task<SweepCursor> MoveAsync(
        GuardStore store,
        SweepRow sweep,
        IReadOnlyDictionary<string, PageVisitRow> visits,
        Sha256Hash judgedBy,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        // One that was cut short goes on where it was.
        if (sweep.Counts.Pages > 0)
            return new(sweep.Cursor);
        if (visits.Count == 0 || visits.Values.Any(v => v.JudgedBy != judgedBy))
            sweep.Cursor = SweepCursor.Start.Token;
        else if (await WantingAsync(store, visits.Values, clock.GetUtcNow(), stop) is { } wanting)
            sweep.Cursor = First(wanting, PushedPlace.Of(new(sweep.Cursor))).ToCursor().Token;
        return new(sweep.Cursor);
    }

    static PushedPlace First(PushedPlace one, PushedPlace other) => one < other ? one : other;

    // The first page with a picture that could not be had.
    static async Task<PushedPlace?> WantingAsync(
        GuardStore store,
        IEnumerable<PageVisitRow> visits,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var wanting = visits
            .Where(v => v.Content is null && now - v.SeenAt >= PictureRests)
            .Select(v => (At: PushedPlace.Of(new(v.Cursor)), PushedPlace.Of(new(v.Next)).Batch))
            .ToList();
        if (wanting.Count == 0)
            return null;
        var numbers = wanting.Select(w => w.Batch).ToList();
        var earliest = now - SweepRules.PictureStays;
        await using var db = store.Open(Viewer.House);
        var recent = await db
            .PushedBatches.Where(b => numbers.Contains(b.Id) && b.ReceivedAt > earliest)
            .Select(b => b.Id)
            .ToListAsync(stop);
        var places = wanting.Where(w => recent.Contains(w.Batch)).Select(w => w.At).Order().ToList();
        return places.Count > 0 ? places[0] : null;
    }
}
