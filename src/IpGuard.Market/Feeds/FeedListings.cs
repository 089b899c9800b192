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
        var records = Open(window);
        using var reader = new FeedRecordReader(feed, records.RootPrefix, records.GooglePrefix);
        while (true)
        {
            if (Next(records, out var fault) is not { } record)
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
        using var rows = form.Rows(window).GetEnumerator();
        if (!Next(rows, 0) || rows.Current.Fields is not { } headers)
            throw new MarketplaceException("expected a line of names, got nothing");
        var columns = ListingColumns.Guess([.. headers.ToArray().Select(h => h ?? "")], []);
        if (columns.Faults.Count > 0)
            throw new MarketplaceException($"expected the attributes of Google Merchant: {string.Join("; ", columns.Faults)}");
        form.Use(columns.Used);
        var shops = new LinkedShop(feed);
        for (var no = 1; Next(rows, no - 1); no++)
            yield return new(Numbered(TableRows.Read(rows.Current, columns, shops), no), rows.Current.Raw, answer);
    }

    static ListingReading Numbered(ListingReading reading, int no) =>
        reading is ListingReading.Broken broken ? Numbered(broken, no) : reading;

    static ListingReading.Broken Numbered(ListingReading.Broken broken, int no) =>
        new(broken.ExternalId, [.. broken.Faults.Select(f => $"record {no}: {f}")]);

    static FeedRecords Open(ByteWindow window)
    {
        try
        {
            return FeedRecords.Open(window);
        }
        catch (CutException e)
        {
            throw Cut(0, e);
        }
    }

    static ReadOnlyMemory<byte>? Next(FeedRecords records, out string? fault)
    {
        var found = records.Found;
        try
        {
            return records.Next(out fault);
        }
        catch (CutException e)
        {
            throw Cut(found, e);
        }
    }

    static bool Next(IEnumerator<ForeignRow> rows, int found)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (CutException e)
        {
            throw Cut(found, e);
        }
    }

    static MarketplaceException Cut(int found, CutException e) =>
        new($"expected a whole feed, got one that is cut at record {found + 1}: {e.Message}", e);
}
