using System.Globalization;
using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Proof.Checking;
using IpGuard.Proof.Ledger;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Ledger;

/// <summary>Derives everything that is proven anew from what it is proven of: entries, tiles, roots, signatures, tokens, commitments and
/// blobs. It changes nothing but its own report.</summary>
public sealed class FsckFlow(GuardStore store, LedgerFolder ledger, FsckContents contents, HouseSettings settings, TimeProvider clock)
{
    const int Kept = 60;

    /// <summary>Checks the whole house, and keeps the report.</summary>
    /// <param name="progress">Told the part that is being looked at.</param>
    public async Task<FsckReport> CheckAsync(IProgress<string>? progress, CancellationToken stop)
    {
        var began = clock.GetUtcNow();
        await using var db = store.Open(Viewer.House);
        // What is entered while this runs is checked the next time.
        var size = await Entries.NextIndexAsync(db, stop);
        FsckPart[] parts =
        [
            await DatabaseAsync(db, progress, stop),
            await EntriesAsync(db, size, progress, stop),
            .. await LedgerAsync(db, progress, stop),
            await CosignaturesAsync(db, progress, stop),
            await TokensAsync(db, progress, stop),
            await contents.FilingsAsync(progress, stop),
            await contents.BlobsAsync(progress, stop),
        ];
        var report = new FsckReport(began, clock.GetUtcNow(), parts);
        db.Fscks.Add(
            new()
            {
                BeganAt = report.BeganAt,
                EndedAt = report.EndedAt,
                IsClean = report.IsClean,
                Parts = JsonSerializer.SerializeToUtf8Bytes(report.Parts),
            }
        );
        await db.SaveChangesAsync(stop);
        var oldest = await db.Fscks.OrderByDescending(f => f.Id).Skip(Kept).Select(f => f.Id).FirstOrDefaultAsync(stop);
        await db.Fscks.Where(f => f.Id <= oldest).ExecuteDeleteAsync(stop);
        return report;
    }

    /// <summary>The kept reports, the newest first.</summary>
    public async Task<IReadOnlyList<FsckReport>> ReadAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var rows = await db.Fscks.AsNoTracking().OrderByDescending(f => f.Id).ToListAsync(stop);
        return [.. rows.Select(r => new FsckReport(r.BeganAt, r.EndedAt, JsonSerializer.Deserialize<IReadOnlyList<FsckPart>>(r.Parts)!))];
    }

    static async Task<FsckPart> DatabaseAsync(GuardDb db, IProgress<string>? progress, CancellationToken stop)
    {
        var tally = new FsckTally("database", progress);
        tally.Add(await GuardStore.IntegrityFaultAsync(db, stop));
        return tally.Close();
    }

    static async Task<FsckPart> EntriesAsync(GuardDb db, long size, IProgress<string>? progress, CancellationToken stop)
    {
        var tally = new FsckTally("entries", progress);
        var expected = 0L;
        var leaves = db.Leaves.AsNoTracking().Where(l => l.LeafIndex < size).OrderBy(l => l.LeafIndex);
        await foreach (var leaf in leaves.AsAsyncEnumerable().WithCancellation(stop))
        {
            var gap = leaf.LeafIndex == expected ? null : $"expected an entry at index {expected}, found the next at {leaf.LeafIndex}";
            expected = leaf.LeafIndex + 1;
            tally.Add(gap);
        }

        // Joined from either side: an entry without its subject, and a subject without its entry.
        await foreach (
            var one in FaultsOfAsync(
                db,
                LeafKind.Filing,
                db.Filings.Select(f => new Statement { Subject = f.Number, Bytes = f.Manifest }),
                size,
                stop
            )
        )
            tally.Add(one);
        await foreach (
            var one in FaultsOfAsync(
                db,
                LeafKind.Snapshot,
                db.Evidence.Select(e => new Statement { Subject = e.Number, Bytes = e.Statement }),
                size,
                stop
            )
        )
            tally.Add(one);
        foreach (var segment in await db.AuditSegments.AsNoTracking().OrderBy(s => s.No).ToListAsync(stop))
        {
            var digest = await AuditFlow.DigestAsync(db, segment, stop);
            var subject = segment.No.ToString(CultureInfo.InvariantCulture);
            var leaf = await db.Leaves.AsNoTracking().FirstOrDefaultAsync(l => l.Kind == LeafKind.Audit && l.Subject == subject, stop);
            tally.Add(
                leaf?.Entry == digest ? null : $"audit segment {subject} does not have the digest that was entered: a row was changed"
            );
        }

        // A digest without its segment is as bad as a segment without its digest.
        var segments = await db.AuditSegments.CountAsync(stop);
        var digests = await db.Leaves.CountAsync(l => l.Kind == LeafKind.Audit, stop);
        tally.Add(segments == digests ? null : $"expected as many audit segments as are entered ({digests}), found {segments}");
        return tally.Close();
    }

    static async IAsyncEnumerable<string?> FaultsOfAsync(
        GuardDb db,
        string kind,
        IQueryable<Statement> statements,
        long size,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop
    )
    {
        var joined = statements.GroupJoin(
            db.Leaves.Where(l => l.Kind == kind),
            s => s.Subject,
            l => l.Subject,
            (s, leaves) => new { Stated = s, Leaf = leaves.FirstOrDefault() }
        );
        await foreach (var one in joined.AsNoTracking().AsAsyncEnumerable().WithCancellation(stop))
        {
            if (one.Leaf is null)
                yield return $"expected an entry of {one.Stated.Subject} in the ledger, found none";
            else if (one.Leaf.LeafIndex < size && one.Leaf.Entry != Sha256Hash.Of(one.Stated.Bytes))
                yield return $"{one.Stated.Subject} has another hash than was entered at {one.Leaf.LeafIndex}: it was changed";
            else
                yield return null;
        }

        var lost = db.Leaves.Where(l => l.Kind == kind && !statements.Any(s => s.Subject == l.Subject)).Select(l => l.Subject);
        await foreach (var subject in lost.AsAsyncEnumerable().WithCancellation(stop))
            yield return $"expected {subject}, which is in the ledger, found none";
    }

    async Task<IReadOnlyList<FsckPart>> LedgerAsync(GuardDb db, IProgress<string>? progress, CancellationToken stop)
    {
        var (tiles, checkpoints) = (new FsckTally("tiles", progress), new FsckTally("checkpoints", progress));
        // Both in order of size, side by side: a ledger may have millions of each.
        await using var other = store.Open(Viewer.House);
        using var signed = other.Checkpoints.AsNoTracking().OrderBy(c => c.Size).AsEnumerable().GetEnumerator();
        var isLeft = signed.MoveNext();
        var entries = db.Leaves.AsNoTracking().OrderBy(l => l.LeafIndex).Select(l => l.Entry).AsAsyncEnumerable();
        var (compared, faults) = await ledger.CompareAsync(
            entries,
            tree =>
            {
                if (!isLeft || signed.Current.Size != tree.Size)
                    return;
                checkpoints.Add(Fault(signed.Current, tree.Root()));
                isLeft = signed.MoveNext();
            },
            FsckPart.MostTold
        );
        for (var i = 0; i < Math.Max(compared, faults.Count); i++)
            tiles.Add(i < faults.Count ? faults[i] : null);
        for (; isLeft; isLeft = signed.MoveNext())
            checkpoints.Add($"expected {signed.Current.Size} published entries under the checkpoint of that size, found {ledger.Size}");
        return [tiles.Close(), checkpoints.Close()];
    }

    string? Fault(CheckpointRow row, Sha256Hash root)
    {
        if (row.Root != root)
            return $"the checkpoint of size {row.Size} has root {row.Root}, its entries give {root}";
        if (
            !SignedNote.TryParse(row.Note, out var note)
            || !Checkpoint.TryParse(note!.Text, out var checkpoint)
            || checkpoint != new Checkpoint(ledger.Origin, row.Size, row.Root)
        )
            return $"the note of the checkpoint of size {row.Size} states something else";
        return NoteCheck.Fault(note, ledger.Key) is { } fault ? $"the checkpoint of size {row.Size}: {fault}" : null;
    }

    // Of the witnesses in the settings: without a witness's key nothing can be said of its lines.
    async Task<FsckPart> CosignaturesAsync(GuardDb db, IProgress<string>? progress, CancellationToken stop)
    {
        var tally = new FsckTally("cosignatures", progress);
        var keys = settings.Witnesses.ToDictionary(w => w.Key.Name, w => w.Key, StringComparer.Ordinal);
        var names = keys.Keys.ToList();
        var lines =
            from cosignature in db.Cosignatures.AsNoTracking()
            where names.Contains(cosignature.Witness)
            join checkpoint in db.Checkpoints.AsNoTracking() on cosignature.CheckpointSize equals checkpoint.Size
            orderby cosignature.CheckpointSize
            select new
            {
                cosignature.Witness,
                cosignature.Line,
                checkpoint.Size,
                checkpoint.Root,
            };
        await foreach (var one in lines.AsAsyncEnumerable().WithCancellation(stop))
        {
            var text = System.Text.Encoding.UTF8.GetString(new Checkpoint(ledger.Origin, one.Size, one.Root).ToBody());
            var isGood = SignedNote.ReadLines(one.Line) is { } read && NoteCheck.WitnessedAt(text, read, keys[one.Witness]) is not null;
            tally.Add(isGood ? null : $"expected a cosignature of {one.Witness} over the checkpoint of size {one.Size}, found another");
        }

        return tally.Close();
    }

    async Task<FsckPart> TokensAsync(GuardDb db, IProgress<string>? progress, CancellationToken stop)
    {
        var tally = new FsckTally("tokens", progress);
        var stamps =
            from stamp in db.Timestamps.AsNoTracking()
            join root in db.AuthorityRoots.AsNoTracking() on stamp.RootId equals root.Id
            join checkpoint in db.Checkpoints.AsNoTracking() on stamp.CheckpointSize equals checkpoint.Size
            join renewed in db.Timestamps.AsNoTracking() on stamp.RenewsId equals renewed.Id into found
            from old in found.DefaultIfEmpty()
            orderby stamp.Id
            select new
            {
                Stamp = stamp,
                Root = root,
                CheckpointRoot = checkpoint.Root,
                Renewed = old == null ? null : old.Token,
            };
        await foreach (var one in stamps.AsAsyncEnumerable().WithCancellation(stop))
        {
            var body = new Checkpoint(ledger.Origin, one.Stamp.CheckpointSize, one.CheckpointRoot).ToBody();
            byte[] data = one.Stamp.RenewsId is null ? body : [.. one.Renewed ?? [], .. body];
            var context = new TokenContext(one.Root.RootPem, one.Root.ChainPem, one.Stamp.Request);
            var (time, fault) = TimestampCheck.Check(one.Stamp.Token, data, context);
            fault ??= time!.At == one.Stamp.StampedAt ? null : $"expected the time {one.Stamp.StampedAt:u} in it, found {time.At:u}";
            tally.Add(
                fault is null ? null : $"the token of {one.Stamp.Source} over the checkpoint of size {one.Stamp.CheckpointSize}: {fault}"
            );
        }

        return tally.Close();
    }

    // Members and no constructor: only so can a query go on from it.
    sealed class Statement
    {
        public required string Subject { get; init; }

        public required byte[] Bytes { get; init; }
    }
}
