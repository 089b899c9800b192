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
    readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

    // Rows of titles that are no longer there.
    readonly HashSet<int> _gone = [];

    /// <summary>Titles held.</summary>
    public int Count => _known.Count;

    /// <summary>Adds the title of a filing; one that is there already stays as it is.</summary>
    public void Add(string filingNumber, Embedding meaning)
    {
        _gate.EnterWriteLock();
        try
        {
            if (!_known.ContainsKey(filingNumber))
                AddRow(filingNumber, meaning);
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>In one step removes the titles of some filings and adds others, each in the place of an earlier one.</summary>
    public void Change(IReadOnlyList<string> goneFilings, IReadOnlyList<(string FilingNumber, Embedding Meaning)> added)
    {
        _gate.EnterWriteLock();
        try
        {
            foreach (var filing in goneFilings)
                RemoveRow(filing);
            foreach (var (filing, meaning) in added)
            {
                RemoveRow(filing);
                AddRow(filing, meaning);
            }
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>No longer answers with filings that are not among these.</summary>
    public void KeepOnly(IReadOnlySet<string> filings)
    {
        _gate.EnterWriteLock();
        try
        {
            foreach (var filing in _known.Keys.Where(f => !filings.Contains(f)).ToList())
                RemoveRow(filing);
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    void AddRow(string filingNumber, Embedding meaning)
    {
        _known.Add(filingNumber, _filings.Count);
        _meanings.Add(meaning);
        _filings.Add(filingNumber);
    }

    void RemoveRow(string filingNumber)
    {
        if (_known.Remove(filingNumber, out var row))
            _gone.Add(row);
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
                    .Select((c, i) => (Near: new NearTitle(_filings[i], c[0]), Row: i))
                    .Where(n => n.Near.Cosine >= least && !_gone.Contains(n.Row))
                    .Select(n => n.Near)
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
