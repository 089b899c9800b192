namespace IpGuard.Core.Matching;

/// <summary>One filed picture as the index knows it.</summary>
/// <param name="PictureNo">Which of the filing's pictures; from 1.</param>
/// <param name="Hash">The upright symmetric hash.</param>
public sealed record IndexedPicture(string FilingNumber, int PictureNo, Pdq Hash);

/// <summary>What the index returned, not yet judged.</summary>
/// <param name="Orientation">How the asking picture must be turned to be this near.</param>
/// <param name="Bits">Hamming distance of 256.</param>
public sealed record Candidate(string FilingNumber, int PictureNo, Orientation Orientation, int Bits);
