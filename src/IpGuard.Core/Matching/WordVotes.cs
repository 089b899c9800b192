using System.Numerics;

namespace IpGuard.Core.Matching;

/// <summary>How much two pictures share by visual words: rare words count more, and words whose descriptors are only roughly alike do not
/// count (Hamming embedding, Jégou, Douze, Schmid 2008).</summary>
public static class WordVotes
{
    /// <summary>Of 64 bits two unrelated descriptors of one word differ in some 25; of the same corner on a copy mostly in fewer than
    /// 16.</summary>
    public const int MostBits = 16;

    /// <summary>A word in more pictures than this says little and costs much.</summary>
    public const int MostPictures = 4_096;

    // Beyond 24 bits nothing would be left of a vote.
    const float NothingBits = 24f;

    /// <summary>Inverse document frequency, over that of a word which only one picture has: 0 to 1.</summary>
    /// <param name="all">Pictures in the index; 1 or more.</param>
    /// <param name="pictures">How many of them have the word; 1 or more.</param>
    public static float Rarity(int all, int pictures) => MathF.Log((all + 1f) / pictures) / MathF.Log(all + 1);

    /// <summary>What one pair of keypoints of the same word counts; 0 where they are only roughly alike.</summary>
    /// <param name="rarity"><see cref="Rarity"/>.</param>
    public static float Vote(float rarity, ulong signature, ulong other)
    {
        var bits = BitOperations.PopCount(signature ^ other);
        return bits <= MostBits ? rarity * (1 - (bits / NothingBits)) : 0;
    }

    /// <summary>What a picture's votes are divided by, for each of the two.</summary>
    /// <param name="words">Its keypoints; 0 or more.</param>
    public static float Length(int words) => MathF.Sqrt(Math.Max(1, words));

    /// <summary>The quarter of a keypoint's descriptor that is compared.</summary>
    public static ulong Signature(Keypoints keypoints, int keypoint) => keypoints.Descriptors[4 * keypoint];

    /// <summary>The votes for one picture: about 0 to 1.</summary>
    /// <param name="words">Of the asking picture, one for each keypoint.</param>
    /// <param name="rarityOf">0 for a word that does not count.</param>
    /// <param name="filed">The other picture's words in the order of its keypoints, each with its signature.</param>
    public static float Of(
        ReadOnlySpan<ushort> words,
        Keypoints keypoints,
        Func<ushort, float> rarityOf,
        IReadOnlyList<(ushort Word, ulong Signature)> filed
    )
    {
        var byWord = filed.ToLookup(f => f.Word, f => f.Signature);
        var sum = 0f;
        for (var i = 0; i < words.Length; i++)
        {
            if (rarityOf(words[i]) is not (> 0 and var rarity))
                continue;
            foreach (var other in byWord[words[i]])
                sum += Vote(rarity, Signature(keypoints, i), other);
        }

        return sum / (Length(words.Length) * Length(filed.Count));
    }
}
