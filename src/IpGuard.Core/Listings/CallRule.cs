namespace IpGuard.Core.Listings;

/// <summary>How often an interface was asked in one hour.</summary>
/// <param name="BeganAt">The full hour, UTC.</param>
public readonly record struct CallHour(DateTimeOffset BeganAt, int Calls);

/// <summary>Whether an interface that may be asked so many times in any 24 hours may be asked now.</summary>
/// <remarks>Calls are counted by the hour, and an hour counts until a day after its end: so there are never more than are allowed in any
/// 24 hours, and so in no calendar day either, wherever its midnight lies; and when there is room again, there is room for an hour's
/// worth.</remarks>
public static class CallRule
{
    static readonly TimeSpan Stay = TimeSpan.FromHours(1 + 24);

    /// <summary>True while the hour's calls still count.</summary>
    public static bool Counts(CallHour hour, DateTimeOffset now) => now < hour.BeganAt + Stay;

    /// <summary>Null where one call more is allowed; else when it is.</summary>
    /// <param name="calls">In the order of time.</param>
    /// <param name="perDay">At least 1.</param>
    public static DateTimeOffset? RefusedUntil(IReadOnlyList<CallHour> calls, int perDay, DateTimeOffset now)
    {
        var counted = calls.Where(c => Counts(c, now)).ToList();
        var made = counted.Sum(c => (long)c.Calls);
        if (made < perDay)
            return null;
        // Hour by hour falls out of the day, until there is room.
        var last = counted.TakeWhile(c => (made -= c.Calls) >= perDay).Count();
        return counted[last].BeganAt + Stay;
    }

    /// <summary>Adds a call that is made now.</summary>
    public static void Add(IList<CallHour> calls, DateTimeOffset now)
    {
        var hour = new DateTimeOffset(now.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero);
        if (calls.Count > 0 && calls[^1].BeganAt == hour)
            calls[^1] = new(hour, calls[^1].Calls + 1);
        else
            calls.Add(new(hour, 1));
    }
}
