using System.Text.Json;
using IpGuard.Core.Matching;

namespace IpGuard.Store.Matches;

/// <summary>A match as raised: one filing, one listing, once.</summary>
public sealed class MatchRow : IOwned
{
    public required string Number { get; init; }

    public required Guid OrganisationId { get; init; }

    public required string FilingNumber { get; init; }

    public required long ListingId { get; init; }

    public required Likeness Likeness { get; init; }

    public required double Score { get; init; }

    /// <summary>Orders matches of nearly one score; 0 before rule 3.</summary>
    public double Sum { get; init; }

    public required int Bits { get; init; }

    public required Orientation Orientation { get; init; }

    public required int FiledPictureNo { get; init; }

    public required int ListedPictureNo { get; init; }

    /// <summary>Titles, names and context as JSON; null before rule 3.</summary>
    public byte[]? Words { get; init; }

    /// <summary>What each kind of evidence added, as JSON; null before rule 3.</summary>
    public byte[]? Contributions { get; init; }

    /// <summary>The model that weighed it; null before rule 3.</summary>
    public string? ModelId { get; init; }

    /// <summary>Of rules 1 and 2, which knew one number about titles.</summary>
    public double? TitleCosine { get; init; }

    /// <summary>What kind of copy it looks like; null in matches of rule 1.</summary>
    public CopyKind? Kind { get; init; }

    /// <summary><see cref="PictureOpinion"/> as JSON; null in matches of rule 1.</summary>
    public byte[]? Picture { get; init; }

    public required int RuleVersion { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>The sweep that raised it.</summary>
    public required long SweepId { get; init; }

    /// <summary>The listing as it was seen, in the ledger; null until it is entered.</summary>
    public string? EvidenceNumber { get; set; }

    /// <summary>The alert that told of it; null until it has been told.</summary>
    public Guid? AlertId { get; set; }

    /// <summary>Null before rule 3.</summary>
    public KeptWords? ReadWords() => Words is null ? null : JsonSerializer.Deserialize<KeptWords>(Words);

    public Verdict ToVerdict()
    {
        var words = ReadWords();
        var title = words?.Title ?? (TitleCosine is { } cosine ? new TitleOpinion(cosine, cosine, null, 0, 0) : null);
        var picture = Picture is null ? null : JsonSerializer.Deserialize<PictureOpinion>(Picture);
        return new(
            Likeness,
            Score,
            Sum,
            new(
                Bits,
                Orientation,
                FiledPictureNo,
                ListedPictureNo,
                title,
                picture,
                words?.Names ?? NameEvidence.None,
                words?.Context ?? ContextEvidence.None
            ),
            Exemption.None
        );
    }

    /// <summary>What each kind of evidence added; empty before rule 3.</summary>
    public IReadOnlyList<Contribution> ReadContributions() =>
        Contributions is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<Contribution>>(Contributions)!;

    public Match ToMatch() => new(Number, OrganisationId, FilingNumber, ListingId, ToVerdict(), RuleVersion, RaisedAt);
}

/// <summary>The evidence of a match beside its pictures, as it is kept.</summary>
/// <param name="ListedTitle">The listing's title as it was judged: what the names' places refer to.</param>
public sealed record KeptWords(string ListedTitle, TitleOpinion? Title, NameEvidence Names, ContextEvidence Context);

/// <summary>An alert as raised.</summary>
public sealed class AlertRow : IOwned
{
    public required Guid Id { get; init; }

    public required Guid OrganisationId { get; init; }

    public required long SweepId { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    public required int SameMatches { get; set; }

    public required int NearMatches { get; set; }

    public int NameMatches { get; set; }

    /// <summary>Listings of cases that were gone and are back.</summary>
    public int Returns { get; set; }

    public DateTimeOffset? ReadAt { get; set; }
}
