namespace IpGuard.Core.Matching;

/// <summary>A kind of evidence that a verdict is explained by.</summary>
/// <remarks>The names are stored and shown: never rename.</remarks>
public enum EvidenceKind
{
    /// <summary>The pictures, by all that compares them.</summary>
    Picture = 0,

    /// <summary>Words and runs of characters that both titles have.</summary>
    Words = 1,

    /// <summary>What the titles mean, in whatever language.</summary>
    Meaning = 2,

    /// <summary>Model numbers.</summary>
    Numbers = 3,

    /// <summary>The holder's names.</summary>
    Names = 4,

    /// <summary>What the seller admits.</summary>
    Phrases = 5,

    Category = 6,

    Price = 7,

    /// <summary>Earlier decisions on the seller.</summary>
    Seller = 8,

    /// <summary>The listing's picture was confirmed before.</summary>
    Relist = 9,
}

/// <summary>Evidence as numbers for the classifier, and which kind each of them belongs to.</summary>
public static class EvidenceNumbers
{
    /// <summary>The version of this list: a model trained on another is refused.</summary>
    public const int Version = 1;

    // A ratio of 16 to either side says no more than a larger one.
    const double MostPriceSteps = 4;

    static readonly (string Name, EvidenceKind Kind, float Absent, Func<Evidence, double> Of)[] All =
    [
        ("pictureScore", EvidenceKind.Picture, 0, e => e.Picture?.Score ?? 0),
        ("pictureCosine", EvidenceKind.Picture, 0, e => e.Picture?.Cosine ?? 0),
        ("pictureBits", EvidenceKind.Picture, Pdq.LengthBits / 2, e => e.Picture?.PartBits ?? (Pdq.LengthBits / 2)),
        ("pictureCells", EvidenceKind.Picture, 0, e => e.Picture?.Cells ?? 0),
        ("pictureLikeness", EvidenceKind.Picture, 0, e => e.Picture?.Likeness ?? 0),
        ("words", EvidenceKind.Words, 0, e => e.Title?.Words ?? 0),
        ("characters", EvidenceKind.Words, 0, e => e.Title?.Characters ?? 0),
        ("meaning", EvidenceKind.Meaning, 0, e => e.Title?.Meaning ?? 0),
        ("numbersAgreeing", EvidenceKind.Numbers, 0, e => e.Title?.NumbersAgreeing ?? 0),
        ("numbersDiffering", EvidenceKind.Numbers, 0, e => e.Title?.NumbersDiffering ?? 0),
        ("nameClaimed", EvidenceKind.Names, 0, e => e.Names.Claim),
        ("nameFitting", EvidenceKind.Names, 0, e => e.Names.Fitting),
        ("nameDisguised", EvidenceKind.Names, 0, e => e.Names.IsDisguised ? 1 : 0),
        ("phraseOfCopy", EvidenceKind.Phrases, 0, e => e.Names.Phrases.Count(p => p.SpeaksOfCopy)),
        ("phraseOfStyle", EvidenceKind.Phrases, 0, e => e.Names.Phrases.Count(p => !p.SpeaksOfCopy)),
        (
            "category",
            EvidenceKind.Category,
            0,
            e =>
                e.Context.Category switch
                {
                    Agreement.Agree => 1,
                    Agreement.Differ => -1,
                    _ => 0,
                }
        ),
        ("priceKnown", EvidenceKind.Price, 0, e => e.Context.PriceRatio is null ? 0 : 1),
        ("priceSteps", EvidenceKind.Price, 0, e => PriceSteps(e.Context.PriceRatio)),
        ("sellerConfirmed", EvidenceKind.Seller, 0, e => Math.Log2(1.0 + e.Context.SellerConfirmed)),
        ("sellerDismissed", EvidenceKind.Seller, 0, e => Math.Log2(1.0 + e.Context.SellerDismissed)),
        ("relist", EvidenceKind.Relist, 0, e => e.Context.IsRelist ? 1 : 0),
    ];

    /// <summary>How many there are.</summary>
    public const int Count = 21;

    /// <summary>Their names, in order: what a model says it was trained on.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(n => n.Name)];

    /// <summary>Their kinds, in order.</summary>
    public static IReadOnlyList<EvidenceKind> Kinds { get; } = [.. All.Select(n => n.Kind)];

    /// <summary>The numbers of evidence that says nothing at all.</summary>
    public static IReadOnlyList<float> Absent { get; } = [.. All.Select(n => n.Absent)];

    /// <summary>The numbers of some evidence.</summary>
    public static float[] Of(Evidence evidence) => Array.ConvertAll(All, n => (float)n.Of(evidence));

    // Twice the price is a step up, half of it a step down.
    static double PriceSteps(double? ratio) => ratio is { } r ? Math.Clamp(Math.Log2(r), -MostPriceSteps, MostPriceSteps) : 0;
}
