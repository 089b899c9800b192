using IpGuard.Core.Matching;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Matches;
using IpGuard.Web.Filings;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Matches;

/// <summary>A page of matches, with what it is narrowed to.</summary>
public sealed record MatchesPageModel(PageOf<MatchSummary> Matches, MatchFilter Filter, SignedIn Who);

/// <summary>A page of possible prior designs.</summary>
public sealed record PriorPageModel(PageOf<PriorView> Prior, SignedIn Who);

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
            async (string number, Visitor visitor, MatchReads matches, CancellationToken stop) =>
                PageResult.ShowOr404<MatchPage>(await matches.ReadAsync(await visitor.ViewerAsync(), number, stop))
        );
        pages.MapPost("/matches/{number}/decide", DecideAsync);
        pages.MapGet("/prior", ListPriorAsync);
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
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        return await decisions.DecideAsync(who.Viewer, who.Email, number, isConfirmed, note, stop) switch
        {
            null => Results.NotFound(),
            { Count: 0 } => Results.LocalRedirect($"/matches/{number}#decide"),
            var faults => Results.BadRequest(string.Join("; ", faults.Select(f => f.Message))),
        };
    }

    static async Task<IResult> ListPriorAsync(int? page, string? filing, Visitor visitor, PriorFlow prior, CancellationToken stop) =>
        PageResult.Show<PriorPage>(
            new PriorPageModel(
                await prior.ListAsync(await visitor.ViewerAsync(), string.IsNullOrEmpty(filing) ? null : filing, page ?? 1, stop),
                (await visitor.WhoAsync())!
            )
        );

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
