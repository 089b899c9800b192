namespace IpGuard.Core.Matching;

/// <summary>How like a listing and a work are, as the machine sees it.</summary>
public enum Likeness
{
    Different = 0,
    Near = 1,
    Same = 2,
}

/// <summary>Why a listing is not accused, whatever it looks like.</summary>
public enum Exemption
{
    None = 0,

    /// <summary>The holder's own shop, or a licensee's.</summary>
    OwnShop = 1,

    /// <summary>Seen here before the work was filed: it may be a prior design. A date that only a seller claims is none.</summary>
    SeenEarlier = 2,
}

/// <summary>What the classifier makes of evidence.</summary>
/// <param name="Score">The share of such verdicts that people would confirm: above 0 and below 1.</param>
/// <param name="Sum">What the score was calibrated from; no two different pieces of evidence have the same.</param>
public readonly record struct Weighing(double Score, double Sum);

/// <summary>The machine's opinion of one candidate, with the numbers it rests on. Never a finding of infringement.</summary>
/// <param name="Score">A calibrated probability, above 0 and below 1: of a hundred matches with 0.8, people would confirm some
/// eighty.</param>
/// <param name="Sum">Orders verdicts of nearly one score.</param>
public sealed record Verdict(Likeness Likeness, double Score, double Sum, Evidence Evidence, Exemption Exemption)
{
    /// <summary>The version of the rule. A match keeps the version that raised it.</summary>
    public const int RuleVersion = 3;

    /// <summary>From here on a match is called the same.</summary>
    public const double SameScore = 0.9;

    /// <summary>Says what weighed evidence amounts to.</summary>
    /// <remarks>Same: a score of <see cref="SameScore"/>, with pictures that one in a hundred distractors reaches
    /// (<see cref="PictureOpinion.NearScore"/>): words alone do not make two things the same. Near: the filing's threshold. What is exempt
    /// is different, and says why.</remarks>
    /// <param name="threshold">The filing's, from <see cref="FilingThreshold.Of"/>.</param>
    public static Verdict Judge(Evidence evidence, Weighing weighing, Exemption exemption, double threshold)
    {
        var likeness =
            exemption != Exemption.None || weighing.Score < threshold ? Likeness.Different
            : weighing.Score >= SameScore && evidence.Picture?.Score >= PictureOpinion.NearScore ? Likeness.Same
            : Likeness.Near;
        return new(likeness, weighing.Score, weighing.Sum, evidence, exemption);
    }
}

/// <summary>From which score on a filing's listings become matches: it follows what people decide, within limits.</summary>
public static class FilingThreshold
{
    /// <summary>Where nobody has decided yet: as likely as not.</summary>
    public const double Start = 0.5;

    /// <summary>Never lower: at a third, two of three alerts would be false.</summary>
    public const double Lowest = 0.35;

    /// <summary>Never higher: what is more likely than this is told, however many were dismissed.</summary>
    public const double Highest = 0.8;

    // A dismissal costs a holder a look, a miss costs more: up faster than down, and neither by much.
    const double PerDismissed = 0.03;
    const double PerConfirmed = 0.015;

    /// <param name="confirmed">Matches of the filing that people confirmed.</param>
    /// <param name="dismissed">Those that people dismissed.</param>
    /// <returns><see cref="Lowest"/> to <see cref="Highest"/>.</returns>
    public static double Of(int confirmed, int dismissed) =>
        Math.Clamp(Start + (PerDismissed * dismissed) - (PerConfirmed * confirmed), Lowest, Highest);
}
