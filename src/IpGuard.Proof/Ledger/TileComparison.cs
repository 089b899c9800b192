using IpGuard.Core.Ledger;
using IpGuard.Core.Works;

namespace IpGuard.Proof.Ledger;

/// <summary>Holds every tile on disk against entries that come one after another.</summary>
sealed class TileComparison(TileFolder tiles, long size, int most)
{
    readonly List<Sha256Hash> _entries = [];
    readonly List<List<Sha256Hash>> _levels = [];
    readonly List<long> _done = [];
    long _tilesOfEntries;

    public List<string> Faults { get; } = [];

    /// <summary>Tiles compared so far.</summary>
    public long Compared { get; private set; }

    /// <returns>The leaf's hash.</returns>
    public Sha256Hash Add(Sha256Hash entry)
    {
        _entries.Add(entry);
        if (_entries.Count == Tiles.Width)
            CloseEntries();
        var leaf = MerkleTree.LeafHash(entry.ToBytes());
        Add(0, leaf);
        return leaf;
    }

    /// <summary>Compares the last tiles, which are not full.</summary>
    public void Close()
    {
        if (_entries.Count > 0)
            CloseEntries();
        for (var level = 0; level < _levels.Count; level++)
        {
            if (_levels[level].Count > 0)
                Compare(new(level, _done[level], _levels[level].Count), [.. _levels[level].SelectMany(h => h.ToBytes())]);
        }
    }

    void Add(int level, Sha256Hash hash)
    {
        if (level == _levels.Count)
        {
            _levels.Add([]);
            _done.Add(0);
        }

        var open = _levels[level];
        open.Add(hash);
        if (open.Count < Tiles.Width)
            return;
        Compare(new(level, _done[level]++, Tiles.Width), [.. open.SelectMany(h => h.ToBytes())]);
        var root = MerkleTree.Root(Tiles.Width, (at, index) => NodeOf(open, at, index));
        open.Clear();
        Add(level + 1, root);
    }

    static Sha256Hash NodeOf(List<Sha256Hash> hashes, int level, long index) =>
        level == 0
            ? hashes[(int)index]
            : MerkleTree.NodeHash(NodeOf(hashes, level - 1, 2 * index), NodeOf(hashes, level - 1, (2 * index) + 1));

    void CloseEntries()
    {
        Compare(
            new(null, _tilesOfEntries++, _entries.Count),
            [.. _entries.SelectMany(e => (byte[])[0, Sha256Hash.LengthBytes, .. e.ToBytes()])]
        );
        _entries.Clear();
    }

    void Compare(TileName tile, byte[] expected)
    {
        Compared++;
        if (Faults.Count >= most)
            return;
        var name = tile.Level is { } level ? Tiles.Path(level, tile.Index, tile.Width) : Tiles.EntriesPath(tile.Index, tile.Width);
        try
        {
            if (!tiles.ReadPublished(tile, Tiles.WidthOf(tile.Level ?? 0, tile.Index, size)).AsSpan().SequenceEqual(expected))
                Faults.Add($"{name} holds other bytes than the entries give");
        }
        catch (LedgerException e)
        {
            Faults.Add(e.Message);
        }
    }
}
