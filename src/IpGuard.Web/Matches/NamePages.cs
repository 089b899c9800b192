using IpGuard.Flows.Accounts;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Matches;
using IpGuard.Web.Filings;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Matches;

/// <summary>A page of name matches, with what it is and can be narrowed to.</summary>
/// <param name="HasNames">False where the holder has said no name to look for.</param>
public sealed record NamesPageModel(PageOf<NameMatchView> Matches, NameFilter Filter, NameChoices Choices, bool HasNames, SignedIn Who);

/// <summary>Pages for uses of holders' names (疑似冒用名称).</summary>
static class NamePages
{
    public static void MapNamePages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/names").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet("", ListAsync);
        pages.MapPost("/{number}/decide", DecideAsync);
        pages.MapGet(
            "/{number}/picture",
            async (string number, int? side, Visitor visitor, NameMatchReads names, CancellationToken stop) =>
                FilingPages.Shown(await names.PictureAsync(await visitor.ViewerAsync(), number, side ?? 480, stop))
        );
    }

    static async Task<IResult> ListAsync(
        int? page,
        string? name,
        NameState? state,
        string? marketplace,
        Guid? alert,
        Visitor visitor,
        NameMatchReads names,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        var filter = new NameFilter(Given(name), state, Given(marketplace), alert);
        return PageResult.Show<NamesPage>(
            new NamesPageModel(
                await names.ListAsync(who.Viewer, filter, page ?? 1, stop),
                filter,
                await names.ChoicesAsync(who.Viewer, stop),
                who.Viewer.IsRegulator || await names.HasNamesAsync(who.Viewer, stop),
                who
            )
        );
    }

    static async Task<IResult> DecideAsync(
        string number,
        [FromForm] bool isConfirmed,
        [FromForm] string? next,
        Visitor visitor,
        NameDecisionFlow decisions,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        return await decisions.DecideAsync(who.Viewer, who.Email, number, isConfirmed, stop)
            ? Results.LocalRedirect(Home.LocalPath.Of(next ?? "/names"))
            : Results.NotFound();
    }

    static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
