using IpGuard.Core.Ledger;
using IpGuard.Core.Works;

namespace IpGuard.Proof.Ledger;

/// <summary>A log's tiles on disk (C2SP tlog-tiles). Tiles are immutable: a wider one is another file.</summary>
sealed class TileFolder(string folder)
{
    // An entry with its length before it.
    const int EntryBytes = 2 + Sha256Hash.LengthBytes;

    /// <summary>Root of the perfect subtree, from the tiles of a log of this size.</summary>
    public Sha256Hash Node(int level, long index, long size)
    {
        var (tileLevel, within) = (level / Tiles.Levels, level % Tiles.Levels);
        var first = index << within;
        var (tileIndex, offset) = (first / Tiles.Width, (int)(first % Tiles.Width));
        return Fold(Read(tileLevel, tileIndex, Tiles.WidthOf(tileLevel, tileIndex, size)).AsSpan(offset, 1 << within));
    }

    /// <summary>Writes every tile that the new entries change, entries and hashes, from the leaves up.</summary>
    /// <returns>The size after them.</returns>
    public long Append(long size, IReadOnlyList<Sha256Hash> entries)
    {
        var after = size + entries.Count;
        AppendEntries(size, entries);
        var hashes = entries.Select(e => MerkleTree.LeafHash(e.ToBytes())).ToList();
        for (var level = 0; hashes.Count > 0; level++)
            hashes = AppendLevel(level, Tiles.CountAt(level, size), hashes, after);
        return after;
    }

    /// <summary>The entries of one tile of a log of this size.</summary>
    public IReadOnlyList<Sha256Hash> ReadEntries(long tileIndex, long size)
    {
        var width = Tiles.WidthOf(0, tileIndex, size);
        var bytes = File.ReadAllBytes(Path.Combine(folder, Tiles.EntriesPath(tileIndex, width)));
        if (bytes.Length != width * EntryBytes)
            throw new LedgerException(
                $"expected {width * EntryBytes} bytes in {Tiles.EntriesPath(tileIndex, width)}, found {bytes.Length}: restore it from a backup"
            );
        return [.. Enumerable.Range(0, width).Select(i => new Sha256Hash(bytes.AsSpan((i * EntryBytes) + 2, Sha256Hash.LengthBytes)))];
    }

    /// <summary>The bytes of a tile; where only a wider one is left, as many of it as are asked for.</summary>
    public byte[] ReadPublished(TileName tile, int available)
    {
        string PathOf(int width) =>
            Path.Combine(folder, tile.Level is { } level ? Tiles.Path(level, tile.Index, width) : Tiles.EntriesPath(tile.Index, width));

        var path = new[] { tile.Width, available, Tiles.Width }.Select(PathOf).FirstOrDefault(File.Exists);
        if (path is null)
            throw new LedgerException($"expected {PathOf(tile.Width)}, found none: restore it from a backup");
        var length = tile.Width * (tile.Level is null ? EntryBytes : Sha256Hash.LengthBytes);
        var bytes = File.ReadAllBytes(path);
        return bytes.Length >= length
            ? bytes[..length]
            : throw new LedgerException($"expected at least {length} bytes in {path}, found {bytes.Length}: restore it from a backup");
    }

    // Returns the hashes of the tiles that became full: the new nodes of the level above.
    List<Sha256Hash> AppendLevel(int level, long before, List<Sha256Hash> hashes, long sizeAfter)
    {
        var full = new List<Sha256Hash>();
        for (var taken = 0; taken < hashes.Count; )
        {
            var tileIndex = (before + taken) / Tiles.Width;
            var kept = (int)((before + taken) % Tiles.Width);
            var fresh = Math.Min(Tiles.Width - kept, hashes.Count - taken);
            var tile = new Sha256Hash[kept + fresh];
            if (kept > 0)
                Read(level, tileIndex, kept).CopyTo(tile, 0);
            for (var i = 0; i < fresh; i++)
                tile[kept + i] = hashes[taken + i];
            Write(Tiles.Path(level, tileIndex, tile.Length), tile);
            taken += fresh;
            if (tile.Length == Tiles.Width)
                full.Add(Fold(tile));
        }

        return full;
    }

    // The root over 2^n hashes; they are overwritten.
    static Sha256Hash Fold(Span<Sha256Hash> hashes)
    {
        for (; hashes.Length > 1; hashes = hashes[..(hashes.Length / 2)])
        {
            for (var i = 0; i < hashes.Length / 2; i++)
                hashes[i] = MerkleTree.NodeHash(hashes[2 * i], hashes[(2 * i) + 1]);
        }

        return hashes[0];
    }

    void AppendEntries(long size, IReadOnlyList<Sha256Hash> entries)
    {
        for (var taken = 0; taken < entries.Count; )
        {
            var tileIndex = (size + taken) / Tiles.Width;
            var kept = (int)((size + taken) % Tiles.Width);
            var fresh = Math.Min(Tiles.Width - kept, entries.Count - taken);
            var all = (kept > 0 ? ReadEntries(tileIndex, (tileIndex * Tiles.Width) + kept) : []).Concat(entries.Skip(taken).Take(fresh));
            // Each entry with its length before it, as a big-endian 16-bit number.
            byte[] bytes = [.. all.SelectMany(e => (byte[])[0, Sha256Hash.LengthBytes, .. e.ToBytes()])];
            DurableFile.Write(Path.Combine(folder, Tiles.EntriesPath(tileIndex, kept + fresh)), bytes);
            taken += fresh;
        }
    }

    Sha256Hash[] Read(int level, long tileIndex, int width)
    {
        // A partial tile may be gone once a wider one is there; any wider one begins with the same hashes.
        var path = Path.Combine(folder, Tiles.Path(level, tileIndex, width));
        if (!File.Exists(path))
            path = Path.Combine(folder, Tiles.Path(level, tileIndex, Tiles.Width));
        if (!File.Exists(path))
            throw new LedgerException($"expected {Tiles.Path(level, tileIndex, width)} in {folder}, found none: restore it from a backup");
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < width * Sha256Hash.LengthBytes)
            throw new LedgerException($"expected {width} hashes in {path}, found {bytes.Length} bytes: restore it from a backup");
        return
        [
            .. Enumerable.Range(0, width).Select(i => new Sha256Hash(bytes.AsSpan(i * Sha256Hash.LengthBytes, Sha256Hash.LengthBytes))),
        ];
    }

    void Write(string path, Sha256Hash[] hashes)
    {
        var bytes = new byte[hashes.Length * Sha256Hash.LengthBytes];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i].CopyTo(bytes.AsSpan(i * Sha256Hash.LengthBytes));
        DurableFile.Write(Path.Combine(folder, path), bytes);
    }
}
