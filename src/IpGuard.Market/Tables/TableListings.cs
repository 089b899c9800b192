using IpGuard.Core.Listings;
using IpGuard.Market.Feeds;

namespace IpGuard.Market.Tables;

/// <summary>The listings of a table's bytes, one after another, whatever its form is.</summary>
static class TableListings
{
    /// <summary>Bytes of a table when it is unpacked.</summary>
    public const long MostUnpackedBytes = 8L * 1024 * 1024 * 1024;

    const int SampleRows = 100;

    /// <summary>The columns as they seem to be.</summary>
    /// <param name="name">What the table is called in faults.</param>
    public static ListingColumns Guess(Stream body, string name)
    {
        using var text = ForeignText.Open(body, MostUnpackedBytes);
        using var rows = Begin(new ByteWindow(text, ForeignRow.MostBytes), name, out _, out var headers);
        var samples = new List<string?[]>();
        for (var no = 1; no <= SampleRows && Next(rows, name, no); no++)
        {
            if (rows.Current.Fields is { } fields)
                samples.Add(fields.ToArray());
        }

        return ListingColumns.Guess(headers, samples);
    }

    /// <summary>Reads on as far as it is asked to; memory is bounded by some rows.</summary>
    /// <param name="body">Seekable, read from its beginning; disposed with what is returned.</param>
    /// <param name="columns">Null to guess them.</param>
    public static OpenListings Open(Stream body, string name, ListingColumns? columns)
    {
        var guessed = columns ?? Guess(body, name);
        var text = ForeignText.Open(body, MostUnpackedBytes);
        return new(Read(new ByteWindow(text, ForeignRow.MostBytes), name, guessed).GetEnumerator(), text, body);
    }

    static IEnumerable<ReadListing> Read(ByteWindow window, string name, ListingColumns columns)
    {
        using var rows = Begin(window, name, out var form, out var headers);
        var chosen = columns.For(headers);
        if (chosen.Faults.Count > 0)
            throw new MarketplaceException($"{name}: {string.Join("; ", chosen.Faults)}");
        form.Use(chosen.Used);
        for (var no = 1; Next(rows, name, no); no++)
        {
            var reading = TableRows.Read(rows.Current, chosen);
            yield return new(reading is ListingReading.Broken broken ? Numbered(broken, no) : reading, rows.Current.Raw);
        }
    }

    static ListingReading.Broken Numbered(ListingReading.Broken broken, int no) =>
        new(broken.ExternalId, [.. broken.Faults.Select(f => $"row {no}: {f}")]);

    // At the first row behind the line of names.
    static IEnumerator<ForeignRow> Begin(ByteWindow window, string name, out TableForm form, out IReadOnlyList<string> headers)
    {
        form =
            FormOf(window, name)
            ?? throw new MarketplaceException(
                $"{name}: expected delimited text or JSON Lines, got '{TableForm.Head(window)}'; save a workbook as CSV UTF-8"
            );
        var rows = form.Rows(window).GetEnumerator();
        if (!Next(rows, name, 0) || rows.Current.Fields is not { IsEmpty: false } names)
            throw new MarketplaceException($"{name}: expected a line of names, got none");
        headers = [.. names.ToArray().Select(n => n ?? "")];
        return rows;
    }

    static TableForm? FormOf(ByteWindow window, string name)
    {
        try
        {
            return TableForm.Of(window);
        }
        catch (Exception e) when (e is CutException or IOException)
        {
            throw Told(name, 0, e);
        }
    }

    static bool Next(IEnumerator<ForeignRow> rows, string name, int no)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (Exception e) when (e is CutException or IOException)
        {
            throw Told(name, no, e);
        }
    }

    static MarketplaceException Told(string name, int no, Exception e) =>
        e is CutException
            ? new($"{name}: expected a whole table, got one that is cut at row {no}: {e.Message}", e)
            : new($"{name}: expected a readable file, got: {e.Message}", e);
}
