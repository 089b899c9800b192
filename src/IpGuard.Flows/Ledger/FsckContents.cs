using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Flows.Filings;
using IpGuard.Store;
using IpGuard.Store.Filings;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Ledger;

/// <summary>Holds what is kept against its hashes: the originals against the manifests' commitments, every other blob against its
/// name.</summary>
public sealed class FsckContents(GuardStore store)
{
    internal async Task<FsckPart> FilingsAsync(IProgress<string>? progress, CancellationToken stop)
    {
        var tally = new FsckTally("filings", progress);
        await using var db = store.Open(Viewer.House);
        await using var beside = store.Open(Viewer.House);
        // One query, so that rows come as they are read and not all at once.
        var filings = db.Filings.AsNoTracking().AsSingleQuery().Include(f => f.Pictures).OrderBy(f => f.Number);
        await foreach (var row in filings.AsAsyncEnumerable().WithCancellation(stop))
        {
            var collector = await FilingReads.CollectorAsync(beside, row.Number, stop);
            tally.Add(await FaultAsync(row, collector, stop) is { } fault ? $"{row.Number}: {fault}" : null);
        }

        return tally.Close();
    }

    internal async Task<FsckPart> BlobsAsync(IProgress<string>? progress, CancellationToken stop)
    {
        var tally = new FsckTally("blobs", progress);
        await using var db = store.Open(Viewer.House);
        var contents = db
            .Snapshots.Select(s => s.Content)
            .Union(db.ListedPictures.Where(p => p.Content != null).Select(p => p.Content!.Value))
            .Union(db.Answers.Where(a => a.Body != null).Select(a => a.Body!.Value))
            .Union(db.PushedBatches.Select(b => b.Content))
            .Union(db.Screenshots.Where(s => s.Picture != null).Select(s => s.Picture!.Value));
        await foreach (var content in contents.AsAsyncEnumerable().WithCancellation(stop))
        {
            try
            {
                await store.Blobs.ReadAsync(content, stop);
                tally.Add(null);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                tally.Add(e.Message);
            }
        }

        await foreach (var row in db.Evidence.AsNoTracking().AsAsyncEnumerable().WithCancellation(stop))
            tally.Add(await FaultAsync(row, stop) is { } fault ? $"{row.Number}: {fault}" : null);
        return tally.Close();
    }

    // Its bytes are held against their name above: here, that it is the one that was entered.
    async Task<string?> FaultAsync(EvidenceRow row, CancellationToken stop)
    {
        try
        {
            if (SnapshotStatement.Read(row.Statement).Screenshot is not { TakenAt: { } takenAt } entered)
                return null;
            await using var beside = store.Open(Viewer.House);
            var isKept = await beside.Screenshots.AnyAsync(
                s =>
                    s.ListingId == row.ListingId
                    && s.Picture == entered.Picture
                    && s.TakenAt == takenAt
                    && s.Final == entered.Final
                    && s.Fault == entered.Fault,
                stop
            );
            return isKept ? null : $"expected the screenshot of {takenAt:u} that was entered, found none such";
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    async Task<string?> FaultAsync(FilingRow row, string? collector, CancellationToken stop)
    {
        try
        {
            var manifest = Manifest.Read(row.Manifest);
            var filing = row.ToFiling();
            if (manifest.Number != row.Number || manifest.FiledAt != row.FiledAt || manifest.Files.Count != row.Pictures.Count)
                return "its manifest states another number, time or count of files";
            if (manifest.Previous != filing.Making?.Previous)
                return "its manifest names another earlier version";
            var salts = JsonSerializer.Deserialize<Dictionary<string, byte[]>>(row.FieldSalts)!;
            foreach (var field in manifest.Fields)
            {
                var text = Manifest.ValueOf(filing, collector ?? "", field.Name);
                if (!salts.TryGetValue(field.Name, out var salt) || Manifest.CommitToField(salt, text) != field.Commitment)
                    return $"its {field.Name} is not the text that the manifest commits to";
            }

            foreach (var (picture, committed) in row.Pictures.OrderBy(p => p.No).Zip(manifest.Files.OrderBy(f => f.No)))
            {
                var bytes = await store.Blobs.ReadAsync(picture.Content, stop);
                if (Commitment.Of(picture.Salt, bytes) != committed.Commitment)
                    return $"picture {picture.No} is not the file that the manifest commits to";
                if (committed.NameCommitment is { } name && Manifest.CommitToField(picture.Salt, picture.FileName) != name)
                    return $"the name of picture {picture.No} is not the one that the manifest commits to";
            }

            return null;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or IOException or JsonException)
        {
            return e.Message;
        }
    }
}
