using IpGuard.Core.Watches;
using IpGuard.Store;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Watches;

/// <summary>Between a watch's row and its order.</summary>
static class WatchRows
{
    public static CrawlWindow? WindowOf(WatchRow row) =>
        row is { WindowFromMinute: { } from, WindowToMinute: { } to } ? new(AtMinute(from), AtMinute(to)) : null;

    public static IReadOnlyList<string> KeywordsOf(WatchRow row) => row.Keywords?.Split('\n') ?? [];

    public static WatchOrder ToOrder(WatchRow row, IEnumerable<string> filings) =>
        new(row.Every, row.Cron, WindowOf(row)) { Keywords = KeywordsOf(row), Filings = [.. filings] };

    /// <summary>When it is regularly due next, within its window.</summary>
    public static DateTimeOffset NextDue(WatchRow row, DateTimeOffset startedAt, DateTimeOffset now)
    {
        var next = row.Cron is { } cron
            ? WatchCron.Next(cron, now)
                ?? throw new InvalidOperationException($"expected a cron expression that is due again, got '{cron}' of watch {row.Id}")
            : WatchSchedule.NextDue(startedAt, row.Every, now);
        return Inside(row, next);
    }

    /// <summary>That instant, or the window's next opening after it.</summary>
    public static DateTimeOffset Inside(WatchRow row, DateTimeOffset at) => WindowOf(row)?.FirstInside(at) ?? at;

    /// <summary>Writes an order into its watch's rows, which are yet to be saved.</summary>
    public static async Task PutAsync(GuardDb db, WatchRow row, WatchOrder order, CancellationToken stop)
    {
        (row.Every, row.Cron) = (order.Every, order.Cron);
        (row.WindowFromMinute, row.WindowToMinute) = (MinuteOf(order.Window?.From), MinuteOf(order.Window?.To));
        row.Keywords = order.Keywords.Count == 0 ? null : string.Join('\n', order.Keywords);
        var kept = await db.WatchFilings.Where(f => f.WatchId == row.Id).ToListAsync(stop);
        db.WatchFilings.RemoveRange(kept.Where(f => !order.Filings.Contains(f.FilingNumber)));
        db.WatchFilings.AddRange(
            order
                .Filings.Except(kept.Select(f => f.FilingNumber), StringComparer.Ordinal)
                .Select(number => new WatchFilingRow { WatchId = row.Id, FilingNumber = number })
        );
    }

    static TimeOnly AtMinute(int minute) => new(minute / 60, minute % 60);

    static int? MinuteOf(TimeOnly? at) => at is { } time ? (time.Hour * 60) + time.Minute : null;
}
