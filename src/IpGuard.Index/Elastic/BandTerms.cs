using IpGuard.Core.Matching;

namespace IpGuard.Index.Elastic;

/// <summary>A hash cut into 16 bands of 16 bits, each a term: `3:a0f1` is band 3. Codes that are near share a band, or nearly.</summary>
static class BandTerms
{
    public const int Bands = 16;

    const int BandBits = Pdq.LengthBits / Bands;

    /// <summary>The widest radius at which every near code shares a whole band: with 15 bits on 16 bands, one is untouched.</summary>
    public const int SameBandBits = Bands - 1;

    /// <summary>The widest radius at which every near code shares a band up to one bit: with 31 bits on 16 bands, one has at most
    /// one.</summary>
    public const int OneBitBits = (2 * Bands) - 1;

    /// <summary>The 16 terms under which a hash is kept.</summary>
    public static string[] Of(in Pdq hash)
    {
        var terms = new string[Bands];
        for (var band = 0; band < Bands; band++)
            terms[band] = Term(band, Value(hash, band));
        return terms;
    }

    /// <summary>The terms that together name every code within the radius: 16, or 272 with the neighbours at one bit.</summary>
    /// <returns>Null beyond 31 bits: no such terms do.</returns>
    public static string[]? Around(in Pdq hash, int radiusBits)
    {
        if (radiusBits <= SameBandBits)
            return Of(hash);
        if (radiusBits > OneBitBits)
            return null;
        var terms = new string[Bands * (1 + BandBits)];
        var at = 0;
        for (var band = 0; band < Bands; band++)
        {
            var value = Value(hash, band);
            terms[at++] = Term(band, value);
            for (var bit = 0; bit < BandBits; bit++)
                terms[at++] = Term(band, value ^ (1 << bit));
        }

        return terms;
    }

    static int Value(in Pdq hash, int band)
    {
        var word = (band / 4) switch
        {
            0 => hash.A,
            1 => hash.B,
            2 => hash.C,
            _ => hash.D,
        };
        return (int)(word >> (48 - (band % 4 * BandBits))) & 0xFFFF;
    }

    static string Term(int band, int value) => $"{band:x}:{value:x4}";
}
