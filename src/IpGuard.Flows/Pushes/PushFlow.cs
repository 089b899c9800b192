using System.Globalization;
using System.Threading.RateLimiting;
using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Pushes;
using IpGuard.Core.Works;
using IpGuard.Flows.Cases;
using IpGuard.Market.Pushed;
using IpGuard.Store;
using IpGuard.Store.Pushes;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Pushes;

/// <summary>Takes in listings (推送) that crawlers and marketplaces send, signed with an API key. What is taken is kept as it came and
/// swept next; the same batch again changes nothing.</summary>
public sealed class PushFlow(GuardStore store, ApiKeyFlow keys, RelistFlow relist, TimeProvider clock) : IDisposable
{
    /// <summary>Where pushes are sent to.</summary>
    public const string Path = "/api/push";

    /// <summary>Batches that one key may push in a minute: 60,000 listings, some hundred times what one machine sweeps
    /// (docs/market.md).</summary>
    public const int BatchesPerMinute = 60;

    const int ExamplesTold = 5;

    readonly PartitionedRateLimiter<string> _rate = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(
            key,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = BatchesPerMinute, Window = TimeSpan.FromMinutes(1) }
        )
    );

    /// <summary>Checks the signature, then the body, and keeps the batch.</summary>
    /// <param name="body">Is not read before the signature fits, and not beyond the bound.</param>
    public async Task<PushAnswer> ReceiveAsync(SignedRequest request, Stream body, CancellationToken stop)
    {
        switch (PushSignature.Read(request, clock.GetUtcNow()))
        {
            case SignatureReading.Refused refused:
                return new PushAnswer.Refused(PushRefusal.NotSigned, refused.Faults);
            case SignatureReading.Read { Claim: var claim }:
                var (key, refusal) = await AdmitAsync(claim, stop);
                return refusal ?? await ReceiveAsync(claim, key!, request.Header("content-encoding"), body, stop);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public void Dispose() => _rate.Dispose();

    async Task<(OpenedKey? Key, PushAnswer.Refused? Refusal)> AdmitAsync(PushClaim claim, CancellationToken stop)
    {
        if (await keys.OpenAsync(claim.KeyId, stop) is not { } key)
            return (null, Unsigned($"expected 'keyid' to name a key of this service, got '{PlainText.Clean(claim.KeyId, 80)}'"));
        if (!PushSignature.Fits(claim, key.Secret))
            return (null, Unsigned("Signature: expected the one that the key's secret gives over the covered components, got another"));
        if (key.IsRevoked)
            return (null, Unsigned($"expected a key that is in force, but {key.Id} was revoked; add another at /keys"));
        // Only who holds the secret can use up its allowance.
        using var lease = _rate.AttemptAcquire(key.Id);
        if (lease.IsAcquired)
        {
            await keys.UseAsync(key, stop);
            return (key, null);
        }

        var pause = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
        return (null, new(PushRefusal.TooOften, [$"expected at most {BatchesPerMinute} batches a minute, got more"], pause));
    }

    async Task<PushAnswer> ReceiveAsync(PushClaim claim, OpenedKey key, string? coding, Stream body, CancellationToken stop)
    {
        var (bytes, refusal) = await UnpackAsync(claim, coding, body, stop);
        if (bytes is null)
            return refusal!;
        return PushedRecords.Read(bytes, batch: 0) switch
        {
            PushedReading.Malformed malformed => Refuse(PushRefusal.Malformed, malformed.Fault),
            PushedReading.TooMany => Refuse(
                PushRefusal.TooLarge,
                $"expected at most {PushedRecords.MostRecords} records in a batch, got more; send them in several"
            ),
            PushedReading.Read { Records: var records } when records.All(IsBroken) => new PushAnswer.Refused(
                PushRefusal.Malformed,
                [$"expected at least one listing, got {records.Count} broken records", .. Examples(records)]
            ),
            PushedReading.Read { Records: var records } => await KeepAsync(claim, key, bytes, records, stop),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    // The body that was signed, unpacked; or why there is none.
    static async Task<(byte[]? Bytes, PushAnswer.Refused? Refusal)> UnpackAsync(
        PushClaim claim,
        string? coding,
        Stream body,
        CancellationToken stop
    )
    {
        var isPacked = string.Equals(coding, "gzip", StringComparison.OrdinalIgnoreCase);
        if (coding is not null && !isPacked && !string.Equals(coding, "identity", StringComparison.OrdinalIgnoreCase))
            return (
                null,
                Refuse(PushRefusal.UnknownCoding, $"Content-Encoding: expected gzip, identity or none, got '{PlainText.Clean(coding, 40)}'")
            );
        if (await PushBody.ReadAsync(body, stop) is not { } sent)
            return (null, TooLarge("MB"));
        if (Sha256Hash.Of(sent) != claim.Content)
            return (
                null,
                Unsigned("Content-Digest: expected the SHA-256 of the body as it was sent, got another; the body is not the signed one")
            );
        try
        {
            var bytes = isPacked ? await PushBody.UnpackAsync(sent, stop) : sent;
            return (bytes, bytes is null ? TooLarge("MB unpacked") : null);
        }
        catch (InvalidDataException e)
        {
            return (null, Refuse(PushRefusal.Malformed, $"expected a whole gzip stream, got: {e.Message}"));
        }
    }

    async Task<PushAnswer> KeepAsync(
        PushClaim claim,
        OpenedKey key,
        byte[] bytes,
        IReadOnlyList<PushedRecord> records,
        CancellationToken stop
    )
    {
        var content = Sha256Hash.Of(bytes);
        if (await FindAsync(claim, key, stop) is { } earlier)
            return Repeat(earlier, content, records);
        await store.Blobs.KeepAsync(bytes, stop);
        var now = clock.GetUtcNow();
        var row = new PushedBatchRow
        {
            MarketplaceId = key.MarketplaceId,
            KeyId = key.Id,
            IdempotencyKey = claim.IdempotencyKey,
            Content = content,
            Listings = records.Count(r => r.Reading is ListingReading.Whole),
            ReceivedAt = now,
        };
        try
        {
            await AddAsync(row, records, stop);
        }
        // The same batch came twice at once: one of them is first.
        catch (DbUpdateException)
        {
            if (await FindAsync(claim, key, stop) is not { } first)
                throw;
            return Repeat(first, content, records);
        }

        return new PushAnswer.Received(ToReceipt(row, records));
    }

    // The batch and the ring in one transaction: a batch whose watch is not due would wait for an hour.
    async Task AddAsync(PushedBatchRow row, IReadOnlyList<PushedRecord> records, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        db.PushedBatches.Add(row);
        await db.SaveChangesAsync(stop);
        // Of two records of one listing the later counts.
        var isOffered = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (record.Removal is { } removal)
                isOffered[removal.ExternalId] = false;
            else if (record.Reading is ListingReading.Whole whole)
                isOffered[whole.Listing.ExternalId] = true;
        }

        await relist.NotePushedAsync(db, row.MarketplaceId, isOffered, stop);
        await db.SaveChangesAsync(stop);
        await db
            .Watches.Where(w => w.MarketplaceId == row.MarketplaceId)
            .ExecuteUpdateAsync(w => w.SetProperty(x => x.NextDueAt, row.ReceivedAt), stop);
        await transaction.CommitAsync(stop);
    }

    async Task<PushedBatchRow?> FindAsync(PushClaim claim, OpenedKey key, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        return await db
            .PushedBatches.AsNoTracking()
            .FirstOrDefaultAsync(b => b.MarketplaceId == key.MarketplaceId && b.IdempotencyKey == claim.IdempotencyKey, stop);
    }

    static PushAnswer Repeat(PushedBatchRow earlier, Sha256Hash content, IReadOnlyList<PushedRecord> records) =>
        earlier.Content == content
            ? new PushAnswer.Received(ToReceipt(earlier, records))
            : Refuse(
                PushRefusal.OtherBody,
                $"Idempotency-Key: expected the records of batch {earlier.Id.ToString(CultureInfo.InvariantCulture)}, "
                    + "which came under this name, got others; give another batch another name"
            );

    static PushReceipt ToReceipt(PushedBatchRow row, IReadOnlyList<PushedRecord> records) =>
        new(
            row.Id,
            row.ReceivedAt,
            row.Listings,
            records.Count(r => r.Removal is not null),
            records.Count(IsBroken),
            [.. Examples(records)]
        );

    static IEnumerable<string> Examples(IEnumerable<PushedRecord> records) =>
        records.Select(r => r.Reading).OfType<ListingReading.Broken>().Take(ExamplesTold).Select(b => string.Join("; ", b.Faults));

    static bool IsBroken(PushedRecord record) => record.Reading is ListingReading.Broken;

    static PushAnswer.Refused TooLarge(string unit) =>
        Refuse(
            PushRefusal.TooLarge,
            $"expected at most {PushedRecords.MostBytes / 1024 / 1024} {unit}, got more; send them in several batches"
        );

    static PushAnswer.Refused Unsigned(string fault) => Refuse(PushRefusal.NotSigned, fault);

    static PushAnswer.Refused Refuse(PushRefusal why, string fault) => new(why, [fault]);
}
