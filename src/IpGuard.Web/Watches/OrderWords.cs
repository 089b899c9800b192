using System.Globalization;
using IpGuard.Core.Watches;
using static IpGuard.Web.Texts;

namespace IpGuard.Web.Watches;

/// <summary>Orders of watches in the reader's words.</summary>
public static class OrderWords
{
    // Two days in a row are named, three are a range.
    const int FewestInRange = 3;

    /// <summary>How often a watch is swept, as in “Mondays and Thursdays at 09:30 (China time)”.</summary>
    public static string HowOften(WatchOrder order) => order.Cron is { } cron ? Tell(cron) : Tell(order.Every);

    /// <summary>Whether its cron expression has no plain words: then its next times are shown beside the code.</summary>
    public static bool IsCode(WatchOrder order) => order.Cron is { } cron && CronWords.Read(cron) is null;

    /// <summary>What else it says, a sentence each.</summary>
    public static IEnumerable<string> More(WatchOrder order)
    {
        if (order.Window is { } window)
            yield return T(window.From < window.To ? "order.window" : "order.window.over", Clock(window.From), Clock(window.To));
        if (order.Keywords.Count > 0)
            yield return T("order.keywords", string.Join(T("order.comma"), order.Keywords));
        if (order.Filings.Count > 0)
            yield return T("order.filings", order.Filings.Count);
    }

    /// <summary>HH:MM; null for none.</summary>
    public static string? Clock(TimeOnly? at) => at?.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Days as a list or, where three or more follow each other and no other is among them, a range.</summary>
    public static string Tell(WeekDays days)
    {
        var each = CronWords.Each(days).Select(d => T($"order.day.{d}")).ToList();
        var isInRow = CronWords.Each(days).Zip(CronWords.Each(days).Skip(1)).All(pair => (int)pair.Second == 2 * (int)pair.First);
        if (each.Count >= FewestInRange && isInRow)
            return T("order.range", each[0], each[^1]);
        return each.Count == 1 ? each[0] : string.Join(T("order.comma"), each.SkipLast(1)) + T("order.and") + each[^1];
    }

    static string Tell(string cron) =>
        CronWords.Read(cron) switch
        {
            CronShape.Daily(var at) => T("order.daily", Clock(at)),
            CronShape.OnWeekDays(var days, var at) => T("order.weekly", Tell(days), Clock(at)),
            CronShape.Monthly(var day, var at) => T("order.monthly", day, Clock(at)),
            CronShape.Hourly(var minute) => T("order.hourly", minute),
            _ => T("order.code", cron),
        };

    static string Tell(TimeSpan every) =>
        every.Ticks % TimeSpan.TicksPerHour != 0 ? T("watches.every.minutes", every.TotalMinutes)
        : every.TotalHours is 1 or 6 or 24 or 168 ? T($"watches.every.{every.TotalHours:0}")
        : T("watches.every.n", every.TotalHours);
}
