using System.Globalization;
using System.Text;
using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;

namespace IpGuard.Market.Recorded;

/// <summary>A file of one JSON object a line. A broken line is a broken listing, and no more than that.</summary>
/// <remarks>The file is gone through once at first use, to know where each line starts and which ids come twice; it may not change
/// while it is swept.</remarks>
sealed class RecordedLines(string path)
{
    public const int LongestLineBytes = 1024 * 1024;

    readonly Lazy<(List<(long Start, long Length)> Lines, HashSet<int> Repeats)> _map = new(() => Map(path));

    public static SweepCursor CursorAt(int record) => new(record.ToString(CultureInfo.InvariantCulture));

    public async Task<ListingPage> ReadAsync(int from, CancellationToken stop)
    {
        var (lines, repeats) = _map.Value;
        var until = Math.Min(from + RecordedMarketplace.PageListings, lines.Count);
        var listings = new List<ReadListing>();
        await using var file = File.OpenRead(path);
        for (var i = from; i < until; i++)
        {
            var raw = new byte[(int)Math.Min(lines[i].Length, LongestLineBytes)];
            file.Position = lines[i].Start;
            await file.ReadExactlyAsync(raw, stop);
            listings.Add(new(Parse(raw, i + 1, lines[i].Length, repeats.Contains(i)), raw));
        }

        return new(listings, CursorAt(until), until >= lines.Count, lines.Count);
    }

    static ListingReading Parse(byte[] raw, int lineNo, long lengthBytes, bool isRepeat)
    {
        if (lengthBytes > LongestLineBytes)
            return Broken(null, lineNo, $"expected at most {LongestLineBytes} bytes, got {lengthBytes}");
        try
        {
            using var document = JsonDocument.Parse(raw, new JsonDocumentOptions { MaxDepth = 16 });
            var record = document.RootElement;
            if (record.ValueKind != JsonValueKind.Object)
                return Broken(null, lineNo, $"expected a JSON object, got {record.ValueKind}");
            if (isRepeat)
                return Broken(record.Text("id"), lineNo, $"expected each id once, got '{PlainText.Clean(record.Text("id"), 80)}' again");
            return Listing.Parse(ToRaw(record)) switch
            {
                ListingReading.Broken broken => Broken(broken.ExternalId, lineNo, [.. broken.Faults]),
                var whole => whole,
            };
        }
        catch (JsonException e)
        {
            return Broken(null, lineNo, $"expected JSON, got: {PlainText.Clean(e.Message, 200)}");
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair, or bytes that are no UTF-8, have no text.
            return Broken(null, lineNo, "expected texts in Unicode, got half a character");
        }
    }

    /// <summary>The fields of a record, as a recording and a push name them.</summary>
    /// <exception cref="InvalidOperationException">A name or a picture's address has no text: half a surrogate pair.</exception>
    public static RawListing ToRaw(JsonElement record) =>
        new()
        {
            ExternalId = record.Text("id"),
            Url = record.Text("url"),
            Title = record.Text("title"),
            Description = record.Text("description"),
            Price = record.Text("price"),
            Currency = record.Text("currency"),
            SellerId = record.Text("seller_id"),
            SellerName = record.Text("seller_name"),
            SellerUrl = record.Text("seller_url"),
            Category = record.Text("category"),
            ListedAt = record.Text("listed_at"),
            PictureAddresses = [.. record.Items("pictures").Where(p => p.ValueKind == JsonValueKind.String).Select(p => p.GetString()!)],
        };

    static ListingReading.Broken Broken(string? id, int lineNo, params string[] faults) =>
        new(id is null ? null : PlainText.Clean(id, Listing.MaximumExternalIdLength), [.. faults.Select(f => $"line {lineNo}: {f}")]);

    static (List<(long Start, long Length)> Lines, HashSet<int> Repeats) Map(string path)
    {
        var (lines, repeats, ids) = (new List<(long, long)>(), new HashSet<int>(), new HashSet<string>(StringComparer.Ordinal));
        using var file = File.OpenRead(path);
        var line = new MemoryStream();
        var buffer = new byte[64 * 1024];
        long position = 0,
            start = SkipByteOrderMark(file);
        position = start;
        for (int read; (read = file.Read(buffer)) > 0; )
        {
            for (var i = 0; i < read; i++, position++)
            {
                if (buffer[i] != (byte)'\n')
                {
                    if (line.Length < LongestLineBytes)
                        line.WriteByte(buffer[i]);
                    continue;
                }

                Add(position);
                start = position + 1;
            }
        }

        Add(position);
        return (lines, repeats);

        void Add(long end)
        {
            var text = line.ToArray();
            line.SetLength(0);
            if (text.AsSpan().Trim(" \t\r"u8).IsEmpty)
                return;
            if (IdOf(text) is { } id && !ids.Add(id))
                repeats.Add(lines.Count);
            lines.Add((start, end - start));
        }
    }

    static long SkipByteOrderMark(FileStream file)
    {
        Span<byte> head = stackalloc byte[3];
        if (file.ReadAtLeast(head, 3, throwOnEndOfStream: false) == 3 && head.SequenceEqual(Encoding.UTF8.Preamble))
            return 3;
        file.Position = 0;
        return 0;
    }

    static string? IdOf(byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.Text("id")?.Trim();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
