using IpGuard.Core.Matching;

namespace IpGuard.Core.Cases;

/// <summary>In what a listing is like one that is gone.</summary>
/// <param name="PictureBits">Between their two nearest pictures, turned and mirrored as may be; null where either has none that says
/// anything.</param>
/// <param name="TitleCosine">Of their titles' words: 0 to 1.</param>
/// <param name="IsSameSeller">By the marketplace's id, or by name on another marketplace.</param>
public sealed record Resemblance(int? PictureBits, double TitleCosine, bool IsSameSeller)
{
    public bool IsSamePicture => PictureBits <= Pdq.SamePictureBits;

    public bool IsSameTitle => TitleCosine >= Relist.SameTitleCosine;

    /// <summary>How many of picture, title and seller are the same: 0 to 3.</summary>
    public int Traits => (IsSamePicture ? 1 : 0) + (IsSameTitle ? 1 : 0) + (IsSameSeller ? 1 : 0);
}

/// <summary>When a listing is one of a case that was gone, back under another id, another seller, or both.</summary>
public static class Relist
{
    /// <summary>Titles from this cosine of words on are taken for the same one. Bench <c>relist</c> (docs/market.md): of titles with
    /// their words in another order 72 % reach it, of those with a third left out 85 %, of other designs' none; another seller's title of
    /// the same design does in 64 of 100, so that a title decides nothing alone.</summary>
    public const double SameTitleCosine = 0.5;

    /// <summary>So many of the three have to agree: one picture alone may be the holder's own, which every copy shows; one title alone a
    /// usual one; and one seller offers other things too.</summary>
    public const int LeastTraits = 2;

    /// <param name="resemblance">To a gone listing of a case about the same filing.</param>
    public static bool IsReturn(Resemblance resemblance) => resemblance.Traits >= LeastTraits;
}

/// <summary>When a listing is looked for again after its marketplace was told of it.</summary>
public static class Recheck
{
    /// <summary>It counts as vanished once it was not found so often in turn: one answer may be a mishap, and a page may be read while a
    /// listing moves to another.</summary>
    public const int MissesUntilVanished = 2;

    /// <summary>After it was not found for the first time.</summary>
    public static readonly TimeSpan AfterMiss = TimeSpan.FromHours(1);

    /// <summary>So far apart are two misses that count. Two watches of a marketplace, or a sweep and the address itself, may come upon the
    /// same mishap within minutes. Half of <see cref="AfterMiss"/>, so that a second look at the address always counts.</summary>
    public static readonly TimeSpan BetweenMisses = TimeSpan.FromMinutes(30);

    static readonly TimeSpan _often = TimeSpan.FromHours(6);
    static readonly TimeSpan _daily = TimeSpan.FromDays(1);
    static readonly TimeSpan _weekly = TimeSpan.FromDays(7);

    /// <summary>Every six hours in the first three days, in which marketplaces mostly act; daily for a month; then weekly.</summary>
    public static DateTimeOffset NextAt(DateTimeOffset noticedAt, DateTimeOffset now, int misses)
    {
        if (misses > 0)
            return now + AfterMiss;
        var age = now - noticedAt;
        var pause =
            age < TimeSpan.FromDays(3) ? _often
            : age < TimeSpan.FromDays(30) ? _daily
            : _weekly;
        return now + pause;
    }

    /// <summary>How many misses count once it was not found again.</summary>
    /// <param name="misses">Those that counted so far, in turn.</param>
    /// <param name="lookedAt">When it was last looked for; null where it never was.</param>
    public static int Missed(int misses, DateTimeOffset? lookedAt, DateTimeOffset now) =>
        // Either way, since a clock may be turned back.
        misses > 0
        && lookedAt is { } at
        && (now - at).Duration() < BetweenMisses
            ? misses
            : misses + 1;

    /// <summary>What an answer says of a listing.</summary>
    /// <param name="status">HTTP status of the last hop; null where nothing answered.</param>
    /// <param name="asked">The listing's address.</param>
    /// <param name="final">Where redirects led.</param>
    /// <returns>True where it is offered, false where it is not; null where the answer says neither, as a busy host's does.</returns>
    /// <remarks>404 and 410 are gone (RFC 9110, sections 15.5.5 and 15.5.11); so is one whose address leads to its site's front page,
    /// which is how many marketplaces answer for what they took down.</remarks>
    public static bool? IsOffered(int? status, Uri asked, Uri? final) =>
        status switch
        {
            404 or 410 => false,
            >= 200 and < 300 when final is not null && final.AbsolutePath == "/" && asked.AbsolutePath != "/" => false,
            >= 200 and < 300 => true,
            _ => null,
        };
}
