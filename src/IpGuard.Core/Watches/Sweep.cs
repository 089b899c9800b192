namespace IpGuard.Core.Watches;

/// <summary>How far a sweep of one marketplace has come, in that marketplace's own terms (a page number, a token, a file's line).</summary>
/// <param name="Token">Opaque to all but the reader that gave it. The empty token is the beginning.</param>
public sealed record SweepCursor(string Token)
{
    public static SweepCursor Start { get; } = new("");
}

/// <summary>What one sweep met, counted.</summary>
public sealed record SweepCounts
{
    public int Pages { get; init; }

    /// <summary>Listings read whole.</summary>
    public int Listings { get; init; }

    /// <summary>Of them those on pages that are as they were: neither fetched nor judged again.</summary>
    public int UnchangedListings { get; init; }

    /// <summary>Listings that were none: a missing id, an unreadable line.</summary>
    public int BrokenListings { get; init; }

    /// <summary>Pictures with a fingerprint.</summary>
    public int Pictures { get; init; }

    /// <summary>Of them those that were known by their address, and not fetched again.</summary>
    public int KnownPictures { get; init; }

    /// <summary>Pictures that could not be fetched or decoded.</summary>
    public int UnreadablePictures { get; init; }

    /// <summary>Pictures too flat to be told apart by their hash.</summary>
    public int FlatPictures { get; init; }

    /// <summary>Listings that the fast pass left for the deep pass.</summary>
    public int UnsettledListings { get; init; }

    /// <summary>Matches that a picture of the negative bank explained away.</summary>
    public int ExplainedMatches { get; init; }

    public int SameMatches { get; init; }

    public int NearMatches { get; init; }

    public static SweepCounts operator +(SweepCounts left, SweepCounts right) =>
        new()
        {
            Pages = left.Pages + right.Pages,
            Listings = left.Listings + right.Listings,
            UnchangedListings = left.UnchangedListings + right.UnchangedListings,
            KnownPictures = left.KnownPictures + right.KnownPictures,
            BrokenListings = left.BrokenListings + right.BrokenListings,
            Pictures = left.Pictures + right.Pictures,
            UnreadablePictures = left.UnreadablePictures + right.UnreadablePictures,
            FlatPictures = left.FlatPictures + right.FlatPictures,
            UnsettledListings = left.UnsettledListings + right.UnsettledListings,
            ExplainedMatches = left.ExplainedMatches + right.ExplainedMatches,
            SameMatches = left.SameMatches + right.SameMatches,
            NearMatches = left.NearMatches + right.NearMatches,
        };
}

/// <summary>When a watch is due again.</summary>
public static class WatchSchedule
{
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan LongestInterval = TimeSpan.FromDays(31);

    /// <summary>The next time a watch is due: one interval after it began, or, when that is past already, one interval from now,
    /// so that a long pause is not followed by a burst. A clock that was turned back since does not put it off for longer.</summary>
    public static DateTimeOffset NextDue(DateTimeOffset startedAt, TimeSpan every, DateTimeOffset now)
    {
        var next = startedAt + every;
        return next > now && next <= now + every ? next : now + every;
    }

    /// <summary>Whether a watch is put off for longer than anything puts it off: then the clock was wrong when that was written. A source
    /// that fails puts it off for <see cref="LongestInterval"/> at most, and a crawl window for a day more.</summary>
    /// <param name="regular">When it would be due if nothing had happened.</param>
    public static bool IsPutOffTooLong(DateTimeOffset dueAt, DateTimeOffset regular, DateTimeOffset now)
    {
        var longest = now + LongestInterval;
        return dueAt > (regular > longest ? regular : longest).AddDays(1);
    }
}

/// <summary>What a sweep need not do again.</summary>
public static class SweepRules
{
    /// <summary>A picture that was fetched is taken to stay at its address for so long, then it is fetched anew: a seller may put another
    /// in its place without a word in the record.</summary>
    public static readonly TimeSpan PictureStays = TimeSpan.FromDays(7);

    /// <summary>A watch that is being swept is held for so long at a time: after a crash it is free again by then. Ours; some times as
    /// long as <see cref="HeldAnew"/>, so that a slow disk loses no sweep.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>Whoever holds a watch for longer than this wrote so by a clock that was ahead, and holds nothing. Twice as long as anyone
    /// holds it: two that ask at once do not read the clock at once.</summary>
    public static readonly TimeSpan LongestHeld = 2 * Lease;

    /// <summary>How often it is held anew while nothing is kept; before anything is kept it is too.</summary>
    public static readonly TimeSpan HeldAnew = TimeSpan.FromMinutes(3);

    /// <summary>When a marketplace that cannot be read is asked again: after <see cref="PauseAfter"/>, or when it says itself, be that
    /// later.</summary>
    /// <param name="retryAt">As it says; beyond a month it is taken for a mistake.</param>
    public static DateTimeOffset AskedAgainAt(DateTimeOffset now, int failures, DateTimeOffset? retryAt)
    {
        var own = now + PauseAfter(failures);
        return retryAt is { } theirs && theirs > own && theirs - now <= WatchSchedule.LongestInterval ? theirs : own;
    }

    /// <summary>How long a marketplace that cannot be read is left alone: a quarter of an hour after the first failure, twice as long
    /// after each more, a day at most.</summary>
    /// <param name="failures">In turn; at least 1.</param>
    public static TimeSpan PauseAfter(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        return TimeSpan.FromMinutes(Math.Min(15d * Math.Pow(2, Math.Min(failures - 1, 10)), 24 * 60));
    }
}
