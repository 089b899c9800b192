using IpGuard.Core.Listings;
using IpGuard.Market.Tables;

namespace IpGuard.Market.Feeds;

/// <summary>The listings of a feed's bytes, one after another, whatever its form is.</summary>
static class FeedListings
{
    /// <summary>Reads on as far as it is asked to; memory is bounded by one record.</summary>
    /// <param name="body">Seekable, read from its beginning.</param>
    /// <param name="owner">Disposed with what is returned.</param>
    /// <exception cref="MarketplaceException">It is no feed; while it is read: it was cut, and where.</exception>
    public static OpenListings Open(Stream body, Uri feed, KeptAnswer? answer, long mostBytes, IDisposable? owner = null)
    {
        var text = ForeignText.Open(body, mostBytes);
        var window = new ByteWindow(text, FeedRecords.MostRecordBytes);
        try
        {
            while (window.Length < 4 * 1024 && window.Grow()) { }
        }
        catch (CutException e)
        {
            text.Dispose();
            throw new MarketplaceException($"expected a feed, got its beginning only: {e.Message}", e);
        }

        var begin = window.Span.TrimStart(" \t\r\n"u8);
        var listings = begin.StartsWith("<"u8) ? FromMarkup(window, feed, answer) : FromTable(window, feed, answer);
        return new(listings.GetEnumerator(), text, owner);
    }

    static IEnumerable<ReadListing> FromMarkup(ByteWindow window, Uri feed, KeptAnswer? answer)
    {
        var records = Whole(() => FeedRecords.Open(window), 0);
        using var reader = new FeedRecordReader(feed, records.RootPrefix, records.GooglePrefix);
        while (true)
        {
            string? fault = null;
            if (Whole(() => records.Next(out fault), records.Found) is not { } record)
                yield break;
            var reading = fault is null ? reader.Read(record) : new ListingReading.Broken(null, [fault]);
            yield return new(Numbered(reading, records.Found), record.ToArray(), answer);
        }
    }

    static IEnumerable<ReadListing> FromTable(ByteWindow window, Uri feed, KeptAnswer? answer)
    {
        var form = TableForm.Of(window);
        if (form is null or { IsJson: true })
            throw new MarketplaceException(
                $"expected a feed in RSS 2.0, Atom or tab-separated text with a line of names, got '{TableForm.Head(window)}'"
            );
        using var rows = Rows(form.Rows(window)).GetEnumerator();
        if (!rows.MoveNext() || rows.Current.Fields is not { } headers)
            throw new MarketplaceException("expected a line of names, got nothing");
        var columns = ListingColumns.Guess([.. headers.Select(h => h ?? "")], []);
        if (columns.Faults.Count > 0)
            throw new MarketplaceException($"expected the attributes of Google Merchant: {string.Join("; ", columns.Faults)}");
        form.Use(columns.Used);
        for (var no = 1; rows.MoveNext(); no++)
            yield return new(Numbered(TableRows.Read(rows.Current, columns, r => WithSeller(r, feed)), no), rows.Current.Raw, answer);
    }

    static RawListing WithSeller(RawListing raw, Uri feed)
    {
        if (raw.SellerId is not null || raw.SellerName is not null)
            return raw;
        var shop = FeedFields.ShopOf(raw.Url, feed);
        return TableRows.WithSeller(raw, shop.Host, shop.GetLeftPart(UriPartial.Authority));
    }

    static IEnumerable<ForeignRow> Rows(IEnumerable<ForeignRow> rows)
    {
        using var all = rows.GetEnumerator();
        for (var no = 0; Whole(all.MoveNext, Math.Max(0, no - 1)); no++)
            yield return all.Current;
    }

    static ListingReading Numbered(ListingReading reading, int no) =>
        reading is ListingReading.Broken broken
            ? new ListingReading.Broken(broken.ExternalId, [.. broken.Faults.Select(f => $"record {no}: {f}")])
            : reading;

    static T Whole<T>(Func<T> read, int found)
    {
        try
        {
            return read();
        }
        catch (CutException e)
        {
            throw new MarketplaceException($"expected a whole feed, got one that is cut at record {found + 1}: {e.Message}", e);
        }
    }
}
