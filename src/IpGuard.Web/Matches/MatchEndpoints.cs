using IpGuard.Core.Matching;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Matches;
using IpGuard.Web.Filings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IpGuard.Web.Matches;

/// <summary>The API's door for matches (疑似侵权) and alerts.</summary>
static class MatchEndpoints
{
    public static void MapMatches(this IEndpointRouteBuilder routes)
    {
        var matches = routes.MapGroup("/api/matches").WithTags("Matches").RequireAuthorization();
        matches.MapGet("/", ListAsync).WithSummary("List matches, most alike first");
        matches.MapGet("/{number}", ReadAsync).WithSummary("Read one match with the numbers it rests on");
        matches
            .MapGet("/{number}/work", WorkAsync)
            .WithSummary("Read the work's matched picture, turned as the listing shows it")
            .WithDescription("“side” is its longest side: 96 to 1,600 pixels, 480 where it is not given.");
        matches.MapGet("/{number}/listing", ListingAsync).WithSummary("Read the listing's matched picture");
        routes.MapGet("/api/alerts", AlertsAsync).WithTags("Matches").RequireAuthorization().WithSummary("List alerts, newest first");
    }

    static async Task<Ok<PageOf<MatchSummary>>> ListAsync(
        int? page,
        Likeness? likeness,
        string? filing,
        Guid? alert,
        string? seller,
        Visitor visitor,
        MatchReads matches,
        CancellationToken stop
    ) => TypedResults.Ok(await matches.ListAsync(await visitor.ViewerAsync(), new(likeness, filing, alert, seller), page ?? 1, stop));

    static async Task<Results<Ok<MatchView>, NotFound>> ReadAsync(
        string number,
        Visitor visitor,
        MatchReads matches,
        CancellationToken stop
    ) => await matches.ReadAsync(await visitor.ViewerAsync(), number, stop) is { } match ? TypedResults.Ok(match) : TypedResults.NotFound();

    static async Task<Results<FileContentHttpResult, NotFound>> WorkAsync(
        string number,
        int? side,
        Visitor visitor,
        MatchReads matches,
        CancellationToken stop
    ) => FilingEndpoints.Shown(await matches.FiledPictureAsync(await visitor.ViewerAsync(), number, side ?? 480, stop));

    static async Task<Results<FileContentHttpResult, NotFound>> ListingAsync(
        string number,
        int? side,
        Visitor visitor,
        MatchReads matches,
        CancellationToken stop
    ) => FilingEndpoints.Shown(await matches.ListedPictureAsync(await visitor.ViewerAsync(), number, side ?? 480, stop));

    static async Task<Ok<PageOf<AlertView>>> AlertsAsync(int? page, Visitor visitor, MatchReads matches, CancellationToken stop) =>
        TypedResults.Ok(await matches.AlertsAsync(await visitor.ViewerAsync(), page ?? 1, stop));
}
