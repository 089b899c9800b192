using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Market.Web;

namespace IpGuard.Market.Pushed;

/// <summary>The batches that were pushed for one marketplace, wherever they are kept. They are only ever added to.</summary>
/// <param name="NextAfter">Number of the first batch behind this number; null where there is none yet.</param>
/// <param name="ReadAsync">Its unpacked body; null where there is no such batch of this marketplace.</param>
public sealed record PushedBatches(
    Func<long, CancellationToken, Task<long?>> NextAfter,
    Func<long, CancellationToken, Task<ReadOnlyMemory<byte>?>> ReadAsync
);

/// <summary>A marketplace whose listings are pushed to us: batch by batch, in the order of coming, each in pages of
/// <see cref="PageRecords"/> at most.</summary>
/// <remarks>What is behind a cursor never changes; a later sweep goes on where the last one stopped. A listing that is pushed again is
/// read again, with its newer record. Pictures are fetched by their address, by the one way out, or come within the record.</remarks>
public sealed class PushedMarketplace(PushedBatches batches, MarketWeb web) : IMarketplace
{
    /// <summary>Records a page.</summary>
    public const int PageRecords = 250;

    // The pictures' addresses are absolute, so that nothing is read against it.
    static readonly Uri Nowhere = new("https://invalid/");

    // The batch that was read last: its next page, and its pictures, are asked for right afterwards.
    Opened? _open;

    public bool OnlyGrows => true;

    public async Task<PageReading> ReadAsync(SweepCursor cursor, Validators? since, CancellationToken stop)
    {
        var place = PushedPlace.Of(cursor);
        var batch = place.Records > 0 ? place.Batch : await batches.NextAfter(place.Batch, stop);
        if (batch is null)
            return new PageReading.Read(new([], cursor, IsLast: true, TotalListings: null));
        var records = await OpenAsync(batch.Value, stop);
        var page = records.Skip(place.Records).Take(PageRecords).ToList();
        var next = new PushedPlace(batch.Value, place.Records + page.Count < records.Count ? place.Records + page.Count : 0);
        var isLast = next.Records == 0 && await batches.NextAfter(batch.Value, stop) is null;
        return new PageReading.Read(
            new(
                [.. page.Where(r => r.Reading is not null).Select(r => new ReadListing(r.Reading!, r.Raw))],
                next.ToCursor(),
                isLast,
                TotalListings: null
            )
        );
    }

    public async Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop)
    {
        if (PushedPicture.Read(link.Address) is var (batch, content))
            return await InlineAsync(batch, content, stop);
        return Uri.TryCreate(link.Address, UriKind.Absolute, out _)
            ? await web.FetchPictureAsync(Nowhere, link, stop)
            : new PictureFetch.Failed($"expected an http(s) address, got '{PlainText.Clean(link.Address, 120)}'");
    }

    async Task<PictureFetch> InlineAsync(long batch, Sha256Hash content, CancellationToken stop)
    {
        try
        {
            foreach (var record in await OpenAsync(batch, stop))
            {
                if (record.Inline.TryGetValue(content, out var bytes))
                    return new PictureFetch.Fetched(bytes);
            }
        }
        catch (MarketplaceException e)
        {
            return new PictureFetch.Failed(e.Message);
        }

        return new PictureFetch.Failed($"expected a picture of hash {content} in batch {batch}, found none");
    }

    async Task<IReadOnlyList<PushedRecord>> OpenAsync(long batch, CancellationToken stop)
    {
        if (_open is { } open && open.Batch == batch)
            return open.Records;
        var body =
            await batches.ReadAsync(batch, stop)
            ?? throw new MarketplaceException($"expected batch {batch} among those pushed to this marketplace, found none");
        if (PushedRecords.Read(body, batch) is not PushedReading.Read read)
            throw new MarketplaceException($"expected batch {batch} to hold the records that it was taken for, found others");
        _open = new(batch, read.Records);
        return read.Records;
    }

    sealed record Opened(long Batch, IReadOnlyList<PushedRecord> Records);
}
