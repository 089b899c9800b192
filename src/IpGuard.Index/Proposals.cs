using IpGuard.Core.Matching;

namespace IpGuard.Index;

/// <summary>What both indexes propose by: the same pictures for the same question.</summary>
static class Proposals
{
    /// <summary>A part's hash proposes within the distance at which a whole picture's is the same picture; what is further is found by its
    /// other kinds of evidence or not at all. Up to here bands are exact, so that neither index goes through everything.</summary>
    public const int PartRadiusBits = Pdq.SamePictureBits;

    /// <summary>Votes by words below this propose nothing: unrelated pictures share as much by chance, and a copy that keeps a tenth of its
    /// keypoints more.</summary>
    public const float LeastVotes = 0.05f;

    /// <summary>By owner, then by picture number: which of two that are equally near comes first.</summary>
    public static Comparer<PictureKey> Order { get; } =
        Comparer<PictureKey>.Create(
            (a, b) =>
                string.CompareOrdinal(a.FilingNumber, b.FilingNumber) is var byOwner and not 0
                    ? byOwner
                    : a.PictureNo.CompareTo(b.PictureNo)
        );
}
