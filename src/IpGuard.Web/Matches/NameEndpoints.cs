using IpGuard.Flows.Filings;
using IpGuard.Flows.Matches;
using IpGuard.Web.Filings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IpGuard.Web.Matches;

/// <summary>The API's door for uses of holders' names (疑似冒用名称).</summary>
static class NameEndpoints
{
    public static void MapNames(this IEndpointRouteBuilder routes)
    {
        var names = routes.MapGroup("/api/names").WithTags("Matches").RequireAuthorization();
        names
            .MapGet("/", ListAsync)
            .WithSummary("List uses of holders’ names by listings, newest first")
            .WithDescription("Dismissed ones are listed only where “state” asks for them.");
        names.MapGet("/{number}/picture", PictureAsync).WithSummary("Read the listing’s first picture");
        names
            .MapPost("/{number}/decision", DecideAsync)
            .WithSummary("Confirm or dismiss a name match")
            .WithDescription("The newest decision stands. What is dismissed does not come again from the same listing.");
    }

    static async Task<Ok<PageOf<NameMatchView>>> ListAsync(
        int? page,
        string? name,
        NameState? state,
        string? marketplace,
        Guid? alert,
        Visitor visitor,
        NameMatchReads names,
        CancellationToken stop
    ) => TypedResults.Ok(await names.ListAsync(await visitor.ViewerAsync(), new(name, state, marketplace, alert), page ?? 1, stop));

    static async Task<Results<FileContentHttpResult, NotFound>> PictureAsync(
        string number,
        int? side,
        Visitor visitor,
        NameMatchReads names,
        CancellationToken stop
    ) => FilingEndpoints.Shown(await names.PictureAsync(await visitor.ViewerAsync(), number, side ?? 480, stop));

    static async Task<Results<Ok, NotFound>> DecideAsync(
        string number,
        NameDecisionDraft draft,
        Visitor visitor,
        NameDecisionFlow decisions,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        return await decisions.DecideAsync(who.Viewer, who.Email, number, draft.IsConfirmed, stop)
            ? TypedResults.Ok()
            : TypedResults.NotFound();
    }
}

/// <summary>A decision on a name match as it is sent.</summary>
/// <param name="IsConfirmed">True to confirm, false to dismiss.</param>
public sealed record NameDecisionDraft(bool IsConfirmed);
