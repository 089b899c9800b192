using System.Security.Claims;
using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Store;
using IpGuard.Store.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

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
public sealed class AccountFlow(GuardStore store, UserManager<Account> accounts, SignInManager<Account> signIn, TimeProvider clock)
{
    public const int MaximumOrganisationLength = 100;

    /// <summary>Checks the password and sets the session cookie.</summary>
    public async Task<SignInOutcome> SignInAsync(string email, string password, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var result = await signIn.PasswordSignInAsync(email.Trim(), password, isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded)
            return SignInOutcome.SignedIn;
        return result.IsLockedOut ? SignInOutcome.LockedOut : SignInOutcome.Refused;
    }

    public Task SignOutAsync() => signIn.SignOutAsync();

    /// <summary>Opens an organisation of designers or a brand with its first account. Regulators are admitted by the operator
    /// only.</summary>
    /// <returns>Every fault, by the fields organisation, kind, email and password; none when it is done (and not yet signed in).</returns>
    public Task<IReadOnlyList<FieldFault>> SignUpAsync(
        string organisation,
        OrganisationKind kind,
        string email,
        string password,
        CancellationToken stop
    ) =>
        kind is OrganisationKind.Designer or OrganisationKind.Brand
            ? AdmitAsync(organisation, kind, email, password, stop)
            : Task.FromResult<IReadOnlyList<FieldFault>>([
                new("kind", "expected a designer or a brand; regulators are admitted by the operator"),
            ]);

    /// <summary>Opens an organisation of any kind with its first account: for the operator's command line.</summary>
    /// <returns>Every fault; none when it is done.</returns>
    public async Task<IReadOnlyList<FieldFault>> AdmitAsync(
        string organisation,
        OrganisationKind kind,
        string email,
        string password,
        CancellationToken stop
    )
    {
        var name = PlainText.CleanToMeasure(organisation, MaximumOrganisationLength);
        var faults = new List<FieldFault>();
        if (name.Length is 0 or > MaximumOrganisationLength)
            faults.Add(
                new("organisation", $"expected an organisation's name of 1 to {MaximumOrganisationLength} characters, got {name.Length}")
            );
        await using var db = store.Open(Viewer.House);
        if (await db.Organisations.AnyAsync(o => o.Name == name, stop))
            faults.Add(new("organisation", "expected a new organisation, got a name that is already in use"));

        var account = new Account
        {
            Id = Guid.NewGuid(),
            OrganisationId = Guid.NewGuid(),
            UserName = email.Trim(),
            Email = email.Trim(),
        };
        faults.AddRange(await FaultsAsync(account, password));
        if (faults.Count > 0)
            return faults;

        db.Organisations.Add(
            new()
            {
                Id = account.OrganisationId,
                Name = name,
                Kind = kind,
                CreatedAt = clock.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(stop);
        var made = await accounts.CreateAsync(account, password);
        if (made.Succeeded)
            return [];
        // Only a race can bring us here: what was opened for the account is closed again.
        await db.Organisations.Where(o => o.Id == account.OrganisationId).ExecuteDeleteAsync(stop);
        return [.. made.Errors.Select(ToFault)];
    }

    /// <summary>The signed-in account behind a request's principal; null when there is none.</summary>
    public async Task<SignedIn?> WhoAsync(ClaimsPrincipal principal, CancellationToken stop)
    {
        if (!Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id))
            return null;
        await using var db = store.Open(Viewer.House);
        var found = await (
            from account in db.Users
            join organisation in db.Organisations on account.OrganisationId equals organisation.Id
            where account.Id == id
            select new { account.Email, organisation }
        ).FirstOrDefaultAsync(stop);
        return found is null ? null : new(id, found.Email!, found.organisation.Id, found.organisation.Name, found.organisation.Kind);
    }

    async Task<IEnumerable<FieldFault>> FaultsAsync(Account account, string password)
    {
        var faults = new List<IdentityError>();
        foreach (var validator in accounts.UserValidators)
            faults.AddRange((await validator.ValidateAsync(accounts, account)).Errors);
        foreach (var validator in accounts.PasswordValidators)
            faults.AddRange((await validator.ValidateAsync(accounts, account, password)).Errors);
        // The user name is the address: what is wrong with one is said once.
        return faults.Where(f => !f.Code.Contains("UserName", StringComparison.Ordinal)).Select(ToFault).Distinct();
    }

    static FieldFault ToFault(IdentityError error) =>
        new(error.Code.StartsWith("Password", StringComparison.Ordinal) ? "password" : "email", error.Description);
}
