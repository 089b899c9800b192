using System.Runtime.InteropServices;
using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Matching;
using IpGuard.Store;
using IpGuard.Store.Filings;
using IpGuard.Store.Ledger;
using IpGuard.Vision.Features;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Filings;

/// <summary>The life of a filing: draft → fingerprint → nearest → decide → keep; what follows is repeated until it is done.</summary>
public sealed class FilingFlow(GuardStore store, FeatureShelf shelf, Neighbours neighbours, TimeProvider clock) : IDisposable
{
    // The program, and what it runs on, as the manifest states them.
    static readonly string TheSystem =
        $"IpGuard {typeof(FilingFlow).Assembly.GetName().Version}; {RuntimeInformation.FrameworkDescription}; {RuntimeInformation.OSDescription}";

    // One filing is decided and kept at a time, so that two of the same picture cannot both come first.
    readonly SemaphoreSlim _deciding = new(1, 1);

    /// <summary>Files a work for the viewer's organisation.</summary>
    /// <param name="collector">Who did it, for the audit and the manifest: an account's address or “operator”.</param>
    /// <param name="method">By which way, for the manifest: a token of <see cref="Collection"/>.</param>
    /// <returns>The decision. When it is not refused, the filing is durable before this returns.</returns>
    public async Task<Decision> FileAsync(Viewer viewer, string collector, string method, Draft draft, CancellationToken stop)
    {
        if (viewer.IsRegulator)
            return new Decision.Refused(["expected a holder of works, got a regulator, who watches over them"], []);
        var (sound, faults) = Draft.Check(draft);
        var (pictures, refused) = await FingerprintAsync(draft.Pictures, stop);
        if (sound is null || refused.Count > 0)
            return new Decision.Refused(faults, refused);

        foreach (var picture in sound.Pictures)
            await store.Blobs.KeepAsync(picture.Bytes, stop);

        await _deciding.WaitAsync(stop);
        try
        {
            var near = await neighbours.OfFilingIfKnownAsync(pictures, stop);
            var decision = await KeepAsync(viewer, new(collector, method, TheSystem), sound, pictures, near, stop);
            if (decision is not Decision.Repeated)
                await neighbours.RememberAsync(stop);
            return decision;
        }
        finally
        {
            _deciding.Release();
        }
    }

    public void Dispose() => _deciding.Dispose();

    async Task<(List<FiledPicture> Pictures, List<RefusedPicture> Refused)> FingerprintAsync(
        IReadOnlyList<DraftPicture> handedIn,
        CancellationToken stop
    )
    {
        var readings = await Task.WhenAll(
            handedIn.Take(Draft.MaximumPictures).Select(p => shelf.ExamineAsync(Sha256Hash.Of(p.Bytes.Span), p.Bytes, Side.Filed, stop))
        );
        var (pictures, refused) = (new List<FiledPicture>(), new List<RefusedPicture>());
        for (var i = 0; i < readings.Length; i++)
        {
            var picture = handedIn[i];
            if (readings[i] is Reading.Unreadable unreadable)
                refused.Add(new(i + 1, picture.FileName, unreadable.Fault));
            else if (readings[i] is Reading.Read read)
                pictures.Add(new(i + 1, picture.FileName, Sha256Hash.Of(picture.Bytes.Span), picture.Bytes.Length, read.Fingerprint));
        }

        return (pictures, refused);
    }

    async Task<Decision> KeepAsync(
        Viewer viewer,
        Collection collection,
        Draft draft,
        List<FiledPicture> pictures,
        IReadOnlyList<string>? near,
        CancellationToken stop
    )
    {
        // The house looks, since a rival's filing has to be found; the viewer's organisation owns what is written.
        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var holder =
            await db.Organisations.FindAsync([viewer.OrganisationId], stop)
            ?? throw new InvalidOperationException($"expected a holder's organisation, got {viewer.OrganisationId}");
        var instant = clock.GetUtcNow();
        var now = WholeSeconds(instant);
        var filing = new Filing(
            $"F-{Guid.CreateVersion7(now):N}",
            holder.Id,
            holder.Name,
            draft.Title,
            draft.Category,
            draft.Author,
            draft.OwnershipBasis,
            draft.Description,
            pictures,
            now
        );

        var decision = Filing.Decide(filing, await EarlierAsync(db, filing, near ?? [], stop));
        if (decision is Decision.Repeated)
            return decision;

        var contested = decision as Decision.Contested;
        var sealedFiling = Manifest.Seal(filing, [.. draft.Pictures.Select(p => p.Bytes)], collection, NewSalt);
        db.Filings.Add(ToRow(filing, contested, sealedFiling));
        var last = await db.Leaves.MaxAsync(l => (long?)l.LeafIndex, stop) ?? -1;
        db.Leaves.Add(
            new()
            {
                LeafIndex = last + 1,
                OrganisationId = holder.Id,
                Kind = "filing",
                Subject = filing.Number,
                Entry = sealedFiling.Entry,
                AddedAt = now,
            }
        );
        db.Outbox.AddRange(
            ((string[])[WorksSource.IndexFiling, PriorFlow.SearchPrior, .. near is null ? [RivalFlow.SearchRivals] : (string[])[]]).Select(
                kind => new OutboxRow
                {
                    Kind = kind,
                    Subject = filing.Number,
                    CreatedAt = instant,
                }
            )
        );
        db.Audit.Add(
            new()
            {
                At = now,
                OrganisationId = holder.Id,
                Actor = collection.Collector,
                Action = contested is null ? "filing.accepted" : RivalFlow.Contested,
                Subject = filing.Number,
            }
        );
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return decision;
    }

    internal static async Task<List<Filing>> EarlierAsync(GuardDb db, Filing filing, IReadOnlyList<string> near, CancellationToken stop)
    {
        var contents = filing.Pictures.Select(p => p.Content).ToList();
        var sharing = await db
            .FiledPictures.Where(p => contents.Contains(p.Content))
            .Select(p => p.FilingNumber)
            .Distinct()
            .ToListAsync(stop);
        var numbers = sharing.Union(near, StringComparer.Ordinal).ToList();
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
            WorkHash = filing.WorkHash,
            FiledAt = filing.FiledAt,
            ContestedReason = contested?.Reason,
            ContestedBits = contested?.Bits,
            Manifest = sealedFiling.Manifest,
            FieldSalts = JsonSerializer.SerializeToUtf8Bytes(sealedFiling.FieldSalts),
            Pictures =
            [
                .. filing.Pictures.Select(p => new FiledPictureRow
                {
                    FilingNumber = filing.Number,
                    No = p.No,
                    OrganisationId = filing.OrganisationId,
                    FileName = p.FileName,
                    Content = p.Content,
                    LengthBytes = p.LengthBytes,
                    Fingerprint = p.Fingerprint.ToBytes(),
                    Salt = sealedFiling.FileSalts[p.No],
                }),
            ],
        };

    static byte[] NewSalt() => System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);

    static DateTimeOffset WholeSeconds(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
