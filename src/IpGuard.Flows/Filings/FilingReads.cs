using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Ledger;
using IpGuard.Proof.Bundles;
using IpGuard.Proof.Ledger;
using IpGuard.Proof.Timestamps;
using IpGuard.Store;
using IpGuard.Store.Filings;
using IpGuard.Store.Ledger;
using IpGuard.Vision.Decoding;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Filings;

/// <summary>Filings as pages and the API read them, within what the viewer may see.</summary>
public sealed class FilingReads(GuardStore store, LedgerFolder ledger)
{
    /// <summary>What the audit calls a filing that was accepted.</summary>
    internal const string AcceptedAction = "filing.accepted";

    public const int PageSize = 24;

    /// <summary>Newest first.</summary>
    public async Task<PageOf<FilingSummary>> ListAsync(Viewer viewer, int page, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var filings = db.Filings.AsNoTracking();
        var total = await filings.CountAsync(stop);
        page = PageOf.Within(page, PageSize, total);
        var rows = await filings
            .OrderByDescending(f => f.FiledAt)
            .ThenByDescending(f => f.Number)
            .Skip((page - 1) * PageSize)
            .Take(PageSize)
            .Select(f => new Row(f, f.Pictures.Count, db.Matches.Count(m => m.FilingNumber == f.Number)))
            .ToListAsync(stop);
        var proven = await ProvenAsync([.. rows.Select(r => r.Filing.Number)], stop);
        var contested = await ContestedAsync([.. rows.Select(r => r.Filing)], stop);
        return new(
            [.. rows.Select(r => Summarise(r, proven[r.Filing.Number].State, contested.ContainsKey(r.Filing.Number)))],
            page,
            PageSize,
            total
        );
    }

    public async Task<FilingView?> ReadAsync(Viewer viewer, string number, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var filing = await db.Filings.AsNoTracking().Include(f => f.Pictures).FirstOrDefaultAsync(f => f.Number == number, stop);
        if (filing is null)
            return null;
        var matches = await db.Matches.CountAsync(m => m.FilingNumber == number, stop);
        var proof = (await ProvenAsync([number], stop))[number];
        var later = await db
            .Filings.AsNoTracking()
            .Where(f => f.Previous == number)
            .OrderBy(f => f.Number)
            .Select(f => f.Number)
            .ToListAsync(stop);
        ContestedReason? contested = (await ContestedAsync([filing], stop)).TryGetValue(number, out var reason) ? reason : null;
        return new(
            Summarise(new(filing, filing.Pictures.Count, matches), proof.State, contested is not null),
            filing.Author,
            filing.OwnershipBasis,
            filing.Description,
            contested,
            [.. filing.Pictures.OrderBy(p => p.No).Select(View)],
            new(
                proof.Leaf.Entry,
                proof.Leaf.LeafIndex,
                ledger.Origin,
                proof.Checkpoint?.Size,
                proof.Checkpoint?.Root,
                [.. proof.Tokens.OrderBy(t => t.Row.StampedAt).ThenBy(t => t.Row.Id).Select(View)],
                ledger.Key.Fingerprint.ToString()
            ),
            new(filing.Stage, filing.AiUse, filing.Previous, later)
        );
    }

    /// <summary>A re-encoded picture without metadata, at most <paramref name="maximumSidePx"/> (96 to 1,600) a side; the original is
    /// never served inline.</summary>
    public async Task<FileContent?> PictureAsync(Viewer viewer, string number, int pictureNo, int maximumSidePx, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var picture = await db.FiledPictures.AsNoTracking().FirstOrDefaultAsync(p => p.FilingNumber == number && p.No == pictureNo, stop);
        return picture is null ? null : await Pictures.ShowAsync(store.Blobs, picture.Content, maximumSidePx, Orientation.Upright, stop);
    }

    /// <summary>The evidence bundle (ZIP); null where there is no such filing, or it is not yet under a stamped checkpoint.</summary>
    public async Task<FileContent?> BundleAsync(Viewer viewer, string number, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        // A regulator sees the filing behind a match, but its original bytes and salts are the holder's to hand out.
        var filing = await db
            .Filings.AsNoTracking()
            .Include(f => f.Pictures)
            .FirstOrDefaultAsync(f => f.Number == number && (viewer.IsHouse || f.OrganisationId == viewer.OrganisationId), stop);
        if (filing is null)
            return null;
        var (_, leaf, checkpoint, tokens) = (await ProvenAsync([number], stop))[number];
        if (checkpoint is null || tokens.Count == 0)
            return null;

        var files = new List<BundleFile>();
        foreach (var picture in filing.Pictures.OrderBy(p => p.No))
            files.Add(new(picture.No, picture.FileName, await store.Blobs.ReadAsync(picture.Content, stop), picture.Salt));
        var salts = JsonSerializer.Deserialize<Dictionary<string, byte[]>>(filing.FieldSalts)!;
        var domain = filing.ToFiling();
        var collector = await CollectorAsync(db, number, stop) ?? "";
        await using var house = store.Open(Viewer.House);
        var note = checkpoint.Note + await LedgerReads.WitnessLinesAsync(house, checkpoint.Size, stop);
        var proof = new TlogProof(leaf.LeafIndex, ledger.ProveInclusion(leaf.LeafIndex, checkpoint.Size), note);
        var bundle = new Bundle(
            filing.Manifest,
            files,
            [
                .. Manifest
                    .FieldNames.Where(salts.ContainsKey)
                    .Select(name => new BundleField(name, Manifest.ValueOf(domain, collector, name), salts[name])),
            ],
            proof.ToString(),
            [
                .. tokens.Select(t => new BundleToken(
                    t.Row.Token,
                    t.Root.RootPem,
                    t.Root.ChainPem,
                    t.Row.Request,
                    t.Row.RenewsId is { } id ? tokens.FindIndex(other => other.Row.Id == id) + 1 : null
                )),
            ],
            ledger.Key.ToString()
        );
        return new(BundleWriter.Write(bundle), "application/zip", $"{number}.zip");
    }

    // Who handed it in, as the audit row of the same transaction has it.
    internal static async Task<string?> CollectorAsync(GuardDb db, string number, CancellationToken stop) =>
        await db
            .Audit.AsNoTracking()
            .Where(a => a.Subject == number && (a.Action == AcceptedAction || a.Action == RivalFlow.Contested))
            .OrderBy(a => a.Id)
            .Select(a => a.Actor)
            .FirstOrDefaultAsync(stop);

    // The ledger is the house's: what was asked for here has already been found within the viewer's scope.
    async Task<Dictionary<string, Proven>> ProvenAsync(IReadOnlyList<string> numbers, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var leaves = await db.Leaves.AsNoTracking().Where(l => l.Kind == LeafKind.Filing && numbers.Contains(l.Subject)).ToListAsync(stop);
        var indices = leaves.Select(l => l.LeafIndex).ToList();
        // The first that is stamped: it tells the earliest time. Before there is one, the first that is signed.
        var sizes = await db
            .Leaves.Where(l => indices.Contains(l.LeafIndex))
            .Select(l => new
            {
                l.LeafIndex,
                Stamped = db.Timestamps.Where(t => t.CheckpointSize > l.LeafIndex).Min(t => (long?)t.CheckpointSize),
                Signed = db.Checkpoints.Where(c => c.Size > l.LeafIndex).Min(c => (long?)c.Size),
            })
            .ToDictionaryAsync(s => s.LeafIndex, stop);
        var shown = sizes.Values.Select(s => s.Stamped ?? s.Signed).OfType<long>().Distinct().ToList();
        var checkpoints = await db.Checkpoints.AsNoTracking().Where(c => shown.Contains(c.Size)).ToDictionaryAsync(c => c.Size, stop);
        var tokens = (
            await db
                .Timestamps.AsNoTracking()
                .Where(t => shown.Contains(t.CheckpointSize))
                .Join(db.AuthorityRoots, t => t.RootId, r => r.Id, (t, r) => new StampedBy(t, r))
                .ToListAsync(stop)
        ).ToLookup(t => t.Row.CheckpointSize);
        return leaves.ToDictionary(
            leaf => leaf.Subject,
            leaf =>
            {
                var (stamped, signed) = (sizes[leaf.LeafIndex].Stamped, sizes[leaf.LeafIndex].Signed);
                var state =
                    stamped is not null ? ProofState.Timestamped
                    : signed is not null ? ProofState.Checkpointed
                    : ProofState.Logged;
                var checkpoint = (stamped ?? signed) is { } size ? checkpoints[size] : null;
                return new Proven(state, leaf, checkpoint, stamped is { } at ? [.. tokens[at].OrderBy(t => t.Row.Id)] : []);
            },
            StringComparer.Ordinal
        );
    }

    // When it was filed, or later: what was kept while the index was away can have been filed before by its picture alone, since identical
    // files are found without an index.
    async Task<Dictionary<string, ContestedReason>> ContestedAsync(IReadOnlyList<FilingRow> filings, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var accepted = filings.Where(f => f.ContestedReason is null).Select(f => f.Number).ToList();
        var later = await db
            .Audit.AsNoTracking()
            .Where(a => a.Action == RivalFlow.Contested && accepted.Contains(a.Subject))
            .Select(a => a.Subject)
            .Distinct()
            .ToListAsync(stop);
        return filings
            .Where(f => f.ContestedReason is not null)
            .Select(f => (f.Number, f.ContestedReason!.Value))
            .Concat(later.Select(number => (number, ContestedReason.SamePicture)))
            .ToDictionary(StringComparer.Ordinal);
    }

    static FilingSummary Summarise(Row row, ProofState state, bool isContested) =>
        new(
            row.Filing.Number,
            row.Filing.Title,
            row.Filing.Category,
            row.Filing.Holder,
            row.Filing.FiledAt,
            isContested,
            state,
            row.Pictures,
            row.Matches
        );

    static FiledPictureView View(FiledPictureRow row)
    {
        var fingerprint = row.ReadFingerprint();
        return new(
            row.No,
            row.FileName,
            fingerprint.Format.MediaType(),
            row.LengthBytes,
            fingerprint.WidthPx,
            fingerprint.HeightPx,
            row.Content,
            fingerprint.Quality,
            fingerprint.IsFlat,
            fingerprint.IsTruncated,
            fingerprint.Hashes.Upright.ToString()
        );
    }

    static TimestampView View(StampedBy token) =>
        new(
            token.Row.StampedAt,
            token.Row.Signer,
            token.Row.Source == ITimestampAuthority.OwnName,
            RootCertificate.FingerprintOf(token.Root.RootPem),
            token.Row.RenewsId is not null
        );

    sealed record Proven(ProofState State, LeafRow Leaf, CheckpointRow? Checkpoint, List<StampedBy> Tokens);

    sealed record StampedBy(TimestampRow Row, AuthorityRootRow Root);

    sealed record Row(FilingRow Filing, int Pictures, int Matches);
}
