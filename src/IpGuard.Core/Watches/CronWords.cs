using System.Globalization;

namespace IpGuard.Core.Watches;

/// <summary>Days of the week.</summary>
[Flags]
public enum WeekDays
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,
    All = 127,
}

/// <summary>A cron expression that can be said in plain words. Times are in China time.</summary>
public abstract record CronShape
{
    CronShape() { }

    public sealed record Daily(TimeOnly At) : CronShape;

    /// <param name="Days">One at least, and not all.</param>
    public sealed record OnWeekDays(WeekDays Days, TimeOnly At) : CronShape;

    /// <param name="Day">1 to 31; in a month that is shorter it is not due.</param>
    public sealed record Monthly(int Day, TimeOnly At) : CronShape;

    /// <param name="Minute">0 to 59.</param>
    public sealed record Hourly(int Minute) : CronShape;
}

/// <summary>Between cron expressions of Quartz's six fields (second, minute, hour, day of the month, month, day of the week) and plain
/// shapes. What cannot be said plainly is no shape, and shown as its code.</summary>
public static class CronWords
{
    static readonly string[] Names = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

    /// <summary>The days by name, Monday first; any case.</summary>
    /// <returns>Null where a name is none.</returns>
    public static WeekDays? DayOf(string name)
    {
        var at = Array.FindIndex(Names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : (WeekDays)(1 << at);
    }

    /// <summary>MON to SUN, of one day.</summary>
    public static string NameOf(WeekDays day) => Names[Place(day)];

    /// <summary>Each of the days by itself, Monday first.</summary>
    public static IEnumerable<WeekDays> Each(WeekDays days) =>
        Enumerable.Range(0, Names.Length).Select(i => (WeekDays)(1 << i)).Where(d => days.HasFlag(d));

    /// <summary>The cron expression that says a shape.</summary>
    public static string Write(CronShape shape) =>
        shape switch
        {
            CronShape.Daily(var at) => $"{Clock(at)} * * ?",
            CronShape.OnWeekDays(var days, var at) => $"{Clock(at)} ? * {string.Join(',', Each(days).Select(NameOf))}",
            CronShape.Monthly(var day, var at) => string.Create(CultureInfo.InvariantCulture, $"{Clock(at)} {day} * ?"),
            CronShape.Hourly(var minute) => string.Create(CultureInfo.InvariantCulture, $"0 {minute} * * * ?"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The shape that a cron expression has; null for one that has none of them, or is none at all.</summary>
    public static CronShape? Read(string cron)
    {
        if (cron.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not ["0", var minutes, var hours, var day, "*", var week])
            return null;
        if (Number(minutes, 0, 59) is not { } minute)
            return null;
        var isEveryDay = (day, week) is ("*" or "?", "*" or "?");
        if (hours == "*")
            return isEveryDay ? new CronShape.Hourly(minute) : null;
        if (Number(hours, 0, 23) is not { } hour)
            return null;
        var at = new TimeOnly(hour, minute);
        if (isEveryDay)
            return new CronShape.Daily(at);
        if (week is "*" or "?")
            return Number(day, 1, 31) is { } date ? new CronShape.Monthly(date, at) : null;
        return day is "*" or "?" ? OnDays(ReadDays(week), at) : null;
    }

    static CronShape? OnDays(WeekDays? days, TimeOnly at) =>
        days switch
        {
            null => null,
            WeekDays.All => new CronShape.Daily(at),
            { } some => new CronShape.OnWeekDays(some, at),
        };

    // Names or Quartz's numbers (1 is Sunday), lists and ranges, which may go over Sunday.
    static WeekDays? ReadDays(string field)
    {
        var days = WeekDays.None;
        foreach (var part in field.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || ReadDay(ends[0]) is not { } first || ReadDay(ends[^1]) is not { } last)
                return null;
            for (var at = first; ; at = (at + 1) % Names.Length)
            {
                days |= (WeekDays)(1 << at);
                if (at == last)
                    break;
            }
        }

        return days;
    }

    // Place in the week, Monday is 0.
    static int? ReadDay(string text) =>
        DayOf(text) is { } named ? Place(named)
        : Number(text, 1, 7) is { } number ? (number + 5) % 7
        : null;

    static int Place(WeekDays day) => int.Log2((int)day);

    static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;

    static string Clock(TimeOnly at) => string.Create(CultureInfo.InvariantCulture, $"0 {at.Minute} {at.Hour}");
}
