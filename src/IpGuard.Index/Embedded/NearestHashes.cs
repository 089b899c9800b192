using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>One question while it is being answered: the nearest so far to any of the hashes asked, and how near one must be to still
/// matter.</summary>
/// <param name="asked">One hash, or a picture's eight.</param>
sealed class NearestHashes(Pdq[] asked, int radiusBits, int top)
{
    readonly List<(HashPart Part, int Code, int Asked, int Bits)> _met = [];
    readonly int[] _picturesAt = new int[Pdq.LengthBits + 1];
    HashPart? _part;
    int _pictures;

    public Pdq[] Asked => asked;

    /// <summary>The radius, or less once enough pictures are nearer. Of equally near ones all are kept: the filing number
    /// decides.</summary>
    public int LimitBits { get; private set; } = radiusBits;

    /// <summary>What is met from now on belongs to this part.</summary>
    public void GoOver(HashPart part) => _part = part;

    /// <summary>A hash within the limit of one of those asked.</summary>
    public void Meet(int code, in Pdq hash, int by, int bits)
    {
        // It is counted where it is nearest, by the first of equals: that one meets it too, so no hash is counted twice.
        for (var q = 0; q < asked.Length; q++)
        {
            var other = q == by ? bits : asked[q].BitsFrom(hash);
            if (other < bits || (other == bits && q < by))
                return;
        }

        var pictures = _part!.PicturesOf(code, top);
        if (pictures == 0)
            return;
        _met.Add((_part, code, by, bits));
        _picturesAt[bits] += pictures;
        _pictures += pictures;
        while (_pictures - _picturesAt[LimitBits] >= top)
            _pictures -= _picturesAt[LimitBits--];
        if (_met.Count >= 4_096 && _met.Count >= 4L * _pictures)
            _met.RemoveAll(m => m.Bits > LimitBits);
    }

    /// <summary>The pictures met, nearest first; of equally near ones the lower filing number, then the lower picture number.</summary>
    public List<Candidate> Answer()
    {
        var answer = new List<Candidate>();
        foreach (var near in _met.Where(m => m.Bits <= LimitBits).GroupBy(m => m.Bits).OrderBy(g => g.Key))
        {
            answer.AddRange(
                near.SelectMany(m =>
                        m.Part.KeysOf(m.Code, top).Select(k => new Candidate(k.FilingNumber, k.PictureNo, (Orientation)m.Asked, m.Bits))
                    )
                    .OrderBy(c => c.FilingNumber, StringComparer.Ordinal)
                    .ThenBy(c => c.PictureNo)
                    .Take(top - answer.Count)
            );
            if (answer.Count == top)
                break;
        }

        return answer;
    }
}
