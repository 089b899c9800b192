using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Market.Web;

namespace IpGuard.Market.Recorded;

/// <summary>A marketplace kept in a folder: `listings.jsonl` with pictures beside it, or pictures alone, each of them a listing.</summary>
/// <remarks>The cursor is the number of records read. Pictures may lie anywhere inside the folder, and nowhere else.</remarks>
public sealed class RecordedMarketplace : IMarketplace
{
    /// <summary>Listings a page.</summary>
    public const int PageListings = 200;

    static readonly string[] PictureExtensions = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"];

    readonly string _folder;
    readonly RecordedLines? _lines;
    readonly string[] _pictures = [];

    RecordedMarketplace(string folder, RecordedLines lines) => (_folder, _lines) = (folder, lines);

    RecordedMarketplace(string folder, string[] pictures) => (_folder, _pictures) = (folder, pictures);

    /// <summary>Opens a folder, or one `.jsonl` file whose pictures lie beside it.</summary>
    /// <exception cref="MarketplaceException">Neither is there, or there is nothing in it.</exception>
    public static RecordedMarketplace Open(string path)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path) && path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            return new(Path.GetDirectoryName(path)!, new RecordedLines(path));
        if (!Directory.Exists(path))
            throw new MarketplaceException($"expected a folder of listings or a .jsonl file, found neither at {path}");
        var lines = Path.Combine(path, "listings.jsonl");
        if (File.Exists(lines))
            return new(path, new RecordedLines(lines));
        var pictures = Directory.GetFiles(path).Where(IsPicture).Order(StringComparer.Ordinal).ToArray();
        return pictures.Length > 0
            ? new(path, pictures)
            : throw new MarketplaceException(
                $"expected listings.jsonl or pictures ({string.Join(' ', PictureExtensions)}) in {path}, found none"
            );
    }

    /// <summary>True for a file that is taken for a picture by its name; what it really is shows when it is decoded.</summary>
    public static bool IsPicture(string path) => PictureExtensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    public async Task<PageReading> ReadAsync(SweepCursor cursor, Validators? since, CancellationToken stop)
    {
        var from = ReadCursor(cursor);
        return new PageReading.Read(_lines is null ? ReadPictures(from) : await _lines.ReadAsync(from, stop));
    }

    public async Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop)
    {
        var path = Path.GetFullPath(Path.Combine(_folder, link.Address));
        if (!path.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return new PictureFetch.Failed($"expected a path inside the recorded folder, got '{PlainText.Clean(link.Address, 120)}'");
        var file = new FileInfo(path);
        if (!file.Exists)
            return new PictureFetch.Failed("expected a picture, found no such file");
        if (
            file.ResolveLinkTarget(returnFinalTarget: true) is { } target
            && !target.FullName.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        )
            return new PictureFetch.Failed("expected a picture inside the recorded folder, got a link out of it");
        if (file.Length > PictureLimits.MaximumBytes)
            return new PictureFetch.Failed(
                $"expected at most {PictureLimits.MaximumBytes / 1024 / 1024} MB, got {file.Length / 1024 / 1024} MB"
            );
        try
        {
            return new PictureFetch.Fetched(await File.ReadAllBytesAsync(path, stop));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PictureFetch.Failed($"expected a readable file, got: {e.Message}");
        }
    }

    ListingPage ReadPictures(int from)
    {
        var files = _pictures.Skip(from).Take(PageListings).ToList();
        var listings = files
            .Select(
                (path, i) =>
                {
                    var (name, id) = (Path.GetFileName(path), Path.GetFileNameWithoutExtension(path));
                    var isTwice = from + i > 0 && Path.GetFileNameWithoutExtension(_pictures[from + i - 1]) == id;
                    ListingReading reading = isTwice
                        ? new ListingReading.Broken(id, [$"expected each name once, got '{name}' beside another file of that name"])
                        : Listing.Parse(new() { ExternalId = id, PictureAddresses = [name] });
                    return new ReadListing(reading, System.Text.Encoding.UTF8.GetBytes(name));
                }
            )
            .ToList();
        var next = from + files.Count;
        return new(listings, RecordedLines.CursorAt(next), next >= _pictures.Length, _pictures.Length);
    }

    static int ReadCursor(SweepCursor cursor)
    {
        if (cursor == SweepCursor.Start)
            return 0;
        return int.TryParse(cursor.Token, System.Globalization.CultureInfo.InvariantCulture, out var from) && from >= 0
            ? from
            : throw new MarketplaceException($"expected a record number as cursor, got '{cursor.Token}'");
    }
}
