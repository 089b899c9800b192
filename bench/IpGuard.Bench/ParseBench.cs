using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using CsvHelper;
using IpGuard.Core.Listings;
using IpGuard.Market;
using IpGuard.Market.Feeds;
using IpGuard.Market.Tables;

namespace IpGuard.Bench;

/// <summary>Readers of feeds and tables, bytes → listings, beside the bare reader of the same format that takes each text and does nothing
/// with it. Both sides alternate in one process on one made catalogue; the ratio is the median over the rounds.</summary>
static class ParseBench
{
    const int Rounds = 7;
    const int WarmUpRounds = 3;
    const string Words =
        "silk cloud dress moon coat 云纹 真丝 连衣裙 crane river wool pattern 手工 刺绣 blue white classic long sleeve summer 新款";

    public static int Run(int listings)
    {
        var catalogue = Make(listings);
        Stopwatches.Say($"{listings} listings made by code, one thread, {Rounds} rounds; one in five descriptions has markup");
        Console.WriteLine("format        MB   ours MB/s  bare MB/s   ours rows/s  bare rows/s  ours/bare");
        Compare("RSS", WriteRss(catalogue), ReadFeed, WalkXml, listings);
        Compare("feed TSV", WriteDelimited(catalogue, '\t'), ReadFeed, b => WalkDelimited(b, '\t'), listings);
        Compare("table CSV", WriteDelimited(catalogue, ','), ReadTable, b => WalkDelimited(b, ','), listings);
        Compare("table JSONL", WriteJson(catalogue), ReadTable, WalkJson, listings);
        // What every reader shares: where the time goes that is not the format's.
        var raws = catalogue.ConvertAll(m => new RawListing
        {
            ExternalId = m.Id,
            Title = m.Title,
            Description = m.Description,
            Url = $"https://shop.example/p/{m.Id}",
            Price = "12.34",
            Currency = "USD",
            PictureAddresses = m.Pictures,
        });
        Share("Listing.Parse", () => raws.Count(r => Listing.Parse(r) is ListingReading.Whole), listings);
        Share("markup → text", () => catalogue.Count(m => ForeignMarkup.TextOf(m.Description) is not null), listings);
        Share("ForeignPrice", () => catalogue.Count(m => ForeignPrice.Parse(m.Price) is ForeignPrice.Known), listings);
        return 0;
    }

    static void Share(string name, Func<int> work, int listings)
    {
        var spent = Enumerable.Range(0, Rounds).Select(_ => Time(_ => work(), [], listings)).Order().ElementAt(Rounds / 2);
        Stopwatches.Say($"{name}: {spent * 1e6 / listings:F2} µs a listing");
    }

    static void Compare(string name, byte[] bytes, Func<byte[], int> ours, Func<byte[], int> bare, int listings)
    {
        var (mine, theirs) = (new List<double>(), new List<double>());
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            var (a, b) = (Time(ours, bytes, listings), Time(bare, bytes, listings));
            if (round < 0)
                continue;
            mine.Add(a);
            theirs.Add(b);
        }

        var ratio = mine.Zip(theirs, (a, b) => a / b).Order().ElementAt(Rounds / 2);
        var (our, other) = (mine.Order().ElementAt(Rounds / 2), theirs.Order().ElementAt(Rounds / 2));
        var megabytes = bytes.Length / 1e6;
        Stopwatches.Say(
            $"{name, -11} {megabytes, 5:F1} {megabytes / our, 11:F1} {megabytes / other, 10:F1} {listings / our, 13:F0} {listings / other, 12:F0} {ratio, 10:F2}"
        );
    }

    // The processor's time, so that what else the machine does matters less.
    static double Time(Func<byte[], int> read, byte[] bytes, int listings)
    {
        var before = Environment.CpuUsage.TotalTime;
        var count = read(bytes);
        var spent = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        return count == listings ? spent : throw new UnreachableException($"expected {listings} listings, got {count}");
    }

    static int ReadFeed(byte[] bytes)
    {
        using var open = FeedListings.Open(new MemoryStream(bytes), new("https://feeds.example/all"), null, long.MaxValue);
        return CountWhole(open);
    }

    static int ReadTable(byte[] bytes)
    {
        using var open = TableListings.Open(new MemoryStream(bytes), "made", null);
        return CountWhole(open);
    }

    static int CountWhole(OpenListings open)
    {
        var count = 0;
        for (var isLast = false; !isLast; )
        {
            (var page, isLast) = open.Next(FeedMarketplace.PageListings, CancellationToken.None);
            count += page.Count(l => l.Reading is ListingReading.Whole);
        }

        return count;
    }

    static int WalkXml(byte[] bytes)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var (count, characters) = (0, 0L);
        while (reader.Read())
        {
            if (reader.HasValue)
                characters += reader.Value.Length;
            count += reader is { NodeType: XmlNodeType.Element, LocalName: "item" } ? 1 : 0;
        }

        return characters > 0 ? count : 0;
    }

    static int WalkDelimited(byte[] bytes, char delimiter)
    {
        using var reader = CsvReader.Create(new MemoryStream(bytes), CsvReaderOptions.Default with { Separator = delimiter }, false);
        var (count, characters) = (0, 0L);
        for (; reader.Read(); count++)
        {
            for (var i = 0; i < reader.FieldCount; i++)
                characters += reader.GetString(i).Length;
        }

        return characters > 0 ? count : 0;
    }

    static int WalkJson(byte[] bytes)
    {
        var (count, characters) = (0, 0L);
        ReadOnlyMemory<byte> rest = bytes;
        for (int end; (end = rest.Span.IndexOf((byte)'\n')) >= 0; count++)
        {
            using var document = JsonDocument.Parse(rest[..end]);
            foreach (var field in document.RootElement.EnumerateObject())
                characters += field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()!.Length : 0;
            rest = rest[(end + 1)..];
        }

        return characters > 0 ? count : 0;
    }

    sealed record Made(string Id, string Title, string Description, string Price, string[] Pictures);

    static List<Made> Make(int count)
    {
        var random = new Random(7);
        var words = Words.Split(' ');
        string Text(int length) => string.Join(' ', Enumerable.Range(0, length).Select(_ => words[random.Next(words.Length)]));
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new Made(
                    $"sku-{i}",
                    Text(8),
                    i % 5 == 0 ? $"<p>{Text(20)}</p><ul><li>{Text(10)}</li></ul>" : Text(30),
                    string.Create(CultureInfo.InvariantCulture, $"{random.Next(100, 90_000) / 100m:F2} USD"),
                    [.. Enumerable.Range(0, 3).Select(n => $"https://cdn.shop.example/pictures/{i}/{n}.jpg?width=1200")]
                )),
        ];
    }

    static byte[] WriteRss(List<Made> catalogue)
    {
        static string X(string text) => System.Net.WebUtility.HtmlEncode(text);
        var text = new StringBuilder(
            """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Made</title>"""
        );
        foreach (var m in catalogue)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n<item><g:id>{m.Id}</g:id><title>{m.Title}</title><link>https://shop.example/p/{m.Id}</link><description>{X(m.Description)}</description>"
            );
            text.Append(CultureInfo.InvariantCulture, $"<g:image_link>{m.Pictures[0]}</g:image_link>");
            foreach (var picture in m.Pictures[1..])
                text.Append(CultureInfo.InvariantCulture, $"<g:additional_image_link>{picture}</g:additional_image_link>");
            text.Append(
                CultureInfo.InvariantCulture,
                $"<g:price>{m.Price}</g:price><g:availability>in_stock</g:availability><g:condition>new</g:condition><g:brand>Made</g:brand></item>"
            );
        }

        return Encoding.UTF8.GetBytes(text.Append("</channel></rss>").ToString());
    }

    static byte[] WriteDelimited(List<Made> catalogue, char delimiter)
    {
        string Row(params string[] fields) =>
            string.Join(delimiter, fields.Select(f => f.Contains(delimiter, StringComparison.Ordinal) ? $"\"{f}\"" : f)) + "\r\n";
        var text = new StringBuilder(
            Row("id", "title", "link", "description", "image_link", "additional_image_link", "price", "availability", "condition", "brand")
        );
        foreach (var m in catalogue)
        {
            text.Append(
                Row(
                    m.Id,
                    m.Title,
                    $"https://shop.example/p/{m.Id}",
                    m.Description,
                    m.Pictures[0],
                    string.Join(',', m.Pictures[1..]),
                    m.Price,
                    "in_stock",
                    "new",
                    "Made"
                )
            );
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static byte[] WriteJson(List<Made> catalogue)
    {
        var options = new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        var text = new StringBuilder();
        foreach (var m in catalogue)
        {
            text.Append(
                JsonSerializer.Serialize(
                    new
                    {
                        id = m.Id,
                        title = m.Title,
                        url = $"https://shop.example/p/{m.Id}",
                        description = m.Description,
                        pictures = m.Pictures,
                        price = m.Price,
                        condition = "new",
                        brand = "Made",
                    },
                    options
                )
            );
            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
