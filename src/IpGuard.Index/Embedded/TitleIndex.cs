using System.Runtime.Intrinsics;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Finds filings by what their titles mean, in whatever language: 碎花连衣裙 finds “floral dress”. Exact, held in memory. Safe to ask
/// from many threads while one adds.</summary>
public sealed class TitleIndex : IDisposable
{
    readonly ReaderWriterLockSlim _gate = new();
    readonly EmbeddingTable _meanings = new();
    readonly List<string> _filings = [];
    readonly HashSet<string> _known = new(StringComparer.Ordinal);
    readonly HashSet<string> _gone = new(StringComparer.Ordinal);

    /// <summary>Titles held.</summary>
    public int Count => _filings.Count;

    /// <summary>Adds the title of a filing; one that is there already stays as it is.</summary>
    public void Add(string filingNumber, Embedding meaning)
    {
        _gate.EnterWriteLock();
        try
        {
            _gone.Remove(filingNumber);
            if (!_known.Add(filingNumber))
                return;
            _meanings.Add(meaning);
            _filings.Add(filingNumber);
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>No longer answers with this filing's title.</summary>
    public void Remove(string filingNumber)
    {
        _gate.EnterWriteLock();
        try
        {
            _gone.Add(filingNumber);
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>The nearest by cosine; of equally near ones the lower filing number first.</summary>
    /// <param name="least">Nothing further than this is near: −1 to 1.</param>
    /// <param name="top">At most so many; 1 or more.</param>
    public IReadOnlyList<NearTitle> Nearest(Embedding asked, float least, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        _gate.EnterReadLock();
        try
        {
            var cosines = new Vector128<float>[_filings.Count];
            _meanings.Cosines([asked], cosines);
            return
            [
                .. cosines
                    .Select((c, i) => new NearTitle(_filings[i], c[0]))
                    .Where(n => n.Cosine >= least && !_gone.Contains(n.FilingNumber))
                    .OrderByDescending(n => n.Cosine)
                    .ThenBy(n => n.FilingNumber, StringComparer.Ordinal)
                    .Take(top),
            ];
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    public void Dispose() => _gate.Dispose();
}
