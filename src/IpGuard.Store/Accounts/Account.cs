using IpGuard.Core.Accounts;
using Microsoft.AspNetCore.Identity;

namespace IpGuard.Store.Accounts;

/// <summary>A company, a studio or an authority; owns what its people file and watch.</summary>
public sealed class OrganisationRow
{
    public required Guid Id { get; init; }

    /// <summary>As shown on certificates; unique.</summary>
    public required string Name { get; set; }

    public required OrganisationKind Kind { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One person's way in. The e-mail address is the user name.</summary>
public sealed class Account : IdentityUser<Guid>
{
    public required Guid OrganisationId { get; init; }

    /// <summary>Entries of the ledger below this index were shown to them.</summary>
    public long SeenEntries { get; set; }
}
