using IpGuard.Core.Matching;

namespace IpGuard.Index;

/// <summary>Which pictures are nearest to this one? Asked of filed pictures by a listing, and of listed pictures by a new filing.</summary>
/// <remarks>One writer at a time; readers never wait. An index only proposes: whatever it says is judged again on what Store keeps, and it
/// can be thrown away and made again from there. Every implementation proposes the same pictures with the same numbers.</remarks>
public interface IPictureIndex : IAsyncDisposable
{
    /// <summary>What it is kept in, for the health page and the log: `embedded` or `elasticsearch`.</summary>
    string Kind { get; }

    /// <summary>Opens it where it is not open yet, making it where there is none.</summary>
    /// <returns>How far it has come, and why it has to be made again where its files or its documents cannot be used.</returns>
    /// <exception cref="IndexException">It is away.</exception>
    Task<IndexStanding> OpenAsync(CancellationToken stop);

    /// <summary>Number of pictures that can be found by their hash.</summary>
    /// <exception cref="IndexException">It is away.</exception>
    Task<long> CountAsync(CancellationToken stop);

    /// <summary>Adds pictures, each in the place of an earlier one of the same owner and number, and removes all pictures of the owners
    /// that are gone. Durable, and met by every question asked after it returns.</summary>
    /// <returns>One sentence for each picture that the index will never take as it is; the checkpoint passes them.</returns>
    /// <exception cref="IndexException">Not all is in: the checkpoint stays, and the same again puts it right.</exception>
    Task<IReadOnlyList<string>> ChangeAsync(
        IReadOnlyList<IndexedFeatures> added,
        IReadOnlyList<string> goneOwners,
        IndexCheckpoint upTo,
        CancellationToken stop
    );

    /// <summary>Replaces everything. Questions meet the old index until the new one is whole.</summary>
    /// <param name="all">Each picture once.</param>
    /// <inheritdoc cref="ChangeAsync" />
    Task<IReadOnlyList<string>> RebuildAsync(IAsyncEnumerable<IndexedFeatures> all, IndexCheckpoint upTo, CancellationToken stop);

    /// <summary>What could not be done in the background, in one sentence, as when the disk is full; null where all was.</summary>
    string? Trouble { get; }

    /// <summary>True where features and titles have to be handed over again since the program began: the index keeps them in
    /// memory.</summary>
    bool IsForgetful { get; }

    /// <summary>Takes features and titles in memory, of pictures that it knows by their hash already; what it has stays as it
    /// is.</summary>
    void Remember(IReadOnlyList<IndexedFeatures> pictures);

    /// <summary>The pictures whose upright hash is within the radius of any of the eight, nearest first; of equally near ones the lower
    /// owner, then the lower picture number. At most <paramref name="top"/>. Exact, as far as the whole index answered.</summary>
    /// <param name="radiusBits">0 to 256; 256 asks for the nearest however far.</param>
    /// <exception cref="IndexException">No part of the index answered.</exception>
    Task<Found<Candidate>> NearestAsync(PdqSet asked, int radiusBits, int top, CancellationToken stop);

    /// <summary>The nearest pictures by each kind of evidence, together, nearest part first.</summary>
    /// <param name="perEvidence">How many are wanted by each kind.</param>
    /// <param name="also">Owners whose pictures are told too, however far: something else speaks for them. Those not held are left
    /// out.</param>
    /// <exception cref="IndexException">No part of the index answered.</exception>
    Task<Found<NearPicture>> ProposeAsync(PreparedPicture asked, int perEvidence, IReadOnlyCollection<string> also, CancellationToken stop);

    /// <summary>Owners whose title means much the same, in whatever language: nearest first, of equally near ones the lower
    /// owner.</summary>
    /// <param name="least">Nothing further than this is near: cosine, −1 to 1.</param>
    /// <param name="top">At most so many; 1 or more.</param>
    /// <exception cref="IndexException">No part of the index answered.</exception>
    Task<Found<NearTitle>> NearestTitlesAsync(Embedding asked, float least, int top, CancellationToken stop);
}

/// <summary>How an index stands when it is opened.</summary>
/// <param name="Fault">Why it cannot be used, in one sentence; it is then to be rebuilt. Null where it is sound.</param>
/// <param name="Checkpoint">How far Store's outbox has been followed.</param>
public sealed record IndexStanding(string? Fault, IndexCheckpoint Checkpoint);

/// <summary>Which picture.</summary>
/// <param name="FilingNumber">Whose it is: a filing's number, or that of a listing or of a picture of the negative bank.</param>
public readonly record struct PictureKey(string FilingNumber, int PictureNo);

/// <summary>A picture that came near, with how near.</summary>
public readonly record struct NearPicture(PictureKey Key, Nearness Near);

/// <summary>A filing whose title means much the same.</summary>
/// <param name="Cosine">−1 to 1.</param>
public readonly record struct NearTitle(string FilingNumber, float Cosine);

/// <summary>A picture with all that it can be found by.</summary>
/// <param name="Features">Null where only its hash is known.</param>
/// <param name="Words">Visual words, one for each keypoint of the features; none where there is no vocabulary.</param>
/// <param name="TitleWords">The title as Judging cuts it, one space between two words.</param>
/// <param name="TitleMeaning">The encoder's direction of the title, of length 1; null where there is no encoder.</param>
public sealed record IndexedFeatures(
    IndexedPicture Picture,
    PictureFeatures? Features,
    IReadOnlyList<ushort> Words,
    string TitleWords,
    float[]? TitleMeaning
)
{
    public static IndexedFeatures Of(IndexedPicture picture) => new(picture, null, [], "", null);

    /// <summary>True where its hash is noise and would match that of every other flat picture: it is not found by it.</summary>
    public bool IsFlat { get; init; }

    public PictureKey Key => new(Picture.FilingNumber, Picture.PictureNo);
}

/// <summary>What was found, and what could not be asked.</summary>
/// <param name="NotAsked">One sentence for each part of the index that did not answer; empty where the answer is whole.</param>
public sealed record Found<T>(IReadOnlyList<T> Items, IReadOnlyList<string> NotAsked)
{
    public bool IsWhole => NotAsked.Count == 0;
}

/// <summary>Makes answers.</summary>
public static class Found
{
    /// <summary>All was asked.</summary>
    public static Found<T> Whole<T>(IReadOnlyList<T> items) => new(items, []);
}

/// <summary>An index did not do what it was asked. The message is one sentence: what was expected, what came, what to do.</summary>
public abstract class IndexException(string message, Exception? inner) : Exception(message, inner);

/// <summary>What an index looks at features with.</summary>
/// <param name="Vocabulary">Null where words do not speak.</param>
/// <param name="Background">Embeddings of pictures that are nobody's work; empty where there are none.</param>
public sealed record IndexEyes(Vocabulary? Vocabulary, IReadOnlyList<Embedding> Background)
{
    public static IndexEyes None { get; } = new(null, []);
}
