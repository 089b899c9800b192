namespace IpGuard.Core.Matching;

/// <summary>What is known about one listing beside one filing, before it is weighed.</summary>
/// <param name="Bits">The nearest pair of pictures: Hamming distance, 0 to 256.</param>
/// <param name="Orientation">How the listing's picture must be turned to be that near.</param>
/// <param name="FiledPictureNo">Which picture of the filing; from 1.</param>
/// <param name="ListedPictureNo">Which picture of the listing; from 1.</param>
/// <param name="TitleCosine">Likeness of the titles, 0 to 1; null where either has none.</param>
/// <param name="Picture">What the pictures say; null in matches that were raised by rule 1, which knew hashes only.</param>
public sealed record Evidence(
    int Bits,
    Orientation Orientation,
    int FiledPictureNo,
    int ListedPictureNo,
    double? TitleCosine,
    PictureOpinion? Picture
);

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
    public const int RuleVersion = 2;

    /// <summary>The least score of the pictures at which titles that agree make a match.</summary>
    public const double WeakPictureScore = 0.25;

    /// <summary>The least title cosine that supports a weak picture: chosen on works and listings drawn in code, and measured there
    /// by <c>ipguard demo</c>.</summary>
    public const double NearTitleCosine = 0.35;

    /// <summary>Weighs the evidence.</summary>
    /// <remarks>Same: pictures that one in a thousand distractors reaches (<see cref="PictureOpinion.SameScore"/>), or near ones whose
    /// hashes say
    /// the same as well (<see cref="Pdq.SamePictureBits"/>). Near: one in a hundred (<see cref="PictureOpinion.NearScore"/>), or weaker
    /// together with titles that agree. All else is different. The score is that of the pictures: titles say nothing for
    /// themselves.</remarks>
    /// <exception cref="ArgumentException">The pictures were not compared.</exception>
    public static Verdict Judge(Evidence evidence)
    {
        var score = evidence.Picture?.Score ?? throw new ArgumentException("expected pictures that were compared", nameof(evidence));
        var isSame = score >= PictureOpinion.SameScore || (score >= PictureOpinion.NearScore && evidence.Bits <= Pdq.SamePictureBits);
        if (isSame)
            return new(Likeness.Same, score, evidence);
        var isNear = score >= PictureOpinion.NearScore || (score >= WeakPictureScore && evidence.TitleCosine >= NearTitleCosine);
        return new(isNear ? Likeness.Near : Likeness.Different, score, evidence);
    }
}
