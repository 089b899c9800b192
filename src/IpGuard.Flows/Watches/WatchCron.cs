using System.Globalization;
using System.Text.RegularExpressions;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using Quartz;

namespace IpGuard.Flows.Watches;

/// <summary>When a cron expression is due, in China time. Quartz reads it; what it may be is ours to say.</summary>
public static partial class WatchCron
{
    public const int MaximumLength = 120;

    /// <summary>Second, minute, hour, day of the month, month, day of the week.</summary>
    const int Fields = 6;

    /// <summary>So many times are looked at for two that are too near each other: a week of one every five minutes.</summary>
    const int TimesLookedAt = 2_016;

    // The largest number that means anything in each field; Quartz takes some that are larger for others.
    static readonly int[] Largest = [0, 59, 23, 31, 12, 7];

    // The offset by itself, since a machine without a table of time zones would not know Asia/Shanghai.
    static readonly TimeZoneInfo China = TimeZoneInfo.CreateCustomTimeZone("China", ChinaTime.Offset, "China", "China");

    /// <summary>Reads an expression that someone typed: capitals, single spaces, seconds 0, due at least once more and at most every
    /// <see cref="WatchSchedule.ShortestInterval"/>.</summary>
    /// <returns>The expression, or why it cannot be used.</returns>
    public static (string? Cron, string? Fault) Read(string? text, DateTimeOffset now)
    {
        var typed = PlainText.CleanToMeasure(text, MaximumLength);
        var fields = typed.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (typed.Length > MaximumLength || fields.Length != Fields || fields[0] != "0")
            return (
                null,
                $"expected a cron expression of {Fields} fields (second 0, minute, hour, day of the month, month, day of the week), "
                    + $"as in '0 30 9 ? * MON,THU', got '{PlainText.Clean(typed, MaximumLength)}'"
            );
        var cron = string.Join(' ', fields);
        if (fields.Zip(Largest).Any(f => HasLarger(f.First, f.Second)) || !CronExpression.TryParse(cron, out _))
            return (null, $"expected a cron expression as Quartz reads it, with ? for one of the two days, got '{cron}'");
        return Refuse(cron, now) is { } fault ? (null, fault) : (cron, null);
    }

    /// <summary>The first time after an instant; null where it is never due again.</summary>
    public static DateTimeOffset? Next(string cron, DateTimeOffset after) => Parse(cron).GetNextValidTimeAfter(after)?.ToUniversalTime();

    /// <summary>The next times after an instant, at most so many.</summary>
    public static IReadOnlyList<DateTimeOffset> Next(string cron, DateTimeOffset after, int most)
    {
        var (expression, times) = (Parse(cron), new List<DateTimeOffset>());
        for (var next = expression.GetNextValidTimeAfter(after); next is { } at && times.Count < most; )
        {
            times.Add(at.ToUniversalTime());
            next = expression.GetNextValidTimeAfter(at);
        }

        return times;
    }

    static string? Refuse(string cron, DateTimeOffset now)
    {
        var times = Next(cron, now, TimesLookedAt);
        if (times.Count == 0)
            return $"expected a time that comes again, got '{cron}', which is never due";
        var tooNear = times.Zip(times.Skip(1)).FirstOrDefault(pair => pair.Second - pair.First < WatchSchedule.ShortestInterval);
        return tooNear == default
            ? null
            : $"expected at least {WatchSchedule.ShortestInterval.TotalMinutes:0} minutes between two times, got '{cron}', which is due at "
                + $"{InChina(tooNear.First):HH\\:mm} and {InChina(tooNear.Second):HH\\:mm}";
    }

    static bool HasLarger(string field, int largest) =>
        Numbers.Matches(field).Any(n => !int.TryParse(n.Value, CultureInfo.InvariantCulture, out var number) || number > largest);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers { get; }

    static DateTimeOffset InChina(DateTimeOffset at) => at.ToOffset(ChinaTime.Offset);

    static CronExpression Parse(string cron) => CronExpression.Parse(cron).WithTimeZone(China);
}
