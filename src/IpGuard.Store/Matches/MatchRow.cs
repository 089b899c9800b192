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

    public required int Bits { get; init; }

    public required Orientation Orientation { get; init; }

    public required int FiledPictureNo { get; init; }

    public required int ListedPictureNo { get; init; }

    public double? TitleCosine { get; init; }

    /// <summary>What kind of copy it looks like; null in matches of rule 1.</summary>
    public CopyKind? Kind { get; init; }

    /// <summary><see cref="PictureOpinion"/> as JSON; null in matches of rule 1.</summary>
    public byte[]? Picture { get; init; }

    public required int RuleVersion { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>The sweep that raised it.</summary>
    public required long SweepId { get; init; }

    /// <summary>The alert that told of it; null until it has been told.</summary>
    public Guid? AlertId { get; set; }

    public Verdict ToVerdict() => new(Likeness, Score, new(Bits, Orientation, FiledPictureNo, ListedPictureNo, TitleCosine, ReadPicture()));

    PictureOpinion? ReadPicture() => Picture is null ? null : JsonSerializer.Deserialize<PictureOpinion>(Picture);

    public Match ToMatch() => new(Number, OrganisationId, FilingNumber, ListingId, ToVerdict(), RuleVersion, RaisedAt);
}

/// <summary>An alert as raised.</summary>
public sealed class AlertRow : IOwned
{
    public required Guid Id { get; init; }

    public required Guid OrganisationId { get; init; }

    public required long SweepId { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    public required int SameMatches { get; set; }

    public required int NearMatches { get; set; }

    public DateTimeOffset? ReadAt { get; set; }
}
