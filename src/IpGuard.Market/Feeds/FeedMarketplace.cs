using System.Globalization;
using System.Security.Cryptography;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market.Web;

namespace IpGuard.Market.Feeds;

/// <summary>A Google Merchant feed (https://support.google.com/merchants/answer/7052112): RSS 2.0, Atom or delimited text, told apart by
/// what is in it, packed with gzip or not.</summary>
/// <remarks>
/// <para>The feed is one answer. It is asked for at the cursor's start and read page by page from where it lies; a reader that goes on
/// from a cursor without having asked (after a restart) asks again, and where another feed comes than before, reads it from its first
/// record. The cursor is `N:hash`, records read and the first 16 hexadecimal digits of the answer's SHA-256.</para>
/// <para>A feed that is cut is read as far as it goes; what says that it was cut comes in place of the next page.</para>
/// </remarks>
public sealed class FeedMarketplace(MarketWeb web, Uri feed) : IMarketplace, IDisposable
{
    /// <summary>Listings a page.</summary>
    public const int PageListings = 200;

    /// <summary>Bytes of an answer as it comes, packed or not: a million records of two kilobytes.</summary>
    public const long MostBytes = 2L * 1024 * 1024 * 1024;

    const int HashDigits = 16;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    OpenListings? _open;
    string _hash = "";
    Validators? _validators;

    /// <summary>Bytes of a feed when it is unpacked; longer ones are read up to there and then refused.</summary>
    public long MostUnpackedBytes { get; init; } = 8L * 1024 * 1024 * 1024;

    public async Task<PageReading> ReadAsync(SweepCursor cursor, Validators? since, CancellationToken stop)
    {
        var (from, hash) = ReadCursor(cursor);
        if (_open is null || hash != _hash || _open.Position != from || cursor == SweepCursor.Start)
        {
            Close();
            if (!await AskAsync(cursor == SweepCursor.Start ? since : null, stop))
                return new PageReading.Unchanged(IsToTheEnd: true);
            if (hash == _hash)
                _open!.Skip(from, stop);
        }

        try
        {
            var (listings, isLast) = _open!.Next(PageListings, stop);
            var next = new SweepCursor(string.Create(CultureInfo.InvariantCulture, $"{_open.Position}:{_hash}"));
            if (isLast)
                Close();
            return new PageReading.Read(new(listings, next, isLast, TotalListings: null, _validators));
        }
        catch (MarketplaceException e)
        {
            Close();
            throw new MarketplaceException($"{feed}: {e.Message}", e);
        }
    }

    public Task<PictureFetch> FetchPictureAsync(PictureLink link, CancellationToken stop) => web.FetchPictureAsync(feed, link, stop);

    public void Dispose() => Close();

    async Task<bool> AskAsync(Validators? since, CancellationToken stop)
    {
        if (await web.GetAsync(new(feed, MostBytes, Patience) { Since = since }, stop) is not WebAnswer.Whole whole)
            return false;
        try
        {
            _hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(whole.Body, stop))[..HashDigits];
            // Not by `?:`, which makes null an empty memory.
            ReadOnlyMemory<byte>? bytes = null;
            if (whole.Body.Length <= KeptAnswer.MostBodyBytes)
                bytes = whole.ToBytes();
            var kept = new KeptAnswer(whole.Facts, bytes);
            _open = FeedListings.Open(whole.Body, feed, kept, MostUnpackedBytes, whole);
            _validators = whole.Validators;
            return true;
        }
        catch (MarketplaceException e)
        {
            whole.Dispose();
            throw new MarketplaceException($"{feed}: {e.Message}", e);
        }
        catch
        {
            whole.Dispose();
            throw;
        }
    }

    void Close()
    {
        _open?.Dispose();
        _open = null;
    }

    static (int From, string Hash) ReadCursor(SweepCursor cursor)
    {
        if (cursor == SweepCursor.Start)
            return (0, "");
        var parts = cursor.Token.Split(':');
        return
            parts is [var number, { Length: HashDigits } hash]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            ? (from, hash)
            : throw new MarketplaceException($"expected “records:hash” as cursor, got '{PlainText.Clean(cursor.Token, 80)}'");
    }
}
