using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Flows.Ledger;
using IpGuard.Judging.Fusion;
using IpGuard.Store;
using IpGuard.Store.Matches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Matches;

/// <summary>A person's decision on a match as pages show it.</summary>
public sealed record DecisionView(bool IsConfirmed, string? Note, string Actor, DateTimeOffset DecidedAt);

/// <summary>People decide on matches: confirmed or dismissed. Decisions are kept as labels, shift their filing's threshold, and can be
/// exported; they retrain nothing by themselves.</summary>
public sealed class DecisionFlow(GuardStore store, TimeProvider clock)
{
    public const int MostNoteLetters = 500;

    /// <summary>Keeps a decision; an earlier one on the same match no longer stands, but stays on record.</summary>
    /// <returns>All faults, and none where it was kept; null where the viewer sees no such match.</returns>
    public async Task<IReadOnlyList<FieldFault>?> DecideAsync(
        Viewer viewer,
        string actor,
        string matchNumber,
        bool isConfirmed,
        string? note,
        CancellationToken stop
    )
    {
        await using (var own = store.Open(viewer))
        {
            if (!await own.Matches.AnyAsync(m => m.Number == matchNumber, stop))
                return null;
        }

        var clean = PlainText.CleanToMeasure(note ?? "", MostNoteLetters);
        if (clean.Length > MostNoteLetters)
            return [new("note", $"expected a note of at most {MostNoteLetters} letters, got {clean.Length}")];
        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var match = await db.Matches.AsNoTracking().FirstAsync(m => m.Number == matchNumber, stop);
        var listing = await db.Listings.AsNoTracking().FirstAsync(l => l.Id == match.ListingId, stop);
        await db
            .Decisions.Where(d => d.MatchNumber == matchNumber && d.IsStanding)
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.IsStanding, false), stop);
        var now = clock.GetUtcNow();
        db.Decisions.Add(
            new()
            {
                MatchNumber = matchNumber,
                OrganisationId = match.OrganisationId,
                FilingNumber = match.FilingNumber,
                MarketplaceId = listing.MarketplaceId,
                SellerExternalId = listing.SellerExternalId,
                IsConfirmed = isConfirmed,
                Note = clean.Length == 0 ? null : clean,
                Actor = actor,
                DecidedAt = now,
                Numbers = JsonSerializer.Serialize(EvidenceNumbers.Of(match.ToVerdict().Evidence)),
                IsStanding = true,
            }
        );
        db.Note(now, viewer.OrganisationId, actor, isConfirmed ? "match.confirmed" : "match.dismissed", matchNumber);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return [];
    }

    /// <summary>The decision that stands; null where nobody has decided.</summary>
    public async Task<DecisionView?> StandingAsync(Viewer viewer, string matchNumber, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var row = await db.Decisions.AsNoTracking().FirstOrDefaultAsync(d => d.MatchNumber == matchNumber && d.IsStanding, stop);
        return row is null ? null : new(row.IsConfirmed, row.Note, row.Actor, row.DecidedAt);
    }

    /// <summary>Writes the standing decisions that a viewer may see as labels, oldest first.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ExportAsync(Viewer viewer, TextWriter writer, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var rows = await db.Decisions.AsNoTracking().Where(d => d.IsStanding).OrderBy(d => d.Id).ToListAsync(stop);
        var labels = rows.Select(d => new Label(d.FilingNumber, d.IsConfirmed, JsonSerializer.Deserialize<float[]>(d.Numbers)!))
            .Where(l => l.Numbers.Length == EvidenceNumbers.Count)
            .ToList();
        LabelFile.Write(writer, labels);
        return labels.Count;
    }
}
