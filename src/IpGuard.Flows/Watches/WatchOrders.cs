using System.Globalization;
using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Watches;

/// <summary>An order as it was filled in.</summary>
/// <param name="How">hours, daily, weekly or cron; where it is not said, by what of these is filled in.</param>
/// <param name="Hours">Every so many hours.</param>
/// <param name="At">HH:MM in China time, for daily and weekly.</param>
/// <param name="Days">MON to SUN, for weekly.</param>
/// <param name="From">HH:MM in China time: the window's first minute; empty for any time.</param>
/// <param name="To">The first minute behind the window.</param>
/// <param name="Keywords">One a line, or with commas between.</param>
/// <param name="Filings">Numbers of the viewer's own; none for all.</param>
public sealed record OrderDraft(
    string? How = null,
    int? Hours = null,
    string? At = null,
    IReadOnlyList<string>? Days = null,
    string? Cron = null,
    string? From = null,
    string? To = null,
    string? Keywords = null,
    IReadOnlyList<string>? Filings = null
)
{
    public const string ByHours = "hours";
    public const string Daily = "daily";
    public const string Weekly = "weekly";
    public const string ByCron = "cron";

    /// <summary>How it is meant.</summary>
    public string Meant =>
        !string.IsNullOrWhiteSpace(How) ? How
        : !string.IsNullOrWhiteSpace(Cron) ? ByCron
        : Days is { Count: > 0 } ? Weekly
        : !string.IsNullOrWhiteSpace(At) ? Daily
        : ByHours;
}

/// <summary>Reads orders: a watch's, or all that is wrong with it.</summary>
public sealed class WatchOrders(GuardStore store, TimeProvider clock)
{
    /// <summary>Filings that can be chosen for one watch; whoever wants more watches for all.</summary>
    public const int MostFilings = 1_000;

    // Of a watch that goes by a cron expression; kept beside it, and not used.
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <returns>The order, which is not to be used where there are faults; and these, by the fields every, at, days, cron, how, from,
    /// keywords and filings.</returns>
    public async Task<(WatchOrder Order, IReadOnlyList<FieldFault> Faults)> ReadAsync(
        Viewer viewer,
        OrderDraft draft,
        CancellationToken stop
    )
    {
        var faults = new List<FieldFault>();
        var order = ReadHow(draft, faults) with { Window = ReadWindow(draft, faults) };
        var (keywords, unfit) = WatchKeywords.Read(draft.Keywords);
        faults.AddRange(unfit.Select(f => new FieldFault("keywords", f)));
        var filings = await ReadFilingsAsync(viewer, draft.Filings ?? [], faults, stop);
        return (order with { Keywords = keywords, Filings = filings }, faults);
    }

    WatchOrder ReadHow(OrderDraft draft, List<FieldFault> faults)
    {
        switch (draft.Meant)
        {
            case OrderDraft.ByHours:
                return new(ReadHours(draft.Hours, faults));
            case OrderDraft.Daily:
                return new(Day, ReadTime(draft.At, "at", faults) is { } at ? CronWords.Write(new CronShape.Daily(at)) : null);
            case OrderDraft.Weekly:
                var (days, time) = (ReadDays(draft.Days ?? [], faults), ReadTime(draft.At, "at", faults));
                return new(Day, days is { } some && time is { } clockTime ? CronWords.Write(OnDays(some, clockTime)) : null);
            case OrderDraft.ByCron:
                var (cron, fault) = WatchCron.Read(draft.Cron, clock.GetUtcNow());
                if (fault is not null)
                    faults.Add(new("cron", fault));
                return new(Day, cron);
            default:
                faults.Add(new("how", $"expected hours, daily, weekly or cron, got '{PlainText.Clean(draft.How, 40)}'"));
                return new(Day);
        }
    }

    static CronShape OnDays(WeekDays days, TimeOnly at) =>
        days == WeekDays.All ? new CronShape.Daily(at) : new CronShape.OnWeekDays(days, at);

    static TimeSpan ReadHours(int? hours, List<FieldFault> faults)
    {
        // Bounded so that it is an interval at all.
        var every = TimeSpan.FromHours(Math.Clamp(hours ?? 0, 0, 10_000));
        if (every < WatchSchedule.ShortestInterval || every > WatchSchedule.LongestInterval)
            faults.Add(
                new(
                    "every",
                    $"expected 1 to {WatchSchedule.LongestInterval.TotalHours:0} hours, got {hours?.ToString(CultureInfo.InvariantCulture) ?? "no whole number"}"
                )
            );
        return every;
    }

    static TimeOnly? ReadTime(string? text, string field, List<FieldFault> faults)
    {
        if (TimeOnly.TryParseExact(text?.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        faults.Add(new(field, $"expected a time of the day in China time as in 09:30, got '{PlainText.Clean(text, 40)}'"));
        return null;
    }

    static WeekDays? ReadDays(IReadOnlyList<string> names, List<FieldFault> faults)
    {
        var days = WeekDays.None;
        var unknown = new List<string>();
        foreach (var name in names.SelectMany(n => n.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (CronWords.DayOf(name) is { } day)
                days |= day;
            else
                unknown.Add(PlainText.Clean(name, 20));
        }

        if (unknown.Count == 0 && days != WeekDays.None)
            return days;
        var got = unknown.Count == 0 ? "none" : $"'{string.Join("', '", unknown.Take(7))}'";
        faults.Add(new("days", $"expected one or more of MON, TUE, WED, THU, FRI, SAT, SUN, got {got}"));
        return null;
    }

    static CrawlWindow? ReadWindow(OrderDraft draft, List<FieldFault> faults)
    {
        if (string.IsNullOrWhiteSpace(draft.From) && string.IsNullOrWhiteSpace(draft.To))
            return null;
        var (from, to) = (ReadTime(draft.From, "from", faults), ReadTime(draft.To, "to", faults));
        if (from is not { } first || to is not { } end)
            return null;
        if (CrawlWindow.Refuse(first, end) is { } refusal)
            faults.Add(new("from", refusal));
        return new(first, end);
    }

    // Only the viewer's own: whether another's exists is not told.
    async Task<IReadOnlyList<string>> ReadFilingsAsync(
        Viewer viewer,
        IReadOnlyList<string> chosen,
        List<FieldFault> faults,
        CancellationToken stop
    )
    {
        var numbers = chosen.Select(n => n.Trim()).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (numbers.Count == 0)
            return [];
        if (viewer.IsRegulator)
            faults.Add(new("filings", "expected none: a regulator's watch is for every holder's filings"));
        else if (numbers.Count > MostFilings)
            faults.Add(new("filings", $"expected at most {MostFilings} filings, or none for all, got {numbers.Count}"));
        else
            await RefuseForeignAsync(viewer, numbers, faults, stop);
        return numbers;
    }

    async Task RefuseForeignAsync(Viewer viewer, List<string> numbers, List<FieldFault> faults, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var own = await db
            .Filings.Where(f => f.OrganisationId == viewer.OrganisationId && numbers.Contains(f.Number))
            .Select(f => f.Number)
            .ToListAsync(stop);
        faults.AddRange(
            numbers
                .Except(own, StringComparer.Ordinal)
                .Take(10)
                .Select(n => new FieldFault("filings", $"expected numbers of your own filings, got '{PlainText.Clean(n, 40)}'"))
        );
    }
}
