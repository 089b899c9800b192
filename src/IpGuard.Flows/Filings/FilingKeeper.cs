using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Ledger;
using IpGuard.Store;
using IpGuard.Store.Filings;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Filings;

/// <summary>A sound draft with its pictures read, waiting to be decided.</summary>
/// <param name="Pictures">In their order.</param>
/// <param name="Files">What binds the manifest to them.</param>
sealed record ReadDraft(
    Viewer Viewer,
    Collection Collection,
    Draft Draft,
    IReadOnlyList<FiledPicture> Pictures,
    IReadOnlyList<SaltedFile> Files
);

/// <summary>Decides filings and keeps them, those that came meanwhile together: one at a time, so that two of the same picture cannot both
/// come first, and one commit for all, since the disk is what is waited for.</summary>
public sealed class FilingKeeper(GuardStore store, Neighbours neighbours, LedgerBells bells, TimeProvider clock) : IDisposable
{
    const int MostTogether = 64;

    readonly SemaphoreSlim _turn = new(1, 1);
    readonly Queue<(ReadDraft Draft, TaskCompletionSource<Decision> Decided)> _waiting = new();

    /// <summary>Decides and keeps. When the decision is not to refuse, the filing is durable before this returns.</summary>
    internal async Task<Decision> KeepAsync(ReadDraft draft)
    {
        var decided = new TaskCompletionSource<Decision>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
            _waiting.Enqueue((draft, decided));
        // Whoever has the turn keeps what all have brought; the others find it done. It is not broken off for one of them.
        await _turn.WaitAsync();
        try
        {
            if (!decided.Task.IsCompleted)
                await KeepWaitingAsync();
        }
        finally
        {
            _turn.Release();
        }

        return await decided.Task;
    }

    public void Dispose() => _turn.Dispose();

    async Task KeepWaitingAsync()
    {
        var together = new List<(ReadDraft Draft, TaskCompletionSource<Decision> Decided)>();
        lock (_waiting)
        {
            while (together.Count < MostTogether && _waiting.TryDequeue(out var one))
                together.Add(one);
        }

        try
        {
            var decisions = await DecideAsync([.. together.Select(t => t.Draft)]);
            bells.Ledger.Ring();
            bells.Index.Ring();
            for (var i = 0; i < decisions.Count; i++)
                together[i].Decided.SetResult(decisions[i]);
        }
        catch (Exception e)
        {
            // None of them was kept; each is told so.
            foreach (var one in together)
                one.Decided.TrySetException(e);
        }
    }

    async Task<List<Decision>> DecideAsync(IReadOnlyList<ReadDraft> drafts)
    {
        var stop = CancellationToken.None;
        var near = await neighbours.OfFilingsAsync([.. drafts.Select(d => d.Pictures)], stop);
        // The house looks, since a rival's filing has to be found; the viewer's organisation owns what is written.
        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var indexed = near.SelectMany(n => n.Indexed ?? []).Distinct(StringComparer.Ordinal).ToList();
        var earlier = await EarlierAsync(db, [.. drafts.SelectMany(d => d.Pictures)], indexed, stop);
        var together = new RecentFilings();
        var index = await Entries.NextIndexAsync(db, stop);
        var (decisions, kept, rows) = (new List<Decision>(), new List<Filing>(), new KeptRows());
        for (var i = 0; i < drafts.Count; i++)
        {
            var (filing, fault) = await FilingOfAsync(db, drafts[i], stop);
            var decision = fault is null
                ? Filing.Decide(filing!, [.. earlier, .. near[i].Recent, .. together.Near(filing!.Pictures)])
                : new Decision.Refused([fault], []);
            decisions.Add(decision);
            if (decision is not (Decision.Accepted or Decision.Contested))
                continue;
            Add(rows, drafts[i], filing!, decision as Decision.Contested, index++, near[i].Indexed is null);
            together.Add(filing!);
            kept.Add(filing!);
        }

        await rows.InsertAsync(db, stop);
        await transaction.CommitAsync(stop);
        neighbours.Keep(kept);
        return decisions;
    }

    async Task<(Filing? Filing, string? Fault)> FilingOfAsync(GuardDb db, ReadDraft read, CancellationToken stop)
    {
        if (await db.Organisations.FindAsync([read.Viewer.OrganisationId], stop) is not { } holder)
            return (null, $"expected a holder's organisation, got {read.Viewer.OrganisationId}");
        var draft = read.Draft;
        PreviousVersion? previous = null;
        if (draft.Previous is { } number)
        {
            var entry = await db
                .Leaves.Where(l => l.Kind == LeafKind.Filing && l.Subject == number && l.OrganisationId == holder.Id)
                .Select(l => (Core.Works.Sha256Hash?)l.Entry)
                .FirstOrDefaultAsync(stop);
            if (entry is null)
                return (null, $"expected one of your own filings as the earlier version, got {number}");
            previous = new(number, entry.Value);
        }

        var now = WholeSeconds(clock.GetUtcNow());
        return (
            new(
                $"F-{Guid.CreateVersion7(now):N}",
                holder.Id,
                holder.Name,
                draft.Title,
                draft.Category,
                draft.Author,
                draft.OwnershipBasis,
                draft.Description,
                read.Pictures,
                now,
                new(draft.Stage, draft.AiUse, previous)
            ),
            null
        );
    }

    void Add(KeptRows rows, ReadDraft read, Filing filing, Decision.Contested? contested, long index, bool isUnsearched)
    {
        var sealedFiling = Manifest.Seal(filing, read.Files, read.Collection, FilingFlow.NewSalt);
        var row = ToRow(filing, contested, sealedFiling);
        rows.Filings.Add(row);
        rows.Pictures.AddRange(row.Pictures);
        rows.Leaves.Add(Entries.Of(index, LeafKind.Filing, filing.Number, filing.OrganisationId, sealedFiling.Entry, filing.FiledAt));
        foreach (
            var kind in (string[])
                [WorksSource.IndexFiling, PriorFlow.SearchPrior, .. isUnsearched ? (string[])[RivalFlow.SearchRivals] : []]
        )
        {
            rows.Outbox.Add(
                new()
                {
                    Kind = kind,
                    Subject = filing.Number,
                    // The instant and not the whole second: by it a listing was seen before or after the filing.
                    CreatedAt = clock.GetUtcNow(),
                }
            );
        }

        rows.Audit.Add(
            new()
            {
                At = filing.FiledAt,
                OrganisationId = filing.OrganisationId,
                Actor = read.Collection.Collector,
                Action = contested is null ? FilingReads.AcceptedAction : RivalFlow.Contested,
                Subject = filing.Number,
            }
        );
    }

    /// <summary>Filings that share a file with these pictures, and those of the numbers.</summary>
    internal static async Task<List<Filing>> EarlierAsync(
        GuardDb db,
        IReadOnlyList<FiledPicture> pictures,
        IReadOnlyList<string> near,
        CancellationToken stop
    )
    {
        var contents = pictures.Select(p => p.Content).Distinct().ToList();
        var sharing = await db
            .FiledPictures.Where(p => contents.Contains(p.Content))
            .Select(p => p.FilingNumber)
            .Distinct()
            .ToListAsync(stop);
        var numbers = sharing.Union(near, StringComparer.Ordinal).ToList();
        if (numbers.Count == 0)
            return [];
        var rows = await db.Filings.AsNoTracking().Include(f => f.Pictures).Where(f => numbers.Contains(f.Number)).ToListAsync(stop);
        return [.. rows.Select(r => r.ToFiling())];
    }

    static FilingRow ToRow(Filing filing, Decision.Contested? contested, SealedFiling sealedFiling) =>
        new()
        {
            Number = filing.Number,
            OrganisationId = filing.OrganisationId,
            Holder = filing.Holder,
            Title = filing.Title,
            Category = filing.Category,
            Author = filing.Author,
            OwnershipBasis = filing.OwnershipBasis,
            Description = filing.Description,
            Stage = filing.Making?.Stage,
            AiUse = filing.Making?.AiUse,
            Previous = filing.Making?.Previous?.Number,
            PreviousEntry = filing.Making?.Previous?.Entry,
            WorkHash = filing.WorkHash,
            FiledAt = filing.FiledAt,
            ContestedReason = contested?.Reason,
            ContestedBits = contested?.Bits,
            Manifest = sealedFiling.Manifest,
            FieldSalts = JsonSerializer.SerializeToUtf8Bytes(sealedFiling.FieldSalts),
            Pictures =
            [
                .. filing.Pictures.Select(
                    (p, i) =>
                        new FiledPictureRow
                        {
                            FilingNumber = filing.Number,
                            No = p.No,
                            OrganisationId = filing.OrganisationId,
                            FileName = p.FileName,
                            Content = p.Content,
                            LengthBytes = p.LengthBytes,
                            Fingerprint = p.Fingerprint.ToBytes(),
                            Salt = sealedFiling.Files[i].Salt,
                        }
                ),
            ],
        };

    /// <summary>What one commit keeps.</summary>
    sealed class KeptRows
    {
        public List<FilingRow> Filings { get; } = [];

        public List<FiledPictureRow> Pictures { get; } = [];

        public List<LeafRow> Leaves { get; } = [];

        public List<OutboxRow> Outbox { get; } = [];

        public List<AuditRow> Audit { get; } = [];

        public async Task InsertAsync(GuardDb db, CancellationToken stop)
        {
            await db.InsertAllAsync(Filings, stop);
            await db.InsertAllAsync(Pictures, stop);
            await db.InsertAllAsync(Leaves, stop);
            await db.InsertAllAsync(Outbox, stop);
            await db.InsertAllAsync(Audit, stop);
        }
    }

    static DateTimeOffset WholeSeconds(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
