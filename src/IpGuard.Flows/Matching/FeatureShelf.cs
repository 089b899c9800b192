using System.Collections.Concurrent;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Store;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Features;

namespace IpGuard.Flows.Matching;

/// <summary>Features of pictures: made once and kept in Store; then from memory, else from Store, else made again from the picture's
/// bytes.</summary>
public sealed class FeatureShelf(GuardStore store, Fingerprinter vision)
{
    // Some 250 KB each with what is derived from them: at most about 400 MB. Listings are asked for once or twice, works again and again.
    const int MostFiled = 1_536;
    const int MostListed = 64;

    readonly ConcurrentDictionary<Sha256Hash, PreparedPicture> _filed = new();
    readonly ConcurrentDictionary<Sha256Hash, PreparedPicture> _listed = new();

    internal Fingerprinter Vision => vision;

    /// <summary>Looks at a picture that has just come in, and keeps its features.</summary>
    /// <param name="picture">SHA-256 of the bytes.</param>
    public async Task<Reading> ExamineAsync(Sha256Hash picture, ReadOnlyMemory<byte> bytes, Side side, CancellationToken stop)
    {
        var examination = await vision.ExamineAsync(bytes, side, PassOf(side), stop);
        if (examination.Features is { } features)
            Keep(picture, side, features);
        return examination.Reading;
    }

    /// <returns>Null where the picture can no longer be read.</returns>
    public async Task<PreparedPicture?> FindAsync(Sha256Hash picture, Side side, CancellationToken stop)
    {
        if (MemoryOf(side).TryGetValue(picture, out var known))
            return known;
        // Those of another network are of no use, and made again.
        if (store.Features.Find(picture, Token(side)) is { } kept && kept.NetworkId == vision.NetworkId)
            return Remember(picture, side, kept);
        if (await BytesAsync(picture, stop) is not { } bytes)
            return null;
        return (await vision.ExamineAsync(bytes, side, PassOf(side), stop)).Features is { } made ? Keep(picture, side, made) : null;
    }

    /// <summary>The features of many pictures, as many at once as there are cores; null for each that can no longer be read.</summary>
    public async Task<IReadOnlyList<PictureFeatures?>> FindManyAsync(IReadOnlyList<Sha256Hash> pictures, Side side, CancellationToken stop)
    {
        var features = new PictureFeatures?[pictures.Count];
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop };
        await Parallel.ForAsync(
            0,
            features.Length,
            lanes,
            async (i, token) => features[i] = (await FindAsync(pictures[i], side, token))?.Features
        );
        return features;
    }

    /// <summary>The listing's picture as the deep pass sees it.</summary>
    /// <returns>Null where the picture can no longer be read.</returns>
    public async Task<PreparedPicture?> FindDeepAsync(Sha256Hash picture, CancellationToken stop)
    {
        if (await FindAsync(picture, Side.Listed, stop) is not { } found || found.Features.IsDeep)
            return await FindAsync(picture, Side.Listed, stop);
        if (await BytesAsync(picture, stop) is not { } bytes)
            return found;
        return Keep(picture, Side.Listed, await vision.DeepenAsync(bytes, found.Features, stop));
    }

    // One lost picture must not keep a sweep, or the queue of the deep pass, from all others.
    async Task<byte[]?> BytesAsync(Sha256Hash picture, CancellationToken stop)
    {
        try
        {
            return await store.Blobs.ReadAsync(picture, stop);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // Works are looked at closely when they are filed; listings when the fast pass does not settle them.
    static Pass PassOf(Side side) => side == Side.Filed ? Pass.Deep : Pass.Fast;

    static string Token(Side side) => side == Side.Filed ? "filed" : "listed";

    ConcurrentDictionary<Sha256Hash, PreparedPicture> MemoryOf(Side side) => side == Side.Filed ? _filed : _listed;

    PreparedPicture Keep(Sha256Hash picture, Side side, PictureFeatures features)
    {
        store.Features.Keep(picture, Token(side), features);
        return Remember(picture, side, features);
    }

    PreparedPicture Remember(Sha256Hash picture, Side side, PictureFeatures features)
    {
        var memory = MemoryOf(side);
        // Crude and enough: what is wanted again comes back from Store in a millisecond.
        if (memory.Count >= (side == Side.Filed ? MostFiled : MostListed))
            memory.Clear();
        return memory[picture] = new(features);
    }
}
