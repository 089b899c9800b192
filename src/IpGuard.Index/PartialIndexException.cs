namespace IpGuard.Index;

/// <summary>A part of the index did not answer, where an answer that is not whole would be taken for “nothing is near”.</summary>
public sealed class PartialIndexException(IReadOnlyList<string> notAsked)
    : IndexException($"expected the whole index to answer, got {string.Join("; ", notAsked)}; ask again", null);

/// <summary>For callers whom half an answer would mislead.</summary>
public static class WholeAnswers
{
    /// <summary>The items of a whole answer.</summary>
    /// <exception cref="PartialIndexException">Not all was asked.</exception>
    public static IReadOnlyList<T> OrThrow<T>(this Found<T> found) =>
        found.IsWhole ? found.Items : throw new PartialIndexException(found.NotAsked);
}
