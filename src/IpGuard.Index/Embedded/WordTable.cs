using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Which filed pictures hold a visual word: for each word a list of pictures, each with a quarter of the descriptor.</summary>
sealed class WordTable
{
    readonly List<(int Picture, ulong Signature)>[] _postings = new List<(int, ulong)>[Vocabulary.Words];
    readonly int[] _pictures = new int[Vocabulary.Words];
    readonly List<float> _lengths = [];
    int _count;

    public void Add(int picture, IReadOnlyList<ushort> words, Keypoints keypoints)
    {
        for (var i = 0; i < words.Count; i++)
            (_postings[words[i]] ??= []).Add((picture, WordVotes.Signature(keypoints, i)));
        foreach (var word in words.Distinct())
            _pictures[word]++;
        _lengths.Add(WordVotes.Length(words.Count));
        if (words.Count > 0)
            _count++;
    }

    /// <summary>Adds to each picture's votes what the asking picture shares with it: about 0 to 1.</summary>
    public void Vote(ushort[] words, Keypoints keypoints, float[] votes)
    {
        var mine = new float[votes.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (_postings[words[i]] is not { } postings || _pictures[words[i]] > WordVotes.MostPictures)
                continue;
            var rarity = WordVotes.Rarity(_count, _pictures[words[i]]);
            var signature = WordVotes.Signature(keypoints, i);
            foreach (var (picture, other) in postings)
                mine[picture] += WordVotes.Vote(rarity, signature, other);
        }

        var length = WordVotes.Length(words.Length);
        for (var i = 0; i < votes.Length; i++)
            votes[i] = Math.Max(votes[i], mine[i] / (length * _lengths[i]));
    }
}
