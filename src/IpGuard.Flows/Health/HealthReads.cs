using System.Globalization;
using IpGuard.Core.Accounts;
using IpGuard.Flows.Ledger;
using IpGuard.Judging.Fusion;
using IpGuard.Market.Browsing;
using IpGuard.Proof.Ledger;
using IpGuard.Proof.Timestamps;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Health;

/// <summary>One part of the house and whether it does its work.</summary>
/// <param name="Part">Stable token: store, ledger, timestamps, witnesses (where there are any), fsck, index, listed, matcher, deep, verdicts, browser (where one is set), outbox, disk.</param>
/// <param name="Detail">One sentence with the numbers.</param>
public sealed record PartHealth(string Part, bool IsWell, string Detail);

public sealed record HouseHealth(bool IsWell, IReadOnlyList<PartHealth> Parts, DateTimeOffset ReadAt);

/// <summary>How the house is.</summary>
public sealed class HealthReads(
    GuardStore store,
    LedgerFolder ledger,
    Authorities authorities,
    IReadOnlyList<WitnessClient> witnesses,
    MatchingHealth matching,
    VerdictModel verdicts,
    PageBrowser browser,
    TimeProvider clock
)
{
    /// <summary>Below it the disk is said to be ill: a sweep's pictures and a filing's originals need room.</summary>
    const long LeastFreeBytes = 1L * 1024 * 1024 * 1024;

    /// <summary>What was kept should be finished within a few ticks; longer, and something stands still.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>The nightly check may be late by a day.</summary>
    static readonly TimeSpan LongestUnchecked = TimeSpan.FromDays(2);

    public async Task<HouseHealth> ReadAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var now = clock.GetUtcNow();
        var leaves = await db.Leaves.CountAsync(stop);
        var oldestPending = await db.Outbox.Where(o => o.DoneAt == null).MinAsync(o => (DateTimeOffset?)o.CreatedAt, stop);
        var oldestUnlogged = await db.Leaves.Where(l => l.LeafIndex >= ledger.Size).MinAsync(l => (DateTimeOffset?)l.AddedAt, stop);
        var pending = await db.Outbox.CountAsync(o => o.DoneAt == null, stop);
        var free = new DriveInfo(store.Folder).AvailableFreeSpace;
        PartHealth[] parts =
        [
            new(
                "store",
                true,
                Say(
                    $"{await db.Filings.CountAsync(stop)} filings, {await db.Listings.CountAsync(stop)} listings, {await db.Matches.CountAsync(stop)} matches"
                )
            ),
            new(
                "ledger",
                IsFresh(oldestUnlogged, now),
                Say($"{ledger.Size} of {leaves} entries under a signed checkpoint of {ledger.Origin}")
            ),
            await TimestampsAsync(db, now, stop),
            .. await WitnessesAsync(db, stop),
            await FsckAsync(db, now, stop),
            .. await matching.ReadAsync(now, stop),
            new("verdicts", true, await VerdictsAsync(db, stop)),
            .. await BrowserAsync(stop),
            new("outbox", IsFresh(oldestPending, now), Say($"{pending} waiting")),
            new("disk", free >= LeastFreeBytes, Say($"{free / 1024 / 1024} MB free")),
        ];
        return new(parts.All(p => p.IsWell), parts, now);
    }

    async Task<PartHealth> TimestampsAsync(GuardDb db, DateTimeOffset now, CancellationToken stop)
    {
        var names = authorities.Asked.Select(a => a.Name).ToList();
        var rows = await db.Authorities.AsNoTracking().Where(a => names.Contains(a.Name)).OrderBy(a => a.Name).ToListAsync(stop);
        var told = rows.Select(r =>
            r.Fault is null
                ? Say(
                    $"{(r.Name == ITimestampAuthority.OwnName ? "the operator's own" : r.Name)} answered {r.AnsweredAt?.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"
                )
                : Say($"{r.Name} failed {r.Failures} times in turn: {r.Fault}; next {r.NextAttemptAt?.UtcDateTime:HH:mm:ss} UTC")
        );
        var stamped = await db.Timestamps.MaxAsync(t => (long?)t.CheckpointSize, stop) ?? 0;
        var waiting = await db
            .Checkpoints.Where(c => c.Size > stamped)
            .OrderBy(c => c.Size)
            .Select(c => (DateTimeOffset?)c.SignedAt)
            .FirstOrDefaultAsync(stop);
        return new(
            "timestamps",
            IsFresh(waiting, now) && rows.TrueForAll(r => r.Fault is null),
            Say($"{stamped} of {ledger.Size} entries under a stamped checkpoint. {string.Join("; ", told)}")
        );
    }

    async Task<PartHealth[]> WitnessesAsync(GuardDb db, CancellationToken stop)
    {
        if (witnesses.Count == 0)
            return [];
        var names = witnesses.Select(w => w.Name).ToList();
        var rows = await db.Witnesses.AsNoTracking().Where(w => names.Contains(w.Name)).OrderBy(w => w.Name).ToListAsync(stop);
        var told = rows.Select(r =>
            r.Fault is null
                ? Say($"{r.Name} has seen {r.SeenSize} of {ledger.Size} entries")
                : Say($"{r.Name} failed {r.Failures} times in turn: {r.Fault}; next {r.NextAttemptAt?.UtcDateTime:HH:mm:ss} UTC")
        );
        return [new("witnesses", rows.TrueForAll(r => r.Fault is null), rows.Count == 0 ? "not yet asked" : string.Join("; ", told))];
    }

    static async Task<PartHealth> FsckAsync(GuardDb db, DateTimeOffset now, CancellationToken stop) =>
        await db.Fscks.AsNoTracking().OrderByDescending(f => f.Id).FirstOrDefaultAsync(stop) is { } last
            ? new(
                "fsck",
                last.IsClean && now - last.EndedAt < LongestUnchecked,
                Say($"{(last.IsClean ? "clean" : "damage found")}, {last.EndedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")
            )
            : new("fsck", true, "not yet checked; every night at 03:30");

    // A switch needs the data folder to itself, so the newest one is what this service was opened with.
    async Task<string> VerdictsAsync(GuardDb db, CancellationToken stop)
    {
        var newest = await db.VerdictModels.AsNoTracking().OrderByDescending(v => v.Id).FirstOrDefaultAsync(stop);
        var model = newest?.ModelId is null ? "shipped model" : "model trained here";
        return newest is null
            ? Say($"{model} {verdicts.Id}; nobody has switched to another")
            : Say($"{model} {verdicts.Id}; {newest.Actor} switched to it on {newest.SwitchedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
    }

    async Task<PartHealth[]> BrowserAsync(CancellationToken stop)
    {
        if (!browser.IsOn)
            return [];
        var standing = await browser.TellAsync(stop);
        return [new("browser", standing.Fault is null, Told(standing.Fault ?? $"{standing.Version}, as it was last started"))];
    }

    static bool IsFresh(DateTimeOffset? oldest, DateTimeOffset now) => oldest is null || now - oldest < LongestWait;

    /// <summary>A fault as it is told to whoever is signed in: files by their names only.</summary>
    public static string Told(string fault) => MatchingHealth.Shown(fault);

    internal static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
