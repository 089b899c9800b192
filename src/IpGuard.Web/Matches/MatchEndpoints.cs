using IpGuard.Core.Matching;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Judging;
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
            .WithSummary("Read the work's matched picture, turned as the listing shows it or as it was filed")
            .WithDescription("“side” is its longest side: 96 to 1,600 pixels, 480 where it is not given.");
        matches.MapGet("/{number}/listing", ListingAsync).WithSummary("Read the listing's matched picture");
        matches
            .MapGet("/{number}/laid", LaidAsync)
            .WithSummary("Read the listing's picture laid onto the work as it was filed")
            .WithDescription("Transparent where the listing shows nothing of the work. 404 also where it is not known how the two lie.");
        matches
            .MapGet("/{number}/screenshot", ScreenshotAsync)
            .WithSummary("Read how the listing's page looked in a browser, as it was kept")
            .WithDescription("A PNG, whose SHA-256 is in the ledger. 404 also where there is none.");
        matches
            .MapPost("/{number}/decision", DecideAsync)
            .WithSummary("Confirm or dismiss a match")
            .WithDescription(
                "The newest decision stands. Decisions shift the filing's threshold within limits; no model retrains by itself."
            );
        routes
            .MapGet("/api/labels", LabelsAsync)
            .WithTags("Matches")
            .RequireAuthorization()
            .WithSummary("Export decisions as labels, one JSON line each");
        routes
            .MapGet("/api/prior-designs", PriorAsync)
            .WithTags("Matches")
            .RequireAuthorization()
            .WithSummary("List listings that look like a work but were seen before it was filed");
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
        WorkShown? shown,
        Visitor visitor,
        MatchPictures pictures,
        CancellationToken stop
    ) =>
        FilingEndpoints.Shown(
            await pictures.FiledAsync(await visitor.ViewerAsync(), number, shown ?? WorkShown.AsListed, side ?? 480, stop)
        );

    static async Task<Results<FileContentHttpResult, NotFound>> ListingAsync(
        string number,
        int? side,
        Visitor visitor,
        MatchPictures pictures,
        CancellationToken stop
    ) => FilingEndpoints.Shown(await pictures.ListedAsync(await visitor.ViewerAsync(), number, side ?? 480, stop));

    static async Task<Results<FileContentHttpResult, NotFound>> LaidAsync(
        string number,
        int? side,
        Visitor visitor,
        MatchPictures pictures,
        CancellationToken stop
    ) => FilingEndpoints.Shown(await pictures.LaidAsync(await visitor.ViewerAsync(), number, side ?? 480, stop));

    static async Task<Results<FileContentHttpResult, NotFound>> ScreenshotAsync(
        string number,
        Visitor visitor,
        MatchPictures pictures,
        CancellationToken stop
    ) => FilingEndpoints.Shown(await pictures.ScreenshotAsync(await visitor.ViewerAsync(), number, stop));

    static async Task<Results<Ok, NotFound, BadRequest<IReadOnlyList<Flows.FieldFault>>>> DecideAsync(
        string number,
        DecisionDraft draft,
        Visitor visitor,
        DecisionFlow decisions,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        return await decisions.DecideAsync(who.Viewer, who.Email, number, draft.IsConfirmed, draft.Note, stop) switch
        {
            null => TypedResults.NotFound(),
            { Count: 0 } => TypedResults.Ok(),
            var faults => TypedResults.BadRequest(faults),
        };
    }

    static async Task<ContentHttpResult> LabelsAsync(Visitor visitor, DecisionFlow decisions, CancellationToken stop)
    {
        using var writer = new StringWriter();
        await decisions.ExportAsync(await visitor.ViewerAsync(), writer, stop);
        return TypedResults.Text(writer.ToString(), "application/jsonl");
    }

    static async Task<Ok<PageOf<PriorView>>> PriorAsync(
        int? page,
        string? filing,
        Visitor visitor,
        PriorFlow prior,
        CancellationToken stop
    ) => TypedResults.Ok(await prior.ListAsync(await visitor.ViewerAsync(), filing, page ?? 1, stop));

    static async Task<Ok<PageOf<AlertView>>> AlertsAsync(int? page, Visitor visitor, MatchReads matches, CancellationToken stop) =>
        TypedResults.Ok(await matches.AlertsAsync(await visitor.ViewerAsync(), page ?? 1, stop));
}

/// <summary>A decision as it is sent.</summary>
/// <param name="IsConfirmed">True to confirm, false to dismiss.</param>
/// <param name="Note">At most 500 letters; null for none.</param>
public sealed record DecisionDraft(bool IsConfirmed, string? Note);
