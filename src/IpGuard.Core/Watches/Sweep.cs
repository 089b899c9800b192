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

    /// <summary>Listings that were none: a missing id, an unreadable line.</summary>
    public int BrokenListings { get; init; }

    /// <summary>Pictures fetched and fingerprinted.</summary>
    public int Pictures { get; init; }

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
    /// so that a long pause is not followed by a burst.</summary>
    public static DateTimeOffset NextDue(DateTimeOffset startedAt, TimeSpan every, DateTimeOffset now)
    {
        var next = startedAt + every;
        return next > now ? next : now + every;
    }
}
