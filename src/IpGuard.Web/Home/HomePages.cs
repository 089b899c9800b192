using System.Globalization;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Matches;
using IpGuard.Flows.Watches;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Localization;

namespace IpGuard.Web.Home;

/// <summary>What a signed-in person sees first.</summary>
/// <param name="NameMatches">Uses of names that nobody has decided on.</param>
/// <param name="Latest">The newest alert; null where there is none.</param>
/// <param name="Watches">How many standing orders there are.</param>
/// <param name="Entries">Entries of the ledger in the organisation's name.</param>
/// <param name="NewEntries">Those that this account has not been shown.</param>
public sealed record Dashboard(
    SignedIn Who,
    PageOf<FilingSummary> Filings,
    PageOf<MatchSummary> Matches,
    int NameMatches,
    int UnreadAlerts,
    AlertView? Latest,
    int Watches,
    int Entries,
    int NewEntries
);

/// <summary>The first page, the language, and the pages for what went wrong.</summary>
static class HomePages
{
    public static void MapHome(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", ShowAsync).ExcludeFromDescription();
        routes.MapPost("/language", ChangeLanguage).ExcludeFromDescription();
        routes.Map("/error/{status:int:range(400,599)}", ShowError).ExcludeFromDescription().DisableAntiforgery();
    }

    static async Task<IResult> ShowAsync(
        Visitor visitor,
        FilingReads filings,
        MatchReads matches,
        NameMatchReads names,
        WatchReads watches,
        LedgerReads entries,
        CancellationToken stop
    )
    {
        if (await visitor.WhoAsync() is not { } who)
            return PageResult.Show<LandingPage>();
        var alerts = await matches.AlertsAsync(who.Viewer, 1, stop);
        return PageResult.Show<DashboardPage>(
            new Dashboard(
                who,
                await filings.ListAsync(who.Viewer, 1, stop),
                await matches.ListAsync(who.Viewer, new(), 1, stop),
                await names.WaitingAsync(who.Viewer, stop),
                await visitor.UnreadAlertsAsync(),
                alerts.Items is [var latest, ..] ? latest : null,
                (await watches.ListAsync(who.Viewer, stop)).Count,
                await entries.CountAsync(who.Viewer, stop),
                await visitor.NewEntriesAsync()
            )
        );
    }

    static IResult ChangeLanguage(
        [Microsoft.AspNetCore.Mvc.FromForm] string language,
        [Microsoft.AspNetCore.Mvc.FromForm] string? next,
        HttpContext context
    )
    {
        var culture = new CultureInfo(language == "en" ? "en" : "zh-CN");
        context.Response.Cookies.Append(
            CookieRequestCultureProvider.DefaultCookieName,
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)),
            new()
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                MaxAge = TimeSpan.FromDays(365),
                IsEssential = true,
                Secure = context.Request.IsHttps,
            }
        );
        return Results.LocalRedirect(LocalPath.Of(next));
    }

    static IResult ShowError(int status, HttpContext context) =>
        IsForPeople(context) ? PageResult.Show<ErrorPage>(status, status) : Results.Problem(statusCode: status);

    // A caller of the API is told in the API's format, whatever it says it accepts.
    static bool IsForPeople(HttpContext context)
    {
        var asked =
            context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? context.Features.Get<IExceptionHandlerPathFeature>()?.Path;
        return asked?.StartsWith("/api/", StringComparison.Ordinal) != true
            && context.Request.Headers.Accept.Any(a => a?.Contains("text/html", StringComparison.Ordinal) == true);
    }
}

/// <summary>Where a person may be sent on to: inside this site, and nowhere else.</summary>
static class LocalPath
{
    public static string Of(string? next) =>
        next is { Length: > 0 }
        && next[0] == '/'
        && !next.StartsWith("//", StringComparison.Ordinal)
        && !next.Any(c => c == '\\' || char.IsControl(c))
            ? next
            : "/";
}
