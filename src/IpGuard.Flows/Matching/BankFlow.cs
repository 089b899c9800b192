using System.Globalization;
using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Sweeps;
using IpGuard.Store;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Features;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Matching;

/// <summary>A picture of the negative bank as pages show it.</summary>
public sealed record BankView(long Id, string Note, BankState State, DateTimeOffset AddedAt, string Actor);

/// <summary>The negative bank: a regulator adds pictures that never make a match, the machine proposes some, and a regulator
/// decides.</summary>
public sealed class BankFlow(GuardStore store, FeatureShelf shelf, Neighbours index, TimeProvider clock)
{
    /// <summary>Who proposes.</summary>
    public const string Machine = "machine";

    public const int MostNoteLetters = 200;

    /// <summary>Proposals first, then those in use, then those dismissed; of each the newest first.</summary>
    /// <returns>Null for any but a regulator: to others there is no bank.</returns>
    public async Task<IReadOnlyList<BankView>?> ListAsync(Viewer viewer, CancellationToken stop)
    {
        if (!viewer.IsRegulator)
            return null;
        await using var db = store.Open(Viewer.House);
        var rows = await db.Bank.AsNoTracking().OrderBy(b => b.State).ThenByDescending(b => b.Id).ToListAsync(stop);
        return [.. rows.Select(b => new BankView(b.Id, b.Note, b.State, b.AddedAt, b.Actor))];
    }

    /// <summary>Adds a picture at a regulator's word.</summary>
    /// <returns>All faults, by the fields note and picture, and none where it was added; null for any but a regulator.</returns>
    public async Task<IReadOnlyList<FieldFault>?> AddAsync(
        Viewer viewer,
        string actor,
        string note,
        ReadOnlyMemory<byte> bytes,
        CancellationToken stop
    )
    {
        if (!viewer.IsRegulator)
            return null;
        var (faults, hash) = (new List<FieldFault>(), Sha256Hash.Of(bytes.Span));
        note = PlainText.CleanToMeasure(note, MostNoteLetters);
        if (note.Length is 0 or > MostNoteLetters)
            faults.Add(new("note", $"expected what it shows in 1 to {MostNoteLetters} letters, got {note.Length}"));
        if (await shelf.ExamineAsync(hash, bytes, Side.Filed, stop) is Reading.Unreadable unreadable)
            faults.Add(new("picture", unreadable.Fault.Message));
        if (faults.Count > 0)
            return faults;
        await store.Blobs.KeepAsync(bytes, stop);
        await using var db = store.Open(Viewer.House);
        var row = await db.Bank.FirstOrDefaultAsync(b => b.Content == hash, stop);
        if (row is null)
            db.Bank.Add(row = New(hash, note, BankState.Active, null, actor));
        (row.Note, row.State, row.Actor) = (note, BankState.Active, actor);
        Record(db, viewer, actor, "bank.added", hash);
        await SaveAsync(db, row, stop);
        return [];
    }

    /// <summary>Lets a picture keep matches away, or no longer.</summary>
    /// <returns>False where there is none such, and for any but a regulator.</returns>
    public async Task<bool> DecideAsync(Viewer viewer, string actor, long id, bool isActive, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        if (!viewer.IsRegulator || await db.Bank.FirstOrDefaultAsync(b => b.Id == id, stop) is not { } row)
            return false;
        (row.State, row.Actor) = (isActive ? BankState.Active : BankState.Dismissed, actor);
        Record(db, viewer, actor, isActive ? "bank.accepted" : "bank.dismissed", row.Content);
        await SaveAsync(db, row, stop);
        return true;
    }

    // With what the index is to do, in one transaction: while it is away nothing is lost.
    async Task SaveAsync(GuardDb db, BankRow row, CancellationToken stop)
    {
        await using (var transaction = await db.Database.BeginTransactionAsync(stop))
        {
            await db.SaveChangesAsync(stop);
            var subject = row.Id.ToString(CultureInfo.InvariantCulture);
            // In the place of an earlier one: what is to be done is read from the picture's state when it is done.
            await db.Outbox.Where(o => o.Kind == WorksSource.IndexBank && o.Subject == subject).ExecuteDeleteAsync(stop);
            db.Outbox.Add(
                new()
                {
                    Kind = WorksSource.IndexBank,
                    Subject = subject,
                    CreatedAt = clock.GetUtcNow(),
                }
            );
            await db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
        }

        await index.RememberAsync(stop);
    }

    /// <summary>A bank picture, re-encoded to be shown; null also for any but a regulator.</summary>
    public async Task<FileContent?> PictureAsync(Viewer viewer, long id, int maximumSidePx, CancellationToken stop)
    {
        if (!viewer.IsRegulator)
            return null;
        await using var db = store.Open(Viewer.House);
        var row = await db.Bank.AsNoTracking().FirstOrDefaultAsync(b => b.Id == id, stop);
        return row is null ? null : await Pictures.ShowAsync(store.Blobs, row.Content, maximumSidePx, Orientation.Upright, stop);
    }

    /// <summary>Proposes the parts of listings at which works of several unrelated holders are seen at once. Part of the caller's
    /// transaction.</summary>
    internal async Task ProposeAsync(
        GuardDb db,
        IReadOnlyList<JudgedListing> judged,
        Dictionary<string, ListingRow> rows,
        IReadOnlyDictionary<string, Guid> owners,
        CancellationToken stop
    )
    {
        foreach (var listing in judged)
        {
            var seen = listing
                .Ranked.Where(r => r.Verdict.Likeness != Likeness.Different && r.Verdict.Evidence.Picture?.Where is not null)
                .Where(r => owners.ContainsKey(r.FilingNumber))
                .ToList();
            foreach (var (_, verdict) in seen)
            {
                var holders = seen.Where(s =>
                        s.Verdict.Evidence.ListedPictureNo == verdict.Evidence.ListedPictureNo
                        && NegativeBank.AreAtOnePlace(s.Verdict.Evidence.Picture!, verdict.Evidence.Picture!)
                    )
                    .Select(s => owners[s.FilingNumber])
                    .Distinct()
                    .Count();
                if (holders < NegativeBank.ProposingHolders)
                    continue;
                await ProposeAsync(db, listing.Seen, rows[listing.Seen.Listing.ExternalId].Id, verdict, holders, stop);
                break;
            }
        }
    }

    async Task ProposeAsync(GuardDb db, SeenListing seen, long listingId, Verdict verdict, int holders, CancellationToken stop)
    {
        if (seen.Pictures[verdict.Evidence.ListedPictureNo - 1].Content is not { } content)
            return;
        var whole = await store.Blobs.ReadAsync(content, stop);
        if (PartCutter.Cut(whole, NegativeBank.BoxOf(verdict.Evidence.Picture!)) is not { } part)
            return;
        var hash = await store.Blobs.KeepAsync(part, stop);
        if (await db.Bank.AnyAsync(b => b.Content == hash, stop) || db.Bank.Local.Any(b => b.Content == hash))
            return;
        db.Bank.Add(New(hash, $"{holders} · {seen.Listing.Title}", BankState.Proposed, listingId, Machine));
    }

    void Record(GuardDb db, Viewer viewer, string actor, string action, Sha256Hash picture) =>
        db.Note(clock.GetUtcNow(), viewer.OrganisationId, actor, action, picture.ToString());

    BankRow New(Sha256Hash content, string note, BankState state, long? listingId, string actor) =>
        new()
        {
            Content = content,
            Note = note,
            State = state,
            ListingId = listingId,
            AddedAt = clock.GetUtcNow(),
            Actor = actor,
        };
}
