using System.Security.Cryptography;
using System.Threading.Channels;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Flows.Matching;
using IpGuard.Market;
using IpGuard.Market.Web;
using IpGuard.Store.Watches;
using IpGuard.Vision.Features;

namespace IpGuard.Flows.Sweeps;

/// <summary>A page of a marketplace after it has been looked at.</summary>
/// <param name="Content">SHA-256 over its records; null where something on it could not be fetched and is to be tried again.</param>
/// <param name="IsUnchanged">True where it is as it was: it has no listings here, and its earlier visit stands.</param>
/// <param name="IsToTheEnd">True where all pages behind it are as they were too.</param>
/// <param name="IsOfNow">True where it says what is offered now, and not what was once told.</param>
public sealed record SeenPage(
    SweepCursor At,
    IReadOnlyList<SeenListing> Listings,
    IReadOnlyList<ListingReading.Broken> Broken,
    SweepCursor Next,
    bool IsLast,
    int? TotalListings,
    Sha256Hash? Content,
    Validators? Validators,
    bool IsUnchanged = false,
    bool IsToTheEnd = false,
    bool IsOfNow = true
);

/// <summary>Reads pages and looks at what is new on them: records, then pictures that were not fetched lately.</summary>
/// <param name="scope">Which listings are looked at; the others are set aside.</param>
/// <param name="visits">How the watch last read each page, by cursor.</param>
/// <param name="judgedBy">What listings are judged by now.</param>
/// <param name="isAnew">Fetches every picture, however lately it was looked at.</param>
sealed class PageLook(
    FeatureShelf shelf,
    SweepKeeper keeper,
    IMarketplace marketplace,
    WatchScope scope,
    IReadOnlyDictionary<string, PageVisitRow> visits,
    Sha256Hash judgedBy,
    bool isAnew,
    TimeProvider clock
)
{
    /// <summary>How long a picture is taken to stay as it is at its address.</summary>
    public TimeSpan PictureStays { get; init; } = SweepRules.PictureStays;

    /// <summary>Reads from the cursor to the end. A fault is handed to the reader of the channel, behind the pages before it.</summary>
    public async Task ReadAsync(SweepCursor from, ChannelWriter<SeenPage> pages, CancellationToken stop)
    {
        Exception? fault = null;
        try
        {
            for (var (cursor, isLast) = (from, false); !isLast; )
            {
                var page = await ReadAsync(cursor, stop);
                await pages.WriteAsync(page, stop);
                (cursor, isLast) = (page.Next, page.IsLast);
            }
        }
        catch (Exception e)
        {
            fault = e;
        }

        pages.Complete(fault);
    }

    async Task<SeenPage> ReadAsync(SweepCursor cursor, CancellationToken stop)
    {
        var visit = visits.GetValueOrDefault(cursor.Token);
        if (visit is not null && !IsDone(visit))
            visit = null;
        var since = visit is { ETag: not null } or { LastModified: not null } ? new Validators(visit.ETag, visit.LastModified) : null;
        // The answer to the first question may stand for all pages: it is wanted while there is something left to do on any.
        if (cursor == SweepCursor.Start && !visits.Values.All(IsDone))
            since = null;
        switch (await SweepMeter.TimeAsync("read", marketplace.ReadAsync(cursor, since, stop)))
        {
            case PageReading.Unchanged unchanged when visit is not null:
                return AsItWas(cursor, visit, new(visit.Next), unchanged.IsToTheEnd || visit.IsLast, unchanged.IsToTheEnd, null);
            case PageReading.Read { Page: var page }:
                var content = HashOf(page.Listings);
                return visit?.Content == content && visit.Next == page.Next.Token
                    ? AsItWas(cursor, visit, page.Next, page.IsLast, false, page.TotalListings)
                    : await LookAsync(cursor, page, content, stop);
            default:
                throw new MarketplaceException("expected a page, got word of no change, which was not asked for");
        }
    }

    static SeenPage AsItWas(SweepCursor at, PageVisitRow visit, SweepCursor next, bool isLast, bool isToTheEnd, int? total) =>
        new(at, [], [], next, isLast, total, visit.Content, null, IsUnchanged: true, isToTheEnd);

    static Sha256Hash HashOf(IReadOnlyList<ReadListing> listings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var listing in listings)
        {
            // The lengths too, so that no two lists of records give the same bytes.
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, listing.Raw.Length);
            hash.AppendData(length);
            hash.AppendData(listing.Raw.Span);
        }

        return new(hash.GetHashAndReset());
    }

    async Task<SeenPage> LookAsync(SweepCursor at, ListingPage page, Sha256Hash content, CancellationToken stop)
    {
        var whole = page.Listings.Where(l => l.Reading is ListingReading.Whole).ToList();
        var known = await keeper.KnownAsync(
            scope.Watch.MarketplaceId,
            [.. whole.Select(l => ((ListingReading.Whole)l.Reading).Listing.ExternalId)],
            stop
        );
        var seen = new SeenListing[whole.Count];
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop };
        await Parallel.ForAsync(
            0,
            whole.Count,
            lanes,
            async (i, token) =>
            {
                var listing = ((ListingReading.Whole)whole[i].Reading).Listing;
                var before = known.GetValueOrDefault(listing.ExternalId);
                var isAside = !scope.Wants(listing);
                var pictures = new List<SeenPicture>();
                foreach (var (link, no) in listing.Pictures.Select((link, no) => (link, no + 1)))
                    pictures.Add(isAside ? AsKnown(no, link, before) : await LookAsync(no, link, before, token));
                seen[i] = new(listing, whole[i].Raw, pictures, scope.Watch.MarketplaceId, before, whole[i].Answer, isAside);
            }
        );
        var isWhole = seen.Where(l => !l.IsAside).All(l => l.Pictures.All(p => p.Content is not null));
        return new(
            at,
            seen,
            [.. page.Listings.Select(l => l.Reading).OfType<ListingReading.Broken>()],
            page.Next,
            page.IsLast,
            page.TotalListings,
            isWhole ? content : null,
            page.Validators,
            IsOfNow: !marketplace.OnlyGrows
        );
    }

    // What another watch, or this one under another order, saw of it stays.
    static SeenPicture AsKnown(int no, PictureLink link, KnownListing? known) =>
        known?.Looked.TryGetValue(link.Address, out var looked) == true
            ? looked.Picture with
            {
                No = no,
                LookedAt = looked.At,
            }
            : new(no, link.Address, null, null, null);

    async Task<SeenPicture> LookAsync(int no, PictureLink link, KnownListing? known, CancellationToken stop)
    {
        if (known?.Looked.TryGetValue(link.Address, out var looked) == true && !IsOld(looked.At))
            return looked.Picture with { No = no, LookedAt = looked.At };
        var fetch = await SweepMeter.TimeAsync("fetch", marketplace.FetchPictureAsync(link, stop));
        if (fetch is PictureFetch.Failed failed)
            return new(no, link.Address, null, null, failed.Reason);
        var fetched = (PictureFetch.Fetched)fetch;
        var hash = await SweepMeter.TimeAsync("keep", keeper.KeepBlobAsync(fetched.Bytes, stop));
        return await SweepMeter.TimeAsync("fingerprint", shelf.ExamineAsync(hash, fetched.Bytes, Side.Listed, stop)) switch
        {
            Reading.Read read => new(no, link.Address, hash, read.Fingerprint, null),
            Reading.Unreadable unreadable => new(no, link.Address, hash, null, unreadable.Fault.Message),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    bool IsDone(PageVisitRow visit) => visit.Content is not null && visit.JudgedBy == judgedBy && !IsOld(visit.LookedAt);

    bool IsOld(DateTimeOffset lookedAt) => isAnew || clock.GetUtcNow() - lookedAt > PictureStays;
}
