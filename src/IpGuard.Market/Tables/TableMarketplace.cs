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

    /// <summary>Bytes of a file when it is unpacked.</summary>
    public const long MostUnpackedBytes = 8L * 1024 * 1024 * 1024;

    const int SampleRows = 100;

    OpenListings? _open;
    string _file = "";

    /// <summary>What the columns of a file seem to be, with faults and samples, for a person to look at and correct.</summary>
    /// <exception cref="MarketplaceException">It cannot be read, or is no table.</exception>
    public static ListingColumns Guess(string path)
    {
        using var file = OpenFile(path);
        using var text = ForeignText.Open(file, MostUnpackedBytes);
        var window = new ByteWindow(text, ForeignRow.MostBytes);
        using var rows = Begin(window, path, out _, out var headers);
        var samples = new List<string?[]>();
        while (samples.Count < SampleRows && Next(rows, path, samples.Count))
        {
            if (rows.Current.Fields is { } fields)
                samples.Add(fields);
        }

        return ListingColumns.Guess(headers, samples);
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
            var text = ForeignText.Open(file, MostUnpackedBytes);
            return new(Listings(new ByteWindow(text, ForeignRow.MostBytes)).GetEnumerator(), text, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    IEnumerable<ReadListing> Listings(ByteWindow window)
    {
        using var rows = Begin(window, path, out var form, out var headers);
        var chosen = (columns ?? Guess(path)).For(headers);
        if (chosen.Faults.Count > 0)
            throw new MarketplaceException($"{Path.GetFileName(path)}: {string.Join("; ", chosen.Faults)}");
        form.Use(chosen.Used);
        for (var no = 1; Next(rows, path, no); no++)
        {
            var reading = TableRows.Read(rows.Current, chosen) switch
            {
                ListingReading.Broken broken => new ListingReading.Broken(
                    broken.ExternalId,
                    [.. broken.Faults.Select(f => $"row {no}: {f}")]
                ),
                var whole => whole,
            };
            yield return new(reading, rows.Current.Raw);
        }
    }

    // At the first row behind the line of names.
    static IEnumerator<ForeignRow> Begin(ByteWindow window, string path, out TableForm form, out IReadOnlyList<string> headers)
    {
        TableForm? found = null;
        if (Told(path, 0, () => (found = TableForm.Of(window)) is null))
            throw new MarketplaceException(
                $"{Path.GetFileName(path)}: expected delimited text or JSON Lines, got '{TableForm.Head(window)}'; save a workbook as CSV UTF-8"
            );
        form = found!;
        var rows = form.Rows(window).GetEnumerator();
        if (!Next(rows, path, 0) || rows.Current.Fields is not { Length: > 0 } names)
            throw new MarketplaceException($"{Path.GetFileName(path)}: expected a line of names, got none");
        headers = [.. names.Select(n => n ?? "")];
        return rows;
    }

    static bool Next(IEnumerator<ForeignRow> rows, string path, int no) => Told(path, no, rows.MoveNext);

    static bool Told(string path, int no, Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (CutException e)
        {
            throw new MarketplaceException(
                $"{Path.GetFileName(path)}: expected a whole table, got one that is cut at row {no}: {e.Message}",
                e
            );
        }
        catch (IOException e)
        {
            throw new MarketplaceException($"{Path.GetFileName(path)}: expected a readable file, got: {e.Message}", e);
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
