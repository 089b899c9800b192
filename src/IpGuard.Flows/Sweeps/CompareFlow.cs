using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Watches;
using IpGuard.Market.Recorded;

namespace IpGuard.Flows.Sweeps;

/// <summary>One of the best three works of a listing, whatever its score.</summary>
/// <param name="Score">0 to 1; higher is more alike.</param>
public sealed record CompareRow(string QueryId, string MatchedSourceId, double Score);

/// <summary>What a comparison of two folders came to.</summary>
/// <param name="Unread">Every picture on either side that gave no row, with the reason.</param>
public sealed record CompareSummary(int Works, int Listings, int Rows, IReadOnlyList<string> Unread);

/// <summary>The quick audit: every picture of one folder is filed, every picture of another is a listing, and each listing is judged by
/// the same stops as in a sweep.</summary>
public sealed class CompareFlow(FilingFlow filings, HolderFlow holders, WatchFlow watches, DueSweeps sweeps)
{
    /// <summary>Rows given for each listing.</summary>
    public const int RowsPerListing = 3;

    const string Holder = "compare";

    /// <param name="row">Called for each row, best first within a listing.</param>
    /// <param name="progress">Told the share done of each half, 0 to 1.</param>
    public async Task<CompareSummary> RunAsync(
        string worksFolder,
        string listingsFolder,
        Action<CompareRow> row,
        IProgress<(bool IsFiling, double Done)>? progress,
        CancellationToken stop
    )
    {
        var unread = new List<string>();
        var holder = await holders.OfNameAsync(Holder, OrganisationKind.Brand, stop);
        var names = await FileAsync(worksFolder, holder, unread, progress, stop);
        var watch = await watches.OrderAsync(
            holder,
            "operator",
            Path.GetFileName(listingsFolder),
            MarketplaceKind.Recorded,
            Path.GetFullPath(listingsFolder),
            TimeSpan.FromDays(1),
            coversAllFilings: false,
            stop
        );

        var (listings, rows) = (0, 0);
        var order = new SweepOrder(
            IsThorough: true,
            // Rows are wanted for every listing, also for those that a run before this one has kept.
            IsFromStart: true,
            Judged: judged =>
            {
                listings++;
                unread.AddRange(Unread(judged.Seen));
                // Two folders have pictures and no words worth weighing.
                var best = judged
                    .Ranked.Where(r => names.ContainsKey(r.FilingNumber))
                    .OrderByDescending(r => r.Verdict.Evidence.Picture!.Score)
                    .ThenBy(r => r.FilingNumber, StringComparer.Ordinal)
                    .Take(RowsPerListing);
                foreach (var (number, verdict) in best)
                {
                    row(new(judged.Seen.Listing.ExternalId, names[number], verdict.Evidence.Picture!.Score));
                    rows++;
                }
            },
            Progress: progress is null
                ? null
                : new Relay(p => progress.Report((false, (double)p.Counts.Listings / Math.Max(1, p.TotalListings ?? 1))))
        );
        var sweep = await sweeps.RunAsync(watch, order, stop);
        return sweep.Fault is { } fault ? throw new Market.MarketplaceException(fault) : new(names.Count, listings, rows, unread);
    }

    async Task<Dictionary<string, string>> FileAsync(
        string folder,
        Viewer holder,
        List<string> unread,
        IProgress<(bool IsFiling, double Done)>? progress,
        CancellationToken stop
    )
    {
        if (!Directory.Exists(folder))
            throw new Market.MarketplaceException($"expected a folder of works, found none at {folder}");
        var files = Directory.GetFiles(folder).Where(RecordedMarketplace.IsPicture).Order(StringComparer.Ordinal).ToList();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        // One after the other, so that the order of filing, which settles ties, is the order of names.
        foreach (var (path, i) in files.Select((path, i) => (path, i)))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var bytes = await File.ReadAllBytesAsync(path, stop);
            var draft = new Draft(
                name,
                Category.ArtsAndCrafts,
                Holder,
                OwnershipBasis.OwnCreation,
                null,
                [new(Path.GetFileName(path), bytes)]
            );
            var filing = Kept(
                await filings.FileAsync(holder, "operator", Collection.CommandLine, draft, stop),
                Path.GetFileName(path),
                unread
            );
            if (filing is not null)
                names.TryAdd(filing.Number, name);
            progress?.Report((true, (i + 1.0) / files.Count));
        }

        return names;
    }

    static Filing? Kept(Decision decision, string fileName, List<string> unread)
    {
        switch (decision)
        {
            case Decision.Refused refused:
                unread.Add($"{fileName}: {string.Join("; ", refused.Faults.Concat(refused.Pictures.Select(p => p.Fault.Message)))}");
                return null;
            case Decision.Accepted { Filing: var filing }:
                if (filing.Pictures[0].Fingerprint.IsFlat)
                    unread.Add($"{fileName}: too flat to be recognised (quality {filing.Pictures[0].Fingerprint.Quality} of 100)");
                return filing;
            case Decision.Repeated repeated:
                return repeated.Filing;
            case Decision.Contested contested:
                return contested.Filing;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    static IEnumerable<string> Unread(SeenListing seen) =>
        seen
            .Pictures.Where(p => p.Fault is not null || p.Fingerprint is { IsFlat: true })
            .Select(p => $"{p.Address}: {p.Fault ?? $"too flat to be recognised (quality {p.Fingerprint!.Quality} of 100)"}");

    sealed class Relay(Action<SweepProgress> tell) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => tell(value);
    }
}
