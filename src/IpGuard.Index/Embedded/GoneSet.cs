namespace IpGuard.Index.Embedded;

/// <summary>Which pictures of a part are no longer there. Each change makes a set of its own, so that readers keep theirs; what is
/// unchanged is shared.</summary>
sealed class GoneSet
{
    const int PageWords = 1_024;
    const int PagePictures = 64 * PageWords;

    readonly ulong[]?[] _pages;

    GoneSet(ulong[]?[] pages, int count) => (_pages, Count) = (pages, count);

    public static GoneSet None { get; } = new([], 0);

    public int Count { get; }

    public bool Has(int picture)
    {
        var page = picture / PagePictures;
        return page < _pages.Length && _pages[page] is { } words && (words[picture / 64 % PageWords] & (1UL << (picture % 64))) != 0;
    }

    /// <summary>This set with more pictures; those that are in it stay.</summary>
    public GoneSet With(IEnumerable<int> pictures)
    {
        var (pages, own, count) = ((ulong[]?[])_pages.Clone(), new HashSet<int>(), Count);
        foreach (var picture in pictures)
        {
            var page = picture / PagePictures;
            if (page >= pages.Length)
                Array.Resize(ref pages, page + 1);
            if (own.Add(page))
                pages[page] = (ulong[]?)pages[page]?.Clone() ?? new ulong[PageWords];
            ref var word = ref pages[page]![picture / 64 % PageWords];
            if ((word & (1UL << (picture % 64))) == 0)
                count++;
            word |= 1UL << (picture % 64);
        }

        return count == Count ? this : new(pages, count);
    }

    /// <summary>The pictures, from the lowest.</summary>
    public IEnumerable<int> All() => Count == 0 ? [] : Enumerable.Range(0, _pages.Length * PagePictures).Where(Has);
}
