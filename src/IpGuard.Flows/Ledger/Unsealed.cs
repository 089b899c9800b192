using IpGuard.Store;

namespace IpGuard.Flows.Ledger;

/// <summary>A match, of pictures or of a name, whose listing is yet to be entered in the ledger.</summary>
sealed class Unsealed
{
    public required string Number { get; init; }

    public required long ListingId { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>All that there are, as the viewer of the database sees them.</summary>
    public static IQueryable<Unsealed> Of(GuardDb db) =>
        db
            .Matches.Where(m => m.EvidenceNumber == null)
            .Select(m => new Unsealed
            {
                Number = m.Number,
                ListingId = m.ListingId,
                RaisedAt = m.RaisedAt,
            })
            .Concat(
                db.NameMatches.Where(m => m.EvidenceNumber == null)
                    .Select(m => new Unsealed
                    {
                        Number = m.Number,
                        ListingId = m.ListingId,
                        RaisedAt = m.RaisedAt,
                    })
            );
}
