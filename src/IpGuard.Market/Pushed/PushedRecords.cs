using System.Text;
using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Core.Works;
using IpGuard.Market.Recorded;

namespace IpGuard.Market.Pushed;

/// <summary>Reads the body of a push: JSON Lines (https://jsonlines.org), or one JSON array, of records as a recording has them.</summary>
/// <remarks>A broken line is a broken listing and no more than that. Of an array that is cut or malformed nothing is read: where its
/// next record would begin is not known.</remarks>
public static class PushedRecords
{
    /// <summary>Records in one batch; what is more comes in several.</summary>
    public const int MostRecords = 1_000;

    /// <summary>Bytes of a batch, unpacked: 32 kB a record.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    /// <summary>Longer records are broken: two inline pictures at their longest, whose base64 is a third longer.</summary>
    public const int MostRecordBytes = 12 * 1024 * 1024;

    /// <summary>Bytes of one picture that comes within a record; larger ones by their address.</summary>
    public const int MostInlineBytes = 4 * 1024 * 1024;

    const int MostLevels = 16;

    static readonly Dictionary<Sha256Hash, byte[]> None = [];

    /// <param name="body">Unpacked; at most <see cref="MostBytes"/>, which is the caller's to see to.</param>
    /// <param name="batch">Under which its pictures get their addresses.</param>
    public static PushedReading Read(ReadOnlyMemory<byte> body, long batch)
    {
        if (body.Span.StartsWith(Encoding.UTF8.Preamble))
            body = body[Encoding.UTF8.Preamble.Length..];
        var begin = body.Span.TrimStart(" \t\r\n"u8);
        if (begin.IsEmpty || begin[0] is not ((byte)'{' or (byte)'['))
            return new PushedReading.Malformed(
                begin.IsEmpty
                    ? "expected records, got an empty body"
                    : $"expected JSON Lines or a JSON array, got '{PlainText.Clean(Encoding.UTF8.GetString(begin[..Math.Min(60, begin.Length)]), 40)}'"
            );
        try
        {
            var slices = begin[0] == (byte)'[' ? SlicesOfArray(body) : SlicesOfLines(body);
            return slices.Count switch
            {
                0 => new PushedReading.Malformed("expected records, got an empty array"),
                > MostRecords => new PushedReading.TooMany(),
                _ => new PushedReading.Read(ReadAll(slices, batch)),
            };
        }
        catch (JsonException e)
        {
            return new PushedReading.Malformed($"expected a JSON array of objects, got: {PlainText.Clean(e.Message, 200)}");
        }
    }

    // Both end as soon as there is one too many.
    static List<ReadOnlyMemory<byte>> SlicesOfLines(ReadOnlyMemory<byte> body)
    {
        var slices = new List<ReadOnlyMemory<byte>>();
        while (!body.IsEmpty && slices.Count <= MostRecords)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            line = line.Trim(" \t\r"u8);
            if (!line.IsEmpty)
                slices.Add(line);
        }

        return slices;
    }

    static List<ReadOnlyMemory<byte>> SlicesOfArray(ReadOnlyMemory<byte> body)
    {
        var slices = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = MostLevels + 1 });
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && slices.Count <= MostRecords)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            slices.Add(body[start..(int)reader.BytesConsumed]);
        }

        // What stands behind the array is a fault of it.
        if (slices.Count <= MostRecords)
            reader.Read();
        return slices;
    }

    static List<PushedRecord> ReadAll(List<ReadOnlyMemory<byte>> slices, long batch)
    {
        var (records, ids) = (new List<PushedRecord>(slices.Count), new HashSet<string>(StringComparer.Ordinal));
        foreach (var raw in slices)
        {
            var record = Read(raw, batch, records.Count + 1);
            var id = record.Removal?.ExternalId ?? (record.Reading as ListingReading.Whole)?.Listing.ExternalId;
            records.Add(
                id is null || ids.Add(id)
                    ? record
                    : Broken(raw, id, records.Count + 1, $"expected each id once in a batch, got '{PlainText.Clean(id, 80)}' again")
            );
        }

        return records;
    }

    static PushedRecord Read(ReadOnlyMemory<byte> raw, long batch, int no)
    {
        if (raw.Length > MostRecordBytes)
            return Broken(raw, null, no, $"expected at most {MostRecordBytes / 1024 / 1024} MB, got {raw.Length / 1024 / 1024} MB");
        try
        {
            using var document = JsonDocument.Parse(raw, new JsonDocumentOptions { MaxDepth = MostLevels });
            var record = document.RootElement;
            if (record.ValueKind != JsonValueKind.Object)
                return Broken(raw, null, no, $"expected a JSON object, got {record.ValueKind}");
            return IsRemoval(record) ? ToRemoval(raw, record, no) : ToListing(raw, record, batch, no);
        }
        catch (JsonException e)
        {
            return Broken(raw, null, no, $"expected JSON, got: {PlainText.Clean(e.Message, 200)}");
        }
        catch (InvalidOperationException)
        {
            return Broken(raw, null, no, "expected texts in Unicode, got half a character");
        }
    }

    static bool IsRemoval(JsonElement record) => record.TryGetProperty("removed", out var said) && said.ValueKind == JsonValueKind.True;

    static PushedRecord ToRemoval(ReadOnlyMemory<byte> raw, JsonElement record, int no)
    {
        var id = record.Text("id")?.Trim();
        return id is { Length: >= 1 and <= Listing.MaximumExternalIdLength }
            ? new(raw, null, new(id), None)
            : Broken(
                raw,
                null,
                no,
                $"expected the id of what is removed, 1 to {Listing.MaximumExternalIdLength} characters, got {id?.Length ?? 0}"
            );
    }

    static PushedRecord ToListing(ReadOnlyMemory<byte> raw, JsonElement record, long batch, int no)
    {
        var (addresses, faults, inline) = (new List<string>(), new List<string>(), new Dictionary<Sha256Hash, byte[]>());
        var fields = RecordedLines.ToRaw(record);
        foreach (var (address, at) in fields.PictureAddresses.Select((a, i) => (a.Trim(), i + 1)).Where(p => p.Item1.Length > 0))
        {
            // One at fault stays among them, so that it is not also told to be missing.
            addresses.Add(address);
            if (InlinePicture.IsInline(address))
            {
                if (InlinePicture.Read(address, MostInlineBytes, out var fault) is { } bytes)
                    addresses[^1] = PushedPicture.AddressOf(batch, Keep(bytes, inline));
                else
                    faults.Add($"picture {at}: {fault}");
            }
            else if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                faults.Add($"picture {at}: expected an http(s) address or a data: address, got '{PlainText.Clean(address, 80)}'");
            }
        }

        var reading = Listing.Parse(fields with { PictureAddresses = addresses });
        if (reading is ListingReading.Broken broken)
            faults.InsertRange(0, broken.Faults);
        return faults.Count == 0 ? new(raw, reading, null, inline) : Broken(raw, fields.ExternalId, no, [.. faults]);
    }

    static Sha256Hash Keep(byte[] bytes, Dictionary<Sha256Hash, byte[]> inline)
    {
        var hash = Sha256Hash.Of(bytes);
        inline[hash] = bytes;
        return hash;
    }

    static PushedRecord Broken(ReadOnlyMemory<byte> raw, string? id, int no, params string[] faults) =>
        new(
            raw,
            new ListingReading.Broken(
                id is null ? null : PlainText.Clean(id, Listing.MaximumExternalIdLength),
                [.. faults.Select(f => $"record {no}: {f}")]
            ),
            null,
            None
        );
}
