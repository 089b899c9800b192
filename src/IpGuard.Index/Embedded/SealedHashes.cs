using System.Text;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Hashes that no longer change: each once, in order, with the pictures that have it.</summary>
/// <remarks>Pictures are numbered by filing number and picture number, so that of one hash's pictures the first is the one that an answer
/// names first, and those of one filing stand together.</remarks>
/// <param name="planes">The different hashes.</param>
/// <param name="places">For each hash where its pictures start in <paramref name="pictures"/>, and one more.</param>
/// <param name="pictures">For each hash its pictures.</param>
/// <param name="numbers">For each picture its number within the filing.</param>
/// <param name="firsts">For each filing its first picture, and one more.</param>
/// <param name="texts">For each filing where its number starts in <paramref name="text"/>, and one more.</param>
sealed class SealedHashes(
    HashPlanes planes,
    Section<uint> places,
    Section<uint> pictures,
    Section<int> numbers,
    Section<uint> firsts,
    Section<uint> texts,
    Section<byte> text,
    BandIndex? bands
)
{
    volatile BandIndex? _bands = bands;

    public HashPlanes Planes => planes;

    public BandIndex? Bands => _bands;

    public int PictureCount => (int)numbers.Length;

    public int FilingCount => (int)firsts.Length - 1;

    public (Section<uint> Places, Section<uint> Pictures, Section<int> Numbers) OfPictures => (places, pictures, numbers);

    public (Section<uint> Firsts, Section<uint> Texts, Section<byte> Text) OfFilings => (firsts, texts, text);

    /// <summary>From now on the bands are looked up; before they are trusted, all hashes are gone through.</summary>
    public void Trust(BandIndex trusted) => _bands = trusted;

    public (int From, int Until) PlacesOf(int code) => ((int)places[code], (int)places[code + 1]);

    public int PictureAt(int place) => (int)pictures[place];

    public int NumberOf(int picture) => numbers[picture];

    public int FirstOf(int filing) => (int)firsts[filing];

    public string FilingAt(int filing) => Encoding.UTF8.GetString(text.BytesAt(texts[filing], (int)(texts[filing + 1] - texts[filing])));

    public (string FilingNumber, int PictureNo) KeyOf(int picture)
    {
        var (low, high) = (0, FilingCount - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = FirstOf(middle) <= picture ? (middle, high) : (low, middle - 1);
        }

        return (FilingAt(low), numbers[picture]);
    }

    /// <summary>The numbers of a filing's pictures; none where it is not here.</summary>
    public (int From, int Until) PicturesOf(string filingNumber)
    {
        var (low, high) = (0, FilingCount - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(FilingAt(middle), filingNumber);
            if (order == 0)
                return (FirstOf(middle), FirstOf(middle + 1));
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return (0, 0);
    }

    /// <summary>For each picture which hash it has.</summary>
    public int[] CodesOfPictures()
    {
        var codes = new int[PictureCount];
        for (var code = 0; code < planes.Count; code++)
        {
            for (var (place, until) = PlacesOf(code); place < until; place++)
                codes[PictureAt(place)] = code;
        }

        return codes;
    }

    /// <param name="ordered">By filing number and picture number, each once.</param>
    public static SealedHashes Of(IEnumerable<IndexedPicture> ordered)
    {
        var (hashes, numbers) = (new List<Pdq>(), new List<int>());
        var (firsts, texts, text) = (new List<uint>(), new List<uint>(), new List<byte>());
        string? filing = null;
        foreach (var picture in ordered)
        {
            if (picture.FilingNumber != filing)
            {
                filing = picture.FilingNumber;
                firsts.Add((uint)numbers.Count);
                texts.Add((uint)text.Count);
                text.AddRange(Encoding.UTF8.GetBytes(filing));
            }

            hashes.Add(picture.Hash);
            numbers.Add(picture.PictureNo);
        }

        firsts.Add((uint)numbers.Count);
        texts.Add((uint)text.Count);
        var order = InOrder(hashes);
        var places = Distinct(hashes, order, out var planes);
        return new(
            planes,
            places,
            Pinned(Array.ConvertAll(order, i => (uint)i)),
            Pinned(numbers.ToArray()),
            Pinned(firsts.ToArray()),
            Pinned(texts.ToArray()),
            Pinned(text.ToArray()),
            BandIndex.Of(planes)
        );
    }

    // By hash; of one hash's pictures the lower first.
    static int[] InOrder(List<Pdq> hashes)
    {
        var (keys, order) = (new ulong[hashes.Count], new int[hashes.Count]);
        for (var i = 0; i < order.Length; i++)
            (keys[i], order[i]) = (hashes[i].A, i);
        Array.Sort(keys, order);
        for (int from = 0, until; from < order.Length; from = until)
        {
            for (until = from + 1; until < order.Length && keys[until] == keys[from]; )
                until++;
            if (until > from + 1)
                order.AsSpan(from, until - from).Sort((x, y) => Compare(hashes[x], hashes[y]) is var c and not 0 ? c : x.CompareTo(y));
        }

        return order;
    }

    static int Compare(in Pdq x, in Pdq y) => (x.A, x.B, x.C, x.D).CompareTo((y.A, y.B, y.C, y.D));

    static Section<uint> Distinct(List<Pdq> hashes, int[] order, out HashPlanes planes)
    {
        var places = new List<uint>(order.Length + 1);
        for (var i = 0; i < order.Length; i++)
        {
            if (i == 0 || hashes[order[i]] != hashes[order[i - 1]])
                places.Add((uint)i);
        }

        planes = HashPlanes.New(places.Count);
        for (var code = 0; code < places.Count; code++)
            planes.Set(code, hashes[order[(int)places[code]]]);
        places.Add((uint)order.Length);
        return Pinned(places.ToArray());
    }

    static Section<T> Pinned<T>(T[] values)
        where T : unmanaged
    {
        var pinned = GC.AllocateUninitializedArray<T>(values.Length, pinned: true);
        values.CopyTo(pinned, 0);
        return Section<T>.Of(pinned);
    }
}
