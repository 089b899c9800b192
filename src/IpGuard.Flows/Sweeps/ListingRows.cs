using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Store.Listings;

namespace IpGuard.Flows.Sweeps;

/// <summary>Turns what a sweep saw into rows.</summary>
static class ListingRows
{
    public static ListingRow New(string marketplaceId, SeenListing seen, Sha256Hash snapshot, DateTimeOffset now)
    {
        var row = new ListingRow
        {
            MarketplaceId = marketplaceId,
            ExternalId = seen.Listing.ExternalId,
            Title = seen.Listing.Title,
            FirstSeenAt = now,
            LastSeenAt = now,
            Snapshot = snapshot,
            Pictures = [],
        };
        Renew(row, seen, snapshot, now);
        return row;
    }

    /// <summary>Brings a known listing up to date. Its earlier state stays readable as a snapshot.</summary>
    public static void Renew(ListingRow row, SeenListing seen, Sha256Hash snapshot, DateTimeOffset now)
    {
        var listing = seen.Listing;
        row.Url = listing.Url;
        row.Title = listing.Title;
        row.Description = listing.Description;
        row.PriceAmount = listing.Price?.Amount;
        row.PriceCurrency = listing.Price?.Currency;
        row.SellerExternalId = listing.Seller?.ExternalId;
        row.SellerName = listing.Seller?.Name;
        row.SellerUrl = listing.Seller?.Url;
        row.Category = listing.Category;
        row.ClaimedAt = listing.ClaimedAt;
        row.LastSeenAt = now;
        row.Snapshot = snapshot;
        if (HasSamePictures(row, seen))
        {
            foreach (var (kept, picture) in row.Pictures.OrderBy(p => p.No).Zip(seen.Pictures))
                (kept.LookedAt, kept.Fault) = (picture.LookedAt ?? now, picture.Fault);
            return;
        }

        row.Pictures.RemoveAll(p => p.No > seen.Pictures.Count);
        foreach (var picture in seen.Pictures)
        {
            var kept = row.Pictures.Find(p => p.No == picture.No);
            if (kept is null)
                row.Pictures.Add(
                    kept = new()
                    {
                        No = picture.No,
                        Address = picture.Address,
                        FirstSeenAt = now,
                        LookedAt = now,
                    }
                );
            // What could not be fetched this time is as it was last seen, and asked for again: that it was seen before may decide a match.
            if (picture.Content is null && kept.Content is not null && kept.Address == picture.Address)
            {
                kept.Fault = picture.Fault;
                continue;
            }

            // Another picture at an old place is new: it cannot be an earlier design than what was filed before it.
            if (kept.Content != picture.Content)
                kept.FirstSeenAt = now;
            kept.LookedAt = picture.LookedAt ?? now;
            (kept.Address, kept.Content, kept.Fingerprint, kept.Fault) = (
                picture.Address,
                picture.Content,
                picture.Fingerprint?.ToBytes(),
                picture.Fault
            );
        }
    }

    /// <summary>What was known of a listing, to be judged by.</summary>
    public static KnownListing ToKnown(ListingRow row) =>
        new(
            row.Id,
            row.Pictures.Where(p => p.Content is not null)
                .GroupBy(p => p.Content!.Value)
                .ToDictionary(g => g.Key, g => g.Min(p => p.FirstSeenAt)),
            row.Pictures.Where(p => p.Fingerprint is not null)
                .GroupBy(p => p.Address, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Select(p => (ToPicture(p), p.LookedAt)).MaxBy(p => p.LookedAt), StringComparer.Ordinal)
        );

    /// <summary>The listing as it was last seen.</summary>
    public static Listing ToListing(ListingRow row) =>
        new(
            row.ExternalId,
            row.Url,
            row.Title,
            row.Description,
            row.PriceAmount is { } amount ? new Price(amount, row.PriceCurrency) : null,
            row.SellerExternalId is { } seller ? new Seller(seller, row.SellerName ?? seller, row.SellerUrl) : null,
            row.Category,
            [.. row.Pictures.OrderBy(p => p.No).Select(p => new PictureLink(p.Address))],
            row.ClaimedAt
        );

    /// <summary>Its pictures as they were last seen.</summary>
    public static IReadOnlyList<SeenPicture> ToPictures(ListingRow row) => [.. row.Pictures.OrderBy(p => p.No).Select(ToPicture)];

    static SeenPicture ToPicture(ListedPictureRow row) =>
        new(row.No, row.Address, row.Content, row.Fingerprint is null ? null : Fingerprint.FromBytes(row.Fingerprint), row.Fault);

    static bool HasSamePictures(ListingRow row, SeenListing seen) =>
        row.Pictures.Count == seen.Pictures.Count
        && row.Pictures.OrderBy(p => p.No)
            .Zip(seen.Pictures)
            .All(pair => pair.First.Address == pair.Second.Address && pair.First.Content == pair.Second.Content);
}
