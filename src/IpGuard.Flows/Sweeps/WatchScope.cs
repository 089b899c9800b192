using System.Text;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Flows.Watches;
using IpGuard.Judging.Names;
using IpGuard.Store;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>What a watch looks at and what it watches for, read once a sweep.</summary>
public sealed class WatchScope
{
    readonly HashSet<string> _filings;
    readonly List<string> _keywords;

    WatchScope(WatchRow watch, IEnumerable<string> filings)
    {
        Watch = watch;
        // A regulator's watch is for every holder's.
        _filings = watch.CoversAllFilings ? [] : new(filings, StringComparer.Ordinal);
        // One that folds to nothing is in no text.
        _keywords = [.. WatchRows.KeywordsOf(watch).Select(Fold).Where(k => k.Length > 0)];
    }

    public WatchRow Watch { get; }

    public static async Task<WatchScope> ReadAsync(GuardDb db, WatchRow watch, CancellationToken stop) =>
        new(watch, await db.WatchFilings.Where(f => f.WatchId == watch.Id).Select(f => f.FilingNumber).ToListAsync(stop));

    /// <summary>Whether a match with a filing is this watch's to raise.</summary>
    public bool Covers(string filingNumber, Guid owner) =>
        (Watch.CoversAllFilings || owner == Watch.OrganisationId) && (_filings.Count == 0 || _filings.Contains(filingNumber));

    /// <summary>Whether a listing is looked at: it has one of the keywords, or there are none.</summary>
    public bool Wants(Listing listing) =>
        _keywords.Count == 0 || WatchKeywords.AreIn(new[] { listing.Title, listing.Description, listing.Category }.Select(Fold), _keywords);

    /// <summary>By what listings are judged for this watch: with other keywords or filings, its pages are looked at again.</summary>
    public Sha256Hash JudgedBy(Sha256Hash judgement) =>
        _filings.Count == 0 && _keywords.Count == 0
            ? judgement
            : Sha256Hash.Of(
                Encoding.UTF8.GetBytes(
                    $"{judgement}\n{string.Join('\n', _keywords.Order(StringComparer.Ordinal))}\n\n"
                        + string.Join('\n', _filings.Order(StringComparer.Ordinal))
                )
            );

    // As for names: case, width, accents, traditional characters and look-alikes, which sellers mix at will.
    static string Fold(string? text) => TextFold.Fold(text).Text;
}
