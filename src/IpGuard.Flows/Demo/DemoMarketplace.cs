using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IpGuard.Core.Works;
using IpGuard.Vision.Drawing;

namespace IpGuard.Flows.Demo;

/// <summary>Writes the demonstration's marketplace as a recorded one: listings.jsonl, pictures, and truth.csv, which no sweep
/// reads.</summary>
public static class DemoMarketplace
{
    public const int PicturePx = 480;

    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Draws and writes it on all cores. It appears under its name when it is whole.</summary>
    /// <param name="drawn">Told the number of listings drawn so far.</param>
    public static async Task WriteAsync(DemoWorld world, int listings, string folder, IProgress<int>? drawn, CancellationToken stop)
    {
        var temporary = $"{folder}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.tmp";
        Directory.CreateDirectory(Path.Combine(temporary, "pictures"));
        var all = world.Listings(listings).ToList();
        var others = Categories.All.Take(3).Select(f => MotifPainter.Draw(f.Category, 77, PicturePx / 2)).ToList();
        var done = 0;
        await Parallel.ForEachAsync(
            all,
            stop,
            async (listing, token) =>
            {
                for (var no = 1; no <= listing.Pictures; no++)
                    await File.WriteAllBytesAsync(Path.Combine(temporary, PathOf(listing, no)), Draw(listing, no, others), token);
                drawn?.Report(Interlocked.Increment(ref done));
            }
        );
        await File.WriteAllLinesAsync(Path.Combine(temporary, "listings.jsonl"), all.Select(ToLine), stop);
        var truth = all.Select(l => $"{l.Id},{l.Copied?.Key ?? "none"},{(l.Copied is null ? "" : l.Attack)}");
        await File.WriteAllLinesAsync(
            Path.Combine(temporary, "truth.csv"),
            truth.Prepend("listing_id,work_key,attack"),
            new UTF8Encoding(false),
            stop
        );
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.Move(temporary, folder);
    }

    // The first picture is the copy; a second one is the seller's own.
    static byte[] Draw(DemoListing listing, int no, IReadOnlyList<byte[]> others)
    {
        if (no == 1 && listing.Copied is { } work)
            return AttackPainter.Apply(MotifPainter.Draw(work.Category, work.Seed, PicturePx), listing.Attack, listing.Seed, others);
        return MotifPainter.Draw(listing.Category, listing.Seed, PicturePx, view: no - 1);
    }

    static string ToLine(DemoListing listing) =>
        JsonSerializer.Serialize(
            new
            {
                id = listing.Id,
                url = $"https://market.example/item/{listing.Id}",
                title = listing.Title,
                description = $"{listing.Category.Facts().Chinese} · {listing.Title}",
                price = listing.PriceYuan.ToString(CultureInfo.InvariantCulture),
                currency = "CNY",
                seller_id = listing.SellerId,
                seller_name = listing.Seller,
                seller_url = $"https://market.example/shop/{listing.SellerId}",
                category = listing.Category.Facts().Chinese,
                pictures = Enumerable.Range(1, listing.Pictures).Select(no => PathOf(listing, no)),
            },
            Readable
        );

    static string PathOf(DemoListing listing, int no) => $"pictures/{listing.Id}-{no.ToString(CultureInfo.InvariantCulture)}.jpg";
}
