using IpGuard.Core.Matching;

namespace IpGuard.Bench;

/// <summary>Numbers that depend on what they are of alone, so that a work is made again whenever it is asked about (SplitMix64, Steele,
/// Lea, Flood 2014).</summary>
struct MadeNumbers(ulong of, ulong what)
{
    ulong _state = (of * 0xD1342543DE82EF95) ^ (what * 0x9E3779B97F4A7C15);

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="below"/> − 1.</summary>
    public int Next(int below) => (int)(((Next() >> 32) * (ulong)below) >> 32);

    public Pdq Hash() => new(Next(), Next(), Next(), Next());

    /// <summary>The hash with so many bits flipped, or a few fewer: a bit may be flipped back.</summary>
    public Pdq Flip(Pdq hash, int bits)
    {
        Span<ulong> words = [hash.A, hash.B, hash.C, hash.D];
        Flip(words, bits);
        return new(words[0], words[1], words[2], words[3]);
    }

    /// <inheritdoc cref="Flip(Pdq, int)" />
    public void Flip(Span<ulong> words, int bits)
    {
        for (var i = 0; i < bits; i++)
        {
            var bit = Next(64 * words.Length);
            words[bit / 64] ^= 1UL << (bit % 64);
        }
    }

    /// <summary>Adds a direction without a preference to one, <paramref name="times"/> as long as a direction of length 1.</summary>
    public void Add(Span<float> direction, float times)
    {
        // Numbers from −127.5 to 127.5, all alike likely: 73.9 is their mean square's root.
        var scale = times / (73.9f * MathF.Sqrt(direction.Length));
        for (var i = 0; i < direction.Length; i += 8)
        {
            var bytes = Next();
            for (var b = 0; b < 8; b++, bytes >>= 8)
                direction[i + b] += ((bytes & 0xFF) - 127.5f) * scale;
        }
    }
}
