using System.Globalization;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market.Web;

namespace IpGuard.Market.Pages;

/// <summary>One address in a sitemap that is no index: a page to ask for, or why there is none.</summary>
/// <param name="Loc">As it is written; in faults it names what is at fault.</param>
sealed record SitemapEntry(string Loc, Uri? Address, string? Fault);

/// <summary>Some of them.</summary>
sealed record SitemapEntries(IReadOnlyList<SitemapEntry> Entries, SitemapPlace Next, bool IsLast);

/// <summary>Where in a site's sitemaps one stands.</summary>
/// <param name="File">The way from the first file down: the place of each next file in the one before it.</param>
/// <param name="Entry">The place in the file that this leads to, from 0.</param>
sealed record SitemapPlace(IReadOnlyList<int> File, int Entry)
{
    // The site, its sitemap index, an index in that, the sitemap.
    const int MostLevels = 3;

    /// <summary>`2.0:40`: the 41st address in the first file of the third file of the first. `:40` is in the first file itself.</summary>
    public SweepCursor ToCursor() =>
        new(
            string.Join('.', File.Select(n => n.ToString(CultureInfo.InvariantCulture)))
                + ":"
                + Entry.ToString(CultureInfo.InvariantCulture)
        );

    /// <exception cref="MarketplaceException">It is none of ours.</exception>
    public static SitemapPlace? Read(SweepCursor cursor)
    {
        if (cursor == SweepCursor.Start)
            return null;
        var parts = cursor.Token.Split(':');
        if (parts.Length == 2 && Number(parts[1]) is { } entry)
        {
            var file = parts[0].Length == 0 ? [] : parts[0].Split('.').Select(Number).ToList();
            if (file.Count <= MostLevels && file.TrueForAll(n => n is not null))
                return new([.. file.Select(n => n!.Value)], entry);
        }

        throw new MarketplaceException(
            $"expected a sitemap's and an address's number as cursor, got '{PlainText.Clean(cursor.Token, 40)}'"
        );
    }

    static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Sitemap.MostLocs + 1
            ? number
            : null;
}

/// <summary>The addresses in a site's sitemaps, in their order, a few at a time. Files are asked for when it comes to them; those on the
/// way to the present one are remembered, so that each is asked for once in a sweep.</summary>
/// <param name="start">A sitemap's address, or a site's root: then robots.txt names its sitemaps, or else it is /sitemap.xml.</param>
sealed class SitemapWalk(MarketWeb web, Uri start)
{
    /// <summary>Indexes in indexes that are followed. sitemaps.org allows none; the largest sites have one.</summary>
    public const int MostNesting = 2;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // By the way to it. No more than the files on one way are kept.
    readonly Dictionary<string, Level> _levels = [];

    /// <summary>Up to so many entries from a place on, the place behind them, and whether nothing is there any more.</summary>
    /// <exception cref="MarketplaceException">The first file cannot be read, or the host asks for a pause.</exception>
    public async Task<SitemapEntries> TakeAsync(SitemapPlace? from, int most, CancellationToken stop)
    {
        if (from is null)
            _levels.Clear();
        List<int> way = [.. from?.File ?? []];
        var at = from?.Entry ?? 0;
        var level = await OpenAsync([], stop);
        for (var i = 0; i < way.Count; i++)
        {
            if (level.Files is null || way[i] >= level.Files.Count)
            {
                // There are fewer now than when the cursor was given: what comes behind is read on.
                way.RemoveRange(i, way.Count - i);
                at = level.Entries.Count;
                break;
            }

            level = await OpenAsync(way[..(i + 1)], stop);
        }

        // Down to the first file with pages.
        while (level.Files is { } files && at < files.Count)
        {
            way.Add(at);
            at = 0;
            level = await OpenAsync(way, stop);
        }

        var entries = level.Files is null ? level.Entries.Skip(at).Take(most).ToList() : [];
        var behind = new SitemapPlace([.. way], Math.Min(at, level.Entries.Count) + entries.Count);
        if (level.Files is null && behind.Entry < level.Entries.Count)
            return new(entries, behind, IsLast: false);
        // Up, and on to the next file.
        while (way.Count > 0)
        {
            var next = way[^1] + 1;
            way.RemoveAt(way.Count - 1);
            var parent = await OpenAsync(way, stop);
            if (next < parent.Entries.Count)
                return new(entries, new([.. way, next], 0), IsLast: false);
        }

        return new(entries, behind, IsLast: true);
    }

    async Task<Level> OpenAsync(List<int> way, CancellationToken stop)
    {
        var key = string.Join('.', way);
        if (_levels.TryGetValue(key, out var known))
            return known;
        foreach (var other in _levels.Keys.Where(k => k.Length > 0 && !key.StartsWith(k + ".", StringComparison.Ordinal)).ToList())
            _levels.Remove(other);
        var level =
            way.Count == 0 ? await OpenFirstAsync(stop) : await OpenWithinAsync(_levels[string.Join('.', way[..^1])], way[^1], stop);
        return _levels[key] = level;
    }

    async Task<Level> OpenFirstAsync(CancellationToken stop)
    {
        if (start.PathAndQuery != "/")
            return await ReadAsync(start, [], 0, stop);
        var named = (await web.RobotsAsync(start, stop)).Sitemaps;
        // A robots.txt may name sitemaps on another host (sitemaps.org, “Sitemaps & Cross Submits”); their addresses are still this one's.
        if (named.Count == 0)
            return await ReadAsync(new Uri(start, "/sitemap.xml"), [], 0, stop);
        var files = named.Select(n => new SitemapEntry(n.AbsoluteUri, n, null)).ToList();
        return new(null, [], 0, files, files);
    }

    // A file within another that cannot be read is one entry that says so, and costs no other file.
    async Task<Level> OpenWithinAsync(Level parent, int no, CancellationToken stop)
    {
        var file = parent.Files![no];
        if (file.Address is null)
            return Level.Of(file);
        if (file.Address == parent.Address || parent.Above.Contains(file.Address))
            return Level.Of(file with { Fault = $"expected a sitemap in a sitemap index, got {file.Loc}, which is the index itself" });
        try
        {
            Uri[] above = parent.Address is null ? [] : [.. parent.Above, parent.Address];
            return await ReadAsync(file.Address, above, parent.Address is null ? 0 : parent.Nesting + 1, stop);
        }
        catch (MarketplaceException e) when (!HostTrouble.IsPause(e))
        {
            return Level.Of(file with { Fault = e.Message });
        }
    }

    async Task<Level> ReadAsync(Uri address, IReadOnlyList<Uri> above, int nesting, CancellationToken stop)
    {
        using var answer = (WebAnswer.Whole)await web.GetAsync(new(address, Sitemap.MostBytes, Patience), stop);
        var sitemap = Sitemap.Read(answer.Body);
        if (sitemap.Locs.Count == 0 && sitemap.Fault is not null)
            throw new MarketplaceException($"{sitemap.Fault}, from {address}");
        if (sitemap.IsIndex && nesting >= MostNesting)
            throw new MarketplaceException($"expected sitemap indexes at most {MostNesting} deep, got a deeper one, {address}");
        var entries = sitemap.Locs.Select(l => ToEntry(l, sitemap.IsIndex ? address : start, answer.Facts.Final)).ToList();
        if (sitemap.Fault is not null)
            entries.Add(new(address.AbsoluteUri, null, sitemap.Fault));
        return new(address, above, nesting, sitemap.IsIndex ? entries : null, entries);
    }

    // sitemaps.org: a sitemap speaks for its own host alone. So does the host that the first address led to.
    SitemapEntry ToEntry(string loc, Uri near, Uri final)
    {
        if (loc.Length > MostLocLength)
            return new(loc[..80], null, $"expected an address of less than {MostLocLength} characters, got {loc.Length}");
        if (!Uri.TryCreate(loc, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return new(loc, null, $"expected a web address in the sitemap, got '{PlainText.Clean(loc, 120)}'");
        return IsOne(address, start) || IsOne(address, near) || (IsOne(near, start) && IsOne(address, final))
            ? new(loc, address, null)
            : new(loc, null, $"expected an address on {start.Host}, got one on {address.Host}");
    }

    // sitemaps.org: less than 2,048 characters.
    const int MostLocLength = 2_048;

    static bool IsOne(Uri one, Uri other) =>
        Bare(one.Host).Equals(Bare(other.Host), StringComparison.OrdinalIgnoreCase)
        && (one.Port == other.Port || (one.IsDefaultPort && other.IsDefaultPort));

    static string Bare(string host) => host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;

    /// <param name="Address">Null for the lines of robots.txt.</param>
    /// <param name="Above">The files on the way to this one.</param>
    /// <param name="Files">Of an index, the same as its entries; null where those are pages.</param>
    sealed record Level(
        Uri? Address,
        IReadOnlyList<Uri> Above,
        int Nesting,
        IReadOnlyList<SitemapEntry>? Files,
        IReadOnlyList<SitemapEntry> Entries
    )
    {
        public static Level Of(SitemapEntry fault) => new(null, [], 0, null, [fault with { Address = null }]);
    }
}
