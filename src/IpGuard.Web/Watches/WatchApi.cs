using IpGuard.Flows;
using IpGuard.Flows.Watches;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IpGuard.Web.Watches;

/// <summary>The API's door for watches.</summary>
static class WatchApi
{
    const string OrderFields =
        "how (hours, daily, weekly, cron; else by what is given), hours (1 to 744), at (HH:MM), days (MON to SUN), cron (Quartz's six "
        + "fields), from and to (HH:MM, the hours in which it may be swept), keywords (one a line), filings (numbers; none for all), and the "
        + "token of /api/token. Times are in China time.";

    public static void MapWatches(this IEndpointRouteBuilder routes)
    {
        var watches = routes.MapGroup("/api/watches").WithTags("Watches").RequireAuthorization();
        watches.MapGet("/", ListAsync).WithSummary("List watches, each with its order and its latest sweep");
        watches
            .MapPost("/", OrderAsync)
            .WithSummary("Order a marketplace to be swept")
            .WithDescription(
                "Form: name, kind (shopify, feed, pages, or where they are switched on ebay, etsy, amazon), address (of a shop, a Google "
                    + "Merchant feed, or a sitemap; of the others keywords with commas between), "
                    + OrderFields
            );
        watches
            .MapPut("/{id:guid}", ChangeAsync)
            .WithSummary("Change a watch's name and order")
            .WithDescription("Form: name, " + OrderFields + " What is left out is no longer ordered; kind and address stay.");
        watches.MapGet("/sweeps", SweepsAsync).WithSummary("List the last fifty sweeps");
    }

    static async Task<Ok<IReadOnlyList<WatchView>>> ListAsync(Visitor visitor, WatchReads watches, CancellationToken stop) =>
        TypedResults.Ok(await watches.ListAsync(await visitor.ViewerAsync(), stop));

    static async Task<Ok<IReadOnlyList<SweepView>>> SweepsAsync(Visitor visitor, WatchReads watches, CancellationToken stop) =>
        TypedResults.Ok(await watches.SweepsAsync(await visitor.ViewerAsync(), stop));

    static async Task<Results<NoContent, ValidationProblem>> OrderAsync(
        [AsParameters] WatchForm form,
        Visitor visitor,
        WatchFlow watches,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        var faults = await watches.AddAsync(
            who.Viewer,
            who.Email,
            form.Name ?? "",
            form.MarketplaceKind,
            form.Address ?? "",
            form.Draft,
            stop
        );
        return faults.Count == 0 ? TypedResults.NoContent() : Problem(faults, "The watch was not ordered.");
    }

    static async Task<Results<NoContent, NotFound, ValidationProblem>> ChangeAsync(
        Guid id,
        [AsParameters] WatchForm form,
        Visitor visitor,
        WatchFlow watches,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        return await watches.ChangeAsync(who.Viewer, who.Email, id, form.Name ?? "", form.Draft, stop) switch
        {
            null => TypedResults.NotFound(),
            { Count: 0 } => TypedResults.NoContent(),
            var faults => Problem(faults, "The watch was not changed."),
        };
    }

    static ValidationProblem Problem(IReadOnlyList<FieldFault> faults, string detail) =>
        TypedResults.ValidationProblem(
            faults.GroupBy(f => f.Field).ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray()),
            detail
        );
}
