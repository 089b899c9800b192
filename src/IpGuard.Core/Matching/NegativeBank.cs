namespace IpGuard.Core.Matching;

/// <summary>Where a picture of the negative bank stands.</summary>
public enum BankState
{
    /// <summary>Proposed by the machine; it does nothing until a person accepts it.</summary>
    Proposed = 0,
    Active = 1,
    Dismissed = 2,
}

/// <summary>The negative bank (负样本库): pictures that never make a match, such as stock grounds, size charts, packaging and a
/// platform's own signs.</summary>
public static class NegativeBank
{
    /// <summary>A bank picture explains a match when it covers this much of where the work is seen.</summary>
    public const double ExplainingShare = 0.6;

    /// <summary>Unrelated holders whose works one part of a listing must match before it is proposed for the bank.</summary>
    public const int ProposingHolders = 3;

    /// <summary>True where what the listing has in common with the work is a picture of the bank.</summary>
    /// <param name="bank">The bank picture beside the listing.</param>
    /// <param name="work">The work beside the listing.</param>
    public static bool Explains(PictureOpinion bank, PictureOpinion work)
    {
        // A work that is surer than the bank picture is not explained by it.
        if (bank.Score < PictureOpinion.NearScore || bank.Score < work.Score)
            return false;
        var (whole, part) = (BoxOf(work), BoxOf(bank));
        return Common(whole, part) >= ExplainingShare * whole.Share;
    }

    /// <summary>True where two works are seen at the same place of a listing.</summary>
    public static bool AreAtOnePlace(PictureOpinion one, PictureOpinion other) =>
        one.Where is not null && other.Where is not null && BoxOf(one).OverlapWith(BoxOf(other)) >= ExplainingShare;

    /// <summary>The box around where a work is seen on the listing; the whole picture where no place is known.</summary>
    public static Area BoxOf(PictureOpinion opinion)
    {
        if (opinion.Where is not { } where)
            return Area.Whole;
        var (left, top) = (where.Listed.Min(s => s.X), where.Listed.Min(s => s.Y));
        return new(left, top, where.Listed.Max(s => s.X) - left, where.Listed.Max(s => s.Y) - top);
    }

    static float Common(in Area a, in Area b)
    {
        var width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        var height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        return width <= 0 || height <= 0 ? 0 : width * height;
    }
}
