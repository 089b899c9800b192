namespace IpGuard.Market.Feeds;

/// <summary>Listings that are being read from a stream, with how far it is.</summary>
/// <param name="listings">In their order; may end in a <see cref="MarketplaceException"/>, which is kept until those before it are handed
/// out.</param>
/// <param name="sources">Disposed with this.</param>
sealed class OpenListings(IEnumerator<ReadListing> listings, params IReadOnlyList<IDisposable?> sources) : IDisposable
{
    // Room for so many is made beforehand.
    const int UsualPage = 256;

    ReadListing? _ahead;
    MarketplaceException? _fault;
    bool _isBegun;

    /// <summary>Listings handed out or passed over so far.</summary>
    public int Position { get; private set; }

    /// <summary>The next listings.</summary>
    /// <returns>None of them at the end; the last ones are told to be so.</returns>
    /// <exception cref="MarketplaceException">Nothing can be read from here on.</exception>
    public (IReadOnlyList<ReadListing> Listings, bool IsLast) Next(int most, CancellationToken stop)
    {
        var page = new List<ReadListing>(Math.Min(most, UsualPage));
        Begin();
        while (page.Count < most && _ahead is { } listing)
        {
            stop.ThrowIfCancellationRequested();
            page.Add(listing);
            Position++;
            Advance();
        }

        if (page.Count == 0 && _fault is not null)
            throw _fault;
        return (page, _ahead is null && _fault is null);
    }

    /// <summary>Passes over listings that were handed out before; fewer where there are fewer.</summary>
    public void Skip(int count, CancellationToken stop)
    {
        Begin();
        for (; Position < count && _ahead is not null; Position++)
        {
            stop.ThrowIfCancellationRequested();
            Advance();
        }
    }

    void Begin()
    {
        if (!_isBegun)
            Advance();
        _isBegun = true;
    }

    void Advance()
    {
        try
        {
            _ahead = listings.MoveNext() ? listings.Current : null;
        }
        catch (MarketplaceException e)
        {
            (_ahead, _fault) = (null, e);
        }
        catch (IOException e)
        {
            (_ahead, _fault) = (null, new MarketplaceException($"expected to read on, got: {e.Message}", e));
        }
    }

    public void Dispose()
    {
        listings.Dispose();
        foreach (var source in sources)
            source?.Dispose();
    }
}
