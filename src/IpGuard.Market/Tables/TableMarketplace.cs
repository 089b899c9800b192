using System.Globalization;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market.Feeds;
using IpGuard.Market.Web;

namespace IpGuard.Market.Tables;

/// <summary>A table of listings in a local file: comma, tab, semicolon or bar separated, or JSON Lines; in UTF-8, UTF-16 or GB18030, as
/// Excel and the marketplaces' own exports write them; packed with gzip or not.</summary>
/// <remarks>
/// <para>The cursor is `N:length-time`, rows read, the file's length and when it was last written. Where the file is another one than
/// that, it is read from its first row: reading a listing again changes nothing.</para>
/// <para>An id that comes twice is no fault: each is handed out, and the later one takes the place of the earlier.</para>
/// </remarks>
/// <param name="web">Fetches the pictures, which have to be on the web: a file that was handed in may not name files here.</param>
/// <param name="columns">As they were guessed and corrected; null to guess.</param>
public sealed class TableMarketplace(MarketWeb web, string path, ListingColumns? columns = null) : IMarketplace, IDisposable
{
    /// <summary>Listings a page.</summary>
    public const int PageListings = 200;

    OpenListings? _open;
    string _file = "";

    /// <summary>True for a file that is taken for a table by its name; what it really is shows when it is read. JSON Lines with pictures
    /// beside them are a recording.</summary>
    public static bool IsTable(string path) =>
        File.Exists(path)
        && Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path).ToUpperInvariant()
            is ".CSV"
                or ".TSV"
                or ".TAB"
                or ".TXT";

    /// <summary>What the columns of a file seem to be, with faults and samples, for a person to look at and correct.</summary>
    /// <exception cref="MarketplaceException">It cannot be read, or is no table.</exception>
    public static ListingColumns Guess(string path)
    {
        using var file = OpenFile(path);
        return TableListings.Guess(file, Path.GetFileName(path));
    }

    public Task<PageReading> ReadAsync(SweepCursor cursor, Validators? since, CancellationToken stop)
    {
        var (from, file) = ReadCursor(cursor);
        if (_open is null || file != _file || _open.Position != from || cursor == SweepCursor.Start || FileNow() != _file)
        {
            Close();
            _file = FileNow();
            _open = Open();
            if (file == _file)
                _open.Skip(from, stop);
        }

        try
        {
            var (listings, isLast) = _open.Next(PageListings, stop);
            var next = new SweepCursor(string.Create(CultureInfo.InvariantCulture, $"{_open.Position}:{_file}"));
            if (isLast)
                Close();
            return Task.FromResult<PageReading>(new PageReading.Read(new(listings, next, isLast, TotalListings: null)));
        }
        catch (MarketplaceException)
        {
            Close();
            throw;
        }
    }

    public Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop)
    {
        var address = link.Address.StartsWith("//", StringComparison.Ordinal) ? "https:" + link.Address : link.Address;
        return Uri.TryCreate(address, UriKind.Absolute, out var at) && at.Scheme is "http" or "https"
            ? web.FetchPictureAsync(at, new(address), stop)
            : Task.FromResult<PictureFetch>(
                new PictureFetch.Failed($"expected an address on the web, got '{PlainText.Clean(link.Address, 120)}'")
            );
    }

    public void Dispose() => Close();

    OpenListings Open()
    {
        var file = OpenFile(path);
        try
        {
            return TableListings.Open(file, Path.GetFileName(path), columns);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static FileStream OpenFile(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MarketplaceException($"expected a readable table at {path}, got: {e.Message}", e);
        }
    }

    static (int From, string File) ReadCursor(SweepCursor cursor)
    {
        if (cursor == SweepCursor.Start)
            return (0, "");
        var parts = cursor.Token.Split(':');
        return
            parts is [var number, { Length: > 0 } file]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            ? (from, file)
            : throw new MarketplaceException($"expected “rows:length-time” as cursor, got '{PlainText.Clean(cursor.Token, 80)}'");
    }

    string FileNow()
    {
        var file = new FileInfo(path);
        return file.Exists
            ? string.Create(CultureInfo.InvariantCulture, $"{file.Length}-{file.LastWriteTimeUtc.Ticks}")
            : throw new MarketplaceException($"expected a table at {path}, found none");
    }

    void Close()
    {
        _open?.Dispose();
        _open = null;
    }
}
