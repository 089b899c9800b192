using IpGuard.Core.Accounts;
using IpGuard.Flows.Accounts;
using IpGuard.Web.Home;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Accounts;

/// <summary>What the sign-in form shows again after a refusal. Never the password.</summary>
public sealed record SignInForm(string? Email, string? Next, SignInOutcome? Outcome);

/// <summary>What the sign-up form shows again.</summary>
public sealed record SignUpForm(string? Organisation, OrganisationKind Kind, string? Email, FaultList Faults);

/// <summary>Signing in, up and out.</summary>
static class AccountPages
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").ExcludeFromDescription();
        pages.MapGet("/sign-in", (string? next) => PageResult.Show<SignInPage>(new SignInForm(null, next, null)));
        pages.MapPost("/sign-in", SignInAsync).RequireRateLimiting(WebDoor.SignInLimit);
        pages.MapGet("/sign-up", () => PageResult.Show<SignUpPage>(new SignUpForm(null, OrganisationKind.Designer, null, FaultList.None)));
        pages.MapPost("/sign-up", SignUpAsync).RequireRateLimiting(WebDoor.SignInLimit);
        pages.MapPost("/sign-out", SignOutAsync);
    }

    static async Task<IResult> SignInAsync(
        [FromForm] string email,
        [FromForm] string password,
        [FromForm] string? next,
        AccountFlow accounts,
        CancellationToken stop
    )
    {
        var outcome = await accounts.SignInAsync(email, password, stop);
        return outcome == SignInOutcome.SignedIn
            ? Results.LocalRedirect(LocalPath.Of(next))
            : PageResult.Show<SignInPage>(new SignInForm(email, next, outcome), StatusCodes.Status400BadRequest);
    }

    static async Task<IResult> SignUpAsync(
        [FromForm] string organisation,
        [FromForm] OrganisationKind kind,
        [FromForm] string email,
        [FromForm] string password,
        AccountFlow accounts,
        CancellationToken stop
    )
    {
        var faults = await accounts.SignUpAsync(organisation, kind, email, password, stop);
        if (faults.Count > 0)
        {
            var again = new SignUpForm(organisation, kind, email, FaultList.Of("signup", faults));
            return PageResult.Show<SignUpPage>(again, StatusCodes.Status400BadRequest);
        }

        await accounts.SignInAsync(email, password, stop);
        return Results.LocalRedirect("/");
    }

    // The form's token is checked by the middleware; the parameter makes it a form endpoint.
    static async Task<IResult> SignOutAsync([FromForm] string? next, AccountFlow accounts)
    {
        await accounts.SignOutAsync();
        return Results.LocalRedirect(LocalPath.Of(next));
    }
}
