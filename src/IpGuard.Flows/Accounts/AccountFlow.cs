using IpGuard.Core.Accounts;

namespace IpGuard.Flows.Accounts;

/// <summary>Who is signed in: what the pages need to greet and to scope.</summary>
public sealed record SignedIn(Guid AccountId, string Email, Guid OrganisationId, string Organisation, OrganisationKind Kind)
{
    public Viewer Viewer => Viewer.Of(OrganisationId, Kind);
}

/// <summary>What an attempt to sign in gave.</summary>
public enum SignInOutcome
{
    SignedIn,

    /// <summary>Unknown address or wrong password; never said which.</summary>
    Refused,

    /// <summary>Too many wrong passwords; open again in a quarter of an hour.</summary>
    LockedOut,
}

/// <summary>Accounts and their organisations.</summary>
public sealed class AccountFlow
{
    /// <summary>Checks the password and sets the session cookie.</summary>
    public Task<SignInOutcome> SignInAsync(string email, string password, CancellationToken stop) => throw new NotImplementedException();

    public Task SignOutAsync() => throw new NotImplementedException();

    /// <summary>Opens an organisation of designers or a brand with its first account. Regulators are admitted by the operator only.</summary>
    /// <returns>Every fault, in words for the page; none when it is done (and not yet signed in).</returns>
    public Task<IReadOnlyList<string>> SignUpAsync(string organisation, OrganisationKind kind, string email, string password, CancellationToken stop) =>
        throw new NotImplementedException();

    /// <summary>The signed-in account behind a request's principal; null when there is none.</summary>
    public Task<SignedIn?> WhoAsync(System.Security.Claims.ClaimsPrincipal principal, CancellationToken stop) => throw new NotImplementedException();
}
