using System.Text;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Proof.Checking;

namespace IpGuard.Proof.Ledger;

/// <summary>A checkpoint as it was published: its content, and the signed note word for word.</summary>
public sealed record PublishedCheckpoint(Checkpoint Checkpoint, string Note);

/// <summary>The ledger (存证账本): an append-only log of 32-byte entries in one folder, in the C2SP tlog-tiles layout.</summary>
/// <remarks>One writer, which the data folder's lock makes sure of. Tiles are written first and the checkpoint last; what a crash leaves
/// in between is overwritten with the same bytes when the same entries come again.</remarks>
public sealed class LedgerFolder
{
    readonly string _checkpointPath;
    readonly TileFolder _tiles;
    readonly LedgerKey _key;

    LedgerFolder(string folder, LedgerKey key)
    {
        (_checkpointPath, _tiles, _key) = (Path.Combine(folder, "checkpoint"), new(folder), key);
        Published = ReadPublished();
    }

    public string Origin => _key.Origin;

    public NoteKey Key => _key.Public;

    /// <summary>The second key, as PEM; null where checkpoints are signed by Ed25519 alone.</summary>
    public string? EcdsaPem => _key.EcdsaPem;

    /// <summary>The newest published checkpoint; null before the first.</summary>
    public PublishedCheckpoint? Published { get; private set; }

    /// <summary>Entries under the newest published checkpoint.</summary>
    public long Size => Published?.Checkpoint.Size ?? 0;

    /// <summary>Opens the ledger and compares it with what Store holds.</summary>
    /// <param name="entriesInStore">How many entries Store holds.</param>
    /// <exception cref="LedgerException">The published checkpoint covers more than Store holds (an older backup was restored), is not
    /// signed by the key, or does not fit its own tiles. Nothing is signed then.</exception>
    public static LedgerFolder Open(string folder, LedgerKey key, long entriesInStore)
    {
        Directory.CreateDirectory(folder);
        var ledger = new LedgerFolder(folder, key);
        if (ledger.Size > entriesInStore)
        {
            throw new LedgerException(
                $"expected at least the {ledger.Size} entries of the published checkpoint in the database, found {entriesInStore}: an older backup was restored. "
                    + "Signing on would show two histories. Restore the newer database, or begin a new data folder with another LogOrigin"
            );
        }

        if (ledger.Published is { } published && ledger.RootAt(published.Checkpoint.Size) != published.Checkpoint.Root)
            throw new LedgerException(
                $"expected tiles in {folder} that give the published root, found others: restore the folder from a backup"
            );
        return ledger;
    }

    /// <summary>Adds entries behind the published ones, signs and publishes a checkpoint over them.</summary>
    /// <param name="firstIndex">Index of the first entry; entries that are already published are compared and passed over.</param>
    /// <exception cref="LedgerException">A gap, or other entries than were published.</exception>
    public PublishedCheckpoint Integrate(long firstIndex, IReadOnlyList<Sha256Hash> entries)
    {
        if (firstIndex > Size)
            throw new LedgerException($"expected entries from index {Size} on, got them from {firstIndex}");
        var known = (int)Math.Min(Size - firstIndex, entries.Count);
        for (var i = 0; i < known; i++)
        {
            if (EntryAt(firstIndex + i) != entries[i])
                throw new LedgerException(
                    $"expected the published entry at index {firstIndex + i}, got another: what is logged cannot be changed"
                );
        }

        if (known == entries.Count)
            return Published ?? throw new LedgerException("expected entries, got none");
        var size = _tiles.Append(Size, [.. entries.Skip(known)]);
        return Publish(new(Origin, size, RootAt(size)));
    }

    /// <summary>The entry at an index below the size.</summary>
    public Sha256Hash EntryAt(long index) => _tiles.ReadEntries(index / Tiles.Width, Size)[(int)(index % Tiles.Width)];

    /// <summary>The bytes of one tile as it was published; null where it is none of the published checkpoint's or of an earlier
    /// one.</summary>
    public byte[]? ReadTile(TileName tile)
    {
        var available = Tiles.WidthOf(tile.Level ?? 0, tile.Index, Size);
        return tile.Width > available ? null : _tiles.ReadPublished(tile, available);
    }

    /// <summary>Derives the ledger anew from entries that are elsewhere, and compares every tile and the root.</summary>
    /// <param name="entries">From index 0, as many as are published.</param>
    /// <param name="grown">Called after each entry with the tree so far.</param>
    /// <returns>How many tiles there are, and what differs; each once, at most <paramref name="most"/>.</returns>
    public async Task<(long Tiles, IReadOnlyList<string> Faults)> CompareAsync(
        IAsyncEnumerable<Sha256Hash> entries,
        Action<CompactRange> grown,
        int most
    )
    {
        var comparison = new TileComparison(_tiles, Size, most);
        var range = new CompactRange();
        await foreach (var entry in entries)
        {
            if (range.Size == Size)
                break;
            range.Append(comparison.Add(entry));
            grown(range);
        }

        comparison.Close();
        if (range.Size != Size)
            comparison.Faults.Add($"expected {Size} entries, found {range.Size}");
        else if (Published is { } published && range.Root() != published.Checkpoint.Root)
            comparison.Faults.Add(
                $"expected entries that give the published root {published.Checkpoint.Root}, found some that give {range.Root()}"
            );
        return (comparison.Compared, comparison.Faults);
    }

    /// <summary>Ties an entry to the checkpoint of a size that was published.</summary>
    public IReadOnlyList<Sha256Hash> ProveInclusion(long index, long size) => MerkleTree.InclusionProof(index, size, NodeAt(size));

    /// <summary>Ties an earlier published size to a later one.</summary>
    public IReadOnlyList<Sha256Hash> ProveConsistency(long earlier, long size) => MerkleTree.ConsistencyProof(earlier, size, NodeAt(size));

    Sha256Hash RootAt(long size) => MerkleTree.Root(size, NodeAt(size));

    // Tiles of an earlier size may have become wider: any published size can be read from the widest there are.
    Func<int, long, Sha256Hash> NodeAt(long size) => (level, index) => _tiles.Node(level, index, Math.Max(size, Size));

    PublishedCheckpoint Publish(Checkpoint checkpoint)
    {
        var note = _key.Sign(checkpoint).ToString();
        DurableFile.Write(_checkpointPath, Encoding.UTF8.GetBytes(note));
        return Published = new(checkpoint, note);
    }

    PublishedCheckpoint? ReadPublished()
    {
        if (!File.Exists(_checkpointPath))
            return null;
        var text = File.ReadAllText(_checkpointPath);
        if (
            !SignedNote.TryParse(text, out var note)
            || !Checkpoint.TryParse(note!.Text, out var checkpoint)
            || checkpoint!.Origin != Origin
        )
            throw new LedgerException(
                $"expected a checkpoint of {Origin} in {_checkpointPath}, found another text: restore the folder from a backup"
            );
        return NoteCheck.Fault(note, _key.Public) is { } fault
            ? throw new LedgerException($"the checkpoint in {_checkpointPath} is not to be believed: {fault}")
            : new(checkpoint, text);
    }
}
