namespace IpGuard.Core.Accounts;

/// <summary>What an organisation is to IpGuard; it decides what its people may see.</summary>
/// <remarks>Stored: never renumber.</remarks>
public enum OrganisationKind
{
    Designer = 1,
    Brand = 2,
    Regulator = 3,
}

/// <summary>Who is asking. Every query is answered within this scope.</summary>
/// <remarks>The default is nobody, who sees nothing. Holders see what their organisation owns; regulators see every match and the
/// filing behind it, but no work that no one is suspected of copying; the house itself (jobs, the operator's command line) sees
/// all.</remarks>
public sealed record Viewer
{
    Viewer(Guid organisationId, bool isRegulator, bool isHouse) =>
        (OrganisationId, IsRegulator, IsHouse) = (organisationId, isRegulator, isHouse);

    public Guid OrganisationId { get; }

    public bool IsRegulator { get; }

    public bool IsHouse { get; }

    public static Viewer Nobody { get; } = new(Guid.Empty, false, false);

    /// <summary>The service itself: jobs, and the operator at the command line. Never made from a request.</summary>
    public static Viewer House { get; } = new(Guid.Empty, false, true);

    public static Viewer Of(Guid organisationId, OrganisationKind kind) => new(organisationId, kind == OrganisationKind.Regulator, false);
}
