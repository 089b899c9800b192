using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Many parts made into one.</summary>
static class Merging
{
    /// <summary>How many of the oldest parts stay as they are: the others are no more than so many times as large as what is younger
    /// than they.</summary>
    public static int Kept(HashTable table, int ratio)
    {
        var (kept, younger) = (table.Parts.Count, (long)table.Frozen.Count);
        while (kept > 0 && table.Parts[kept - 1].Count <= ratio * younger)
            younger += table.Parts[--kept].Count;
        return kept;
    }

    /// <summary>The pictures by filing number and picture number; of one that is there more than once the last.</summary>
    public static IEnumerable<IndexedPicture> Ordered(List<IndexedPicture> pictures)
    {
        var order = Enumerable.Range(0, pictures.Count).ToArray();
        Array.Sort(order, (x, y) => Compare(pictures[x], pictures[y]) is var c and not 0 ? c : x.CompareTo(y));
        for (var i = 0; i < order.Length; i++)
        {
            if (i + 1 == order.Length || Compare(pictures[order[i]], pictures[order[i + 1]]) != 0)
                yield return pictures[order[i]];
        }
    }

    /// <summary>The pictures that are still there in any of the parts, none of which is in two.</summary>
    public static IEnumerable<IndexedPicture> Ordered(IReadOnlyList<HashPart> parts, CancellationToken stop)
    {
        var queue = new PriorityQueue<IEnumerator<IndexedPicture>, IndexedPicture>(Comparer<IndexedPicture>.Create(Compare));
        foreach (var part in parts)
        {
            var pictures = (part is SealedPart ? part.All() : Ordered([.. part.All()])).GetEnumerator();
            if (pictures.MoveNext())
                queue.Enqueue(pictures, pictures.Current);
        }

        while (queue.TryDequeue(out var pictures, out var first))
        {
            stop.ThrowIfCancellationRequested();
            yield return first;
            if (pictures.MoveNext())
                queue.Enqueue(pictures, pictures.Current);
        }
    }

    /// <summary>The merged part without what has gone from the parts since they were merged.</summary>
    public static SealedPart Without(SealedPart merged, IReadOnlyList<HashPart> then, IReadOnlyList<HashPart> now)
    {
        var gone = new List<int>();
        for (var i = 0; i < then.Count; i++)
        {
            if (ReferenceEquals(then[i].Gone, now[i].Gone))
                continue;
            foreach (var picture in now[i].Gone.All().Where(p => !then[i].Gone.Has(p)))
            {
                var (filing, no) = now[i].KeyOf(picture);
                gone.AddRange(merged.PicturesOf(filing).Where(p => p.PictureNo == no).Select(p => p.Picture));
            }
        }

        return gone.Count == 0 ? merged : (SealedPart)merged.Without(gone);
    }

    static int Compare(IndexedPicture x, IndexedPicture y)
    {
        var byFiling = string.CompareOrdinal(x.FilingNumber, y.FilingNumber);
        return byFiling != 0 ? byFiling : x.PictureNo.CompareTo(y.PictureNo);
    }
}
