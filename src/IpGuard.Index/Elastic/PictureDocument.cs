using System.Globalization;
using System.Text;
using System.Text.Json;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Elastic;

/// <summary>Which document is which: `owner:picture:part`, where part 0 is the whole picture.</summary>
static class DocumentId
{
    /// <summary>The document that says how far the index has come. Has no colon, so no picture has its id.</summary>
    public const string Checkpoint = "checkpoint";

    public static string Of(string filingNumber, int pictureNo, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{filingNumber}:{pictureNo}:{part}");

    public static (PictureKey Key, int Part) Read(string id)
    {
        var second = id.LastIndexOf(':');
        var first = second <= 0 ? -1 : id.LastIndexOf(':', second - 1);
        return
            first >= 0
            && int.TryParse(id.AsSpan(first + 1, second - first - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var picture)
            && int.TryParse(id.AsSpan(second + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            ? (new(id[..first], picture), part)
            : throw new FormatException($"expected a document's id as owner:picture:part, got '{id}'");
    }

    /// <summary>0 to 65,535, evenly and always the same (FNV-1a): splits what is too much for one answer.</summary>
    public static int Spread(string id)
    {
        var sum = 2_166_136_261u;
        foreach (var b in Encoding.UTF8.GetBytes(id))
            sum = unchecked((sum ^ b) * 16_777_619u);
        return (int)((sum ^ (sum >> 16)) & 0xFFFF);
    }
}

/// <summary>One document of `works-v1.json` or `listings-v1.json`: a picture, a region of one, or the checkpoint.</summary>
sealed record PictureDocument
{
    /// <summary>A filing's number, a picture of the negative bank, or a listed picture's SHA-256.</summary>
    public string? Owner { get; init; }

    public int? PictureNo { get; init; }

    /// <summary>`owner:picture`, by which all documents of one picture are read.</summary>
    public string? Picture { get; init; }

    /// <summary>0 for the whole picture; the region's place in the features otherwise.</summary>
    public int? Part { get; init; }

    /// <summary>On the whole picture: one more than the last part that may be there.</summary>
    public int? Parts { get; init; }

    public int? Kind { get; init; }

    public AreaFields? Area { get; init; }

    public bool? IsFlat { get; init; }

    /// <summary>True where the hash is that of a part of the features, and not flat.</summary>
    public bool? IsPartHash { get; init; }

    public int? Spread { get; init; }

    public string? Hash { get; init; }

    public string[]? Bands { get; init; }

    public string? Words { get; init; }

    public float[]? Embedding { get; init; }

    /// <summary><see cref="PartRow"/>.</summary>
    public byte[]? Row { get; init; }

    /// <summary><see cref="PointRow"/>.</summary>
    public byte[]? Points { get; init; }

    public string? Title { get; init; }

    public float[]? TitleMeaning { get; init; }

    /// <summary><see cref="EmbeddingRow"/> of the title's meaning.</summary>
    public byte[]? TitleRow { get; init; }

    public Guid? StoreId { get; init; }

    public long? Position { get; init; }

    public string? Network { get; init; }

    public string? Vocabulary { get; init; }

    public string? Writer { get; init; }

    /// <summary>The whole picture and each region that can be found by anything. The whole picture's features are made of a smaller picture
    /// than its fingerprint: where their hashes differ, the former's has a document of its own, behind the last region.</summary>
    public static IEnumerable<PictureDocument> Of(IndexedFeatures indexed)
    {
        var (picture, regions) = (indexed.Picture, indexed.Features?.Regions ?? []);
        var whole = regions.Count > 0 ? regions[0] : null;
        var isOneHash = whole is null || whole.IsFlat || whole.Hashes.Upright == picture.Hash;
        yield return Start(picture, 0, picture.Hash) with
        {
            Parts = Math.Max(1, regions.Count) + (isOneHash ? 0 : 1),
            Kind = (int)RegionKind.Whole,
            Area = whole is null ? new(0, 0, 1, 1) : AreaFields.Of(whole.Area),
            IsFlat = indexed.IsFlat,
            IsPartHash = isOneHash && whole is { IsFlat: false },
            Words = indexed.Words.Count == 0 ? null : WordsText(indexed.Words),
            Embedding = whole?.Embedding is { } e ? Direction(e) : null,
            Row = whole is null ? null : RowOf(whole),
            Points = indexed is { Features: { } f, Words.Count: > 0 } ? PointRow.Write(indexed.Words, f.Keypoints) : null,
            Title = indexed.TitleWords.Length == 0 ? null : indexed.TitleWords,
            TitleMeaning = indexed.TitleMeaning,
            TitleRow =
                indexed.TitleMeaning is { } meaning && Core.Matching.Embedding.Of(meaning) is { } title ? EmbeddingRow.Write(title) : null,
        };
        for (var part = 1; part < regions.Count; part++)
        {
            var region = regions[part];
            if (region.IsFlat && region.Embedding is null)
                continue;
            yield return Start(picture, part, region.IsFlat ? null : region.Hashes.Upright) with
            {
                Kind = (int)region.Kind,
                Area = AreaFields.Of(region.Area),
                IsFlat = region.IsFlat,
                IsPartHash = !region.IsFlat,
                Embedding = region.Embedding is { } e2 ? Direction(e2) : null,
                Row = RowOf(region),
            };
        }

        if (!isOneHash)
            yield return Start(picture, regions.Count, whole!.Hashes.Upright) with
            {
                IsFlat = false,
                IsPartHash = true,
            };
    }

    static byte[] RowOf(Region region) => PartRow.Write(new(region.Hashes.Upright, region.IsFlat, region.Embedding));

    public BulkItem ToItem() =>
        new(
            BulkAction.Index,
            DocumentId.Of(Owner!, PictureNo!.Value, Part!.Value),
            JsonSerializer.SerializeToUtf8Bytes(this, ElasticJson.Default.PictureDocument)
        );

    /// <summary>Four hexadecimal digits a word, each once.</summary>
    public static string WordsText(IEnumerable<ushort> words) => string.Join(' ', words.Distinct().Select(WordText));

    public static string WordText(ushort word) => word.ToString("x4", CultureInfo.InvariantCulture);

    /// <summary>The embedding as numbers of length 1.</summary>
    public static float[] Direction(Embedding embedding) => Array.ConvertAll(embedding.Values, v => v * embedding.Step);

    public static string PictureOf(PictureKey key) => string.Create(CultureInfo.InvariantCulture, $"{key.FilingNumber}:{key.PictureNo}");

    static PictureDocument Start(IndexedPicture picture, int part, Pdq? hash) =>
        new()
        {
            Owner = picture.FilingNumber,
            PictureNo = picture.PictureNo,
            Picture = PictureOf(new(picture.FilingNumber, picture.PictureNo)),
            Part = part,
            Spread = DocumentId.Spread(DocumentId.Of(picture.FilingNumber, picture.PictureNo, part)),
            Hash = hash?.ToString(),
            Bands = hash is { } h ? BandTerms.Of(h) : null,
        };
}

/// <summary>A region's rectangle, in shares of the picture's sides.</summary>
sealed record AreaFields(float X, float Y, float Width, float Height)
{
    public static AreaFields Of(Area area) => new(area.X, area.Y, area.Width, area.Height);
}
