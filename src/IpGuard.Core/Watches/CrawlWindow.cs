namespace IpGuard.Core.Watches;

/// <summary>The time by which people in China order and read.</summary>
public static class ChinaTime
{
    /// <summary>UTC+8 all year; China has had no summer time since 1992 (IANA tz database, Asia/Shanghai).</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);
}

/// <summary>The hours of the day in China time in which a watch may be swept (巡查时段).</summary>
/// <param name="From">The first minute within.</param>
/// <param name="To">The first minute that is out again. Where it is before <paramref name="From"/>, the window is over midnight.</param>
public sealed record CrawlWindow(TimeOnly From, TimeOnly To)
{
    /// <returns>Why the two bound no window; null where they do.</returns>
    public static string? Refuse(TimeOnly from, TimeOnly to) =>
        from == to
            ? $"expected a window that ends at another minute than it begins, got {from:HH\\:mm} for both; for any time leave both out"
            : null;

    public bool IsOpenAt(DateTimeOffset at) => TimeOnly.FromTimeSpan(at.ToOffset(ChinaTime.Offset).TimeOfDay).IsBetween(From, To);

    /// <summary>The instant itself where the window is open then, else its next opening, in UTC.</summary>
    public DateTimeOffset FirstInside(DateTimeOffset at)
    {
        if (IsOpenAt(at))
            return at;
        var opening = new DateTimeOffset(at.ToOffset(ChinaTime.Offset).Date + From.ToTimeSpan(), ChinaTime.Offset);
        return (opening > at ? opening : opening.AddDays(1)).ToUniversalTime();
    }
}
