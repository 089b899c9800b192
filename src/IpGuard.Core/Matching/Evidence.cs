namespace IpGuard.Core.Matching;

/// <summary>What is known about one listing beside one filing, before it is weighed.</summary>
/// <param name="Bits">The nearest pair of pictures: Hamming distance, 0 to 256.</param>
/// <param name="Orientation">How the listing's picture must be turned to be that near.</param>
/// <param name="FiledPictureNo">Which picture of the filing; from 1.</param>
/// <param name="ListedPictureNo">Which picture of the listing; from 1.</param>
/// <param name="Title">How alike the titles are; null where either has none.</param>
/// <param name="Picture">What the pictures say; null in matches that were raised by rule 1, which knew hashes only.</param>
/// <param name="Names">The holder's names and a seller's phrases in the listing's words.</param>
/// <param name="Context">What is known beside pictures and words.</param>
public sealed record Evidence(
    int Bits,
    Orientation Orientation,
    int FiledPictureNo,
    int ListedPictureNo,
    TitleOpinion? Title,
    PictureOpinion? Picture,
    NameEvidence Names,
    ContextEvidence Context
);

/// <summary>How alike two titles are.</summary>
/// <param name="Words">Cosine of their words, the rarer the heavier: 0 to 1; null where either has no known word.</param>
/// <param name="Characters">Cosine of their runs of one to three characters: 0 to 1.</param>
/// <param name="Meaning">Cosine of what the sentence encoder makes of them, across languages: −1 to 1; null where there is none.</param>
/// <param name="NumbersAgreeing">Model numbers that both have.</param>
/// <param name="NumbersDiffering">Model numbers that only one has, where both have some.</param>
public sealed record TitleOpinion(double? Words, double Characters, double? Meaning, int NumbersAgreeing, int NumbersDiffering);

/// <summary>The holder's names and a seller's phrases in the words of a listing.</summary>
/// <param name="Spots">Where a name of the holder's is written, however disguised; in order.</param>
/// <param name="Phrases">Where the seller admits a copy; in order.</param>
public sealed record NameEvidence(IReadOnlyList<NameSpot> Spots, IReadOnlyList<CopyPhrase> Phrases)
{
    /// <summary>None of either.</summary>
    public static NameEvidence None { get; } = new([], []);

    /// <summary>Strength of the surest name that is claimed: 0 to 1.</summary>
    public double Claim => Spots.Where(s => s.IsClaim).Select(s => s.Strength).DefaultIfEmpty(0).Max();

    /// <summary>Strength of the surest name that what is offered only fits: 0 to 1.</summary>
    public double Fitting => Spots.Where(s => !s.IsClaim).Select(s => s.Strength).DefaultIfEmpty(0).Max();

    /// <summary>True where a claimed name is disguised: what is sold openly is written plainly.</summary>
    public bool IsDisguised => Spots.Any(s => s.IsClaim && s.Tricks != Trick.None);
}

/// <summary>Whether two things are said to be of one kind.</summary>
public enum Agreement
{
    Unknown = 0,
    Agree = 1,
    Differ = 2,
}

/// <summary>What is known beside pictures and words.</summary>
/// <param name="Category">The filing's category and the listing's.</param>
/// <param name="PriceRatio">The listing's price over the lowest that the holder asks in this category, in one currency; above 0, null
/// where either is not known.</param>
/// <param name="SellerConfirmed">Earlier matches of this seller that people confirmed.</param>
/// <param name="SellerDismissed">Those that people dismissed.</param>
/// <param name="IsRelist">A listing of the same picture was confirmed before, and this one is another.</param>
public sealed record ContextEvidence(Agreement Category, double? PriceRatio, int SellerConfirmed, int SellerDismissed, bool IsRelist)
{
    /// <summary>Nothing is known.</summary>
    public static ContextEvidence None { get; } = new(Agreement.Unknown, null, 0, 0, false);
}
