using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Cases;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Matches;
using IpGuard.Web.Filings;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Matches;

/// <summary>A page of matches, with what it is narrowed to.</summary>
public sealed record MatchesPageModel(PageOf<MatchSummary> Matches, MatchFilter Filter, SignedIn Who);

/// <summary>One match, and the decision's form as it was filled in with its faults.</summary>
/// <param name="Case">The case that pursues its listing; null where none does.</param>
/// <param name="IsOwn">True where the viewer may open one.</param>
public sealed record MatchPageModel(MatchView Match, string? Note, FaultList Faults, CaseSummary? Case, bool IsOwn);

/// <summary>Pages for alerts and matches.</summary>
static class MatchPages
{
    public static void MapMatchPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet(
            "/alerts",
            async (int? page, Visitor visitor, MatchReads matches, CancellationToken stop) =>
                PageResult.Show<AlertsPage>(await matches.AlertsAsync(await visitor.ViewerAsync(), page ?? 1, stop))
        );
        pages.MapPost("/alerts/{id:guid}/read", ReadAlertAsync);
        pages.MapGet("/matches", ListAsync);
        pages.MapGet(
            "/matches/{number}",
            async (string number, Visitor visitor, MatchReads matches, CaseReads cases, CancellationToken stop) =>
                await ShowAsync(number, null, FaultList.None, visitor, matches, cases, stop)
        );
        pages.MapPost("/matches/{number}/decide", DecideAsync);
        pages.MapGet(
            "/matches/{number}/work",
            async (string number, int? side, WorkShown? shown, Visitor visitor, MatchPictures pictures, CancellationToken stop) =>
                FilingPages.Shown(
                    await pictures.FiledAsync(await visitor.ViewerAsync(), number, shown ?? WorkShown.AsListed, side ?? 480, stop)
                )
        );
        pages.MapGet(
            "/matches/{number}/listing",
            async (string number, int? side, Visitor visitor, MatchPictures pictures, CancellationToken stop) =>
                FilingPages.Shown(await pictures.ListedAsync(await visitor.ViewerAsync(), number, side ?? 480, stop))
        );
        pages.MapGet(
            "/matches/{number}/laid",
            async (string number, int? side, Visitor visitor, MatchPictures pictures, CancellationToken stop) =>
                FilingPages.Shown(await pictures.LaidAsync(await visitor.ViewerAsync(), number, side ?? 480, stop))
        );
        pages.MapGet(
            "/matches/{number}/screenshot",
            async (string number, Visitor visitor, MatchPictures pictures, CancellationToken stop) =>
                FilingPages.Shown(await pictures.ScreenshotAsync(await visitor.ViewerAsync(), number, stop))
        );
    }

    static async Task<IResult> ListAsync(
        int? page,
        Likeness? likeness,
        string? filing,
        Guid? alert,
        string? seller,
        Visitor visitor,
        MatchReads matches,
        CancellationToken stop
    )
    {
        var filter = new MatchFilter(likeness, string.IsNullOrEmpty(filing) ? null : filing, alert, seller);
        var found = await matches.ListAsync(await visitor.ViewerAsync(), filter, page ?? 1, stop);
        return PageResult.Show<MatchesPage>(new MatchesPageModel(found, filter, (await visitor.WhoAsync())!));
    }

    static async Task<IResult> DecideAsync(
        string number,
        [FromForm] bool isConfirmed,
        [FromForm] string? note,
        Visitor visitor,
        DecisionFlow decisions,
        MatchReads matches,
        CaseReads cases,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        return await decisions.DecideAsync(who.Viewer, who.Email, number, isConfirmed, note, stop) switch
        {
            null => Results.NotFound(),
            { Count: 0 } => Results.LocalRedirect($"/matches/{number}#decide"),
            var faults => await ShowAsync(number, note, FaultList.Of("decide", faults), visitor, matches, cases, stop),
        };
    }

    static async Task<IResult> ShowAsync(
        string number,
        string? note,
        FaultList faults,
        Visitor visitor,
        MatchReads matches,
        CaseReads cases,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        if (await matches.ReadAsync(who.Viewer, number, stop) is not { } match)
            return Results.NotFound();
        var pursued = await cases.OfMatchAsync(who.Viewer, number, stop);
        var model = new MatchPageModel(match, note, faults, pursued, who.Kind != OrganisationKind.Regulator);
        return PageResult.Show<MatchPage>(model, faults.Status);
    }

    static async Task<IResult> ReadAlertAsync(
        Guid id,
        [FromForm] string? next,
        Visitor visitor,
        MatchReads matches,
        CancellationToken stop
    ) =>
        await matches.MarkReadAsync(await visitor.ViewerAsync(), id, stop)
            ? Results.LocalRedirect(Home.LocalPath.Of(next ?? "/alerts"))
            : Results.NotFound();
}
