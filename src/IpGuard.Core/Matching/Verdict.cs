namespace IpGuard.Core.Matching;

/// <summary>What is known about one listing beside one filing, before it is weighed.</summary>
/// <param name="Bits">The nearest pair of pictures: Hamming distance, 0 to 256.</param>
/// <param name="Orientation">How the listing's picture must be turned to be that near.</param>
/// <param name="FiledPictureNo">Which picture of the filing; from 1.</param>
/// <param name="ListedPictureNo">Which picture of the listing; from 1.</param>
/// <param name="TitleCosine">Likeness of the titles, 0 to 1; null where either has none.</param>
public sealed record Evidence(int Bits, Orientation Orientation, int FiledPictureNo, int ListedPictureNo, double? TitleCosine);

/// <summary>How like a listing and a work are, as the machine sees it.</summary>
public enum Likeness
{
    Different = 0,
    Near = 1,
    Same = 2,
}

/// <summary>The machine's opinion of one candidate, with the numbers it rests on. Never a finding of infringement.</summary>
/// <param name="Score">0 to 1, higher is more alike; pictures first, titles only between equally near pictures.</param>
public sealed record Verdict(Likeness Likeness, double Score, Evidence Evidence)
{
    /// <summary>The version of the rule. A match keeps the version that raised it.</summary>
    public const int RuleVersion = 1;

    /// <summary>The last distance at which like titles make a match of like pictures. Two unrelated pictures differ in 128 ± 8 bits,
    /// so 63 is eight standard deviations away (independent fair bits, σ = √256 / 2 = 8).</summary>
    public const int NearPictureBits = 63;

    /// <summary>The least title cosine that supports a near picture: chosen on works and listings drawn in code, and measured there
    /// by <c>ipguard demo</c>.</summary>
    public const double NearTitleCosine = 0.35;

    /// <summary>Weighs the evidence.</summary>
    /// <remarks>Same: the pictures alone suffice (≤ <see cref="Pdq.SamePictureBits"/>). Near: pictures up to
    /// <see cref="NearPictureBits"/> together with titles that agree. All else is different.</remarks>
    public static Verdict Judge(Evidence evidence)
    {
        var score = Weigh(evidence);
        if (evidence.Bits <= Pdq.SamePictureBits)
            return new(Likeness.Same, score, evidence);
        var isNear = evidence.Bits <= NearPictureBits && evidence.TitleCosine >= NearTitleCosine;
        return new(isNear ? Likeness.Near : Likeness.Different, score, evidence);
    }

    // A bit of distance always outweighs any title, so the order of pictures alone is kept; half a bit of room is left to the title.
    static double Weigh(Evidence evidence) =>
        (Pdq.LengthBits - evidence.Bits + 0.5 * Math.Clamp(evidence.TitleCosine ?? 0, 0, 1)) / (Pdq.LengthBits + 0.5);
}
