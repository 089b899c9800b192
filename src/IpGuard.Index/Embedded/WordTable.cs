using System.Numerics;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Which filed pictures hold a visual word: for each word a list of pictures, each with a quarter of the descriptor, so that words
/// which are only roughly alike do not count (Hamming embedding, Jégou, Douze, Schmid 2008).</summary>
sealed class WordTable
{
    // Of 64 bits two unrelated descriptors of one word differ in some 25; of the same corner on a copy mostly in fewer than 16.
    const int MostBits = 16;

    // A word in more pictures than this says little and costs much.
    const int MostPictures = 4_096;

    readonly List<(int Picture, ulong Signature)>[] _postings = new List<(int, ulong)>[Vocabulary.Words];
    readonly int[] _pictures = new int[Vocabulary.Words];
    readonly List<float> _lengths = [];
    int _count;

    public void Add(int picture, ushort[] words, Keypoints keypoints)
    {
        for (var i = 0; i < words.Length; i++)
            (_postings[words[i]] ??= []).Add((picture, keypoints.Descriptors[4 * i]));
        foreach (var word in words.Distinct())
            _pictures[word]++;
        _lengths.Add(MathF.Sqrt(Math.Max(1, words.Length)));
        _count++;
    }

    /// <summary>Adds to each picture's votes what the asking picture shares with it: about 0 to 1.</summary>
    public void Vote(ushort[] words, Keypoints keypoints, float[] votes)
    {
        var all = MathF.Log(_count + 1);
        var mine = new float[votes.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (_postings[words[i]] is not { } postings || _pictures[words[i]] > MostPictures)
                continue;
            // Rare words count more: inverse document frequency, over that of a word which only one picture has.
            var rarity = MathF.Log((_count + 1f) / _pictures[words[i]]) / all;
            var signature = keypoints.Descriptors[4 * i];
            foreach (var (picture, other) in postings)
            {
                var bits = BitOperations.PopCount(signature ^ other);
                if (bits <= MostBits)
                    mine[picture] += rarity * (1 - (bits / 24f));
            }
        }

        var length = MathF.Sqrt(Math.Max(1, words.Length));
        for (var i = 0; i < votes.Length; i++)
            votes[i] = Math.Max(votes[i], mine[i] / (length * _lengths[i]));
    }
}
