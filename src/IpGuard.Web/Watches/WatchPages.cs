using IpGuard.Flows;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Watches;

/// <summary>Watches and their sweeps, and the form's faults.</summary>
/// <param name="DeepBacklog">Listings that wait for the deep pass, of all watches.</param>
public sealed record WatchesPageModel(
    IReadOnlyList<WatchView> Watches,
    IReadOnlyList<SweepView> Sweeps,
    int DeepBacklog,
    IReadOnlyList<ConnectorView> Connectors,
    WatchForm Form,
    FaultList Faults
);

/// <summary>An order as it was filled in.</summary>
/// <param name="Kind">shopify, feed, pages, or a connector that is switched on: ebay, etsy, amazon; shopify where it is not said.</param>
/// <param name="Address">Of a connector its keywords, with commas between.</param>
/// <param name="Hours">How often, in whole hours.</param>
public sealed record WatchForm(
    [FromForm] string? Name = null,
    [FromForm] string? Kind = null,
    [FromForm] string? Address = null,
    [FromForm] int? Hours = null
);

/// <summary>The page and the API's door for watches.</summary>
static class WatchPages
{
    public static void MapWatchPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet(
            "/watches",
            async (Visitor visitor, WatchFlow watches, DeepFlow deep, CancellationToken stop) =>
                await ShowAsync(visitor, watches, deep, new(), [], stop)
        );
        pages.MapPost("/watches", AddAsync);
        pages.MapPost(
            "/watches/{id:guid}/pause",
            (Guid id, Visitor v, WatchFlow w, CancellationToken stop) => PauseAsync(id, true, v, w, stop)
        );
        pages.MapPost(
            "/watches/{id:guid}/resume",
            (Guid id, Visitor v, WatchFlow w, CancellationToken stop) => PauseAsync(id, false, v, w, stop)
        );
    }

    public static void MapWatches(this IEndpointRouteBuilder routes)
    {
        var watches = routes.MapGroup("/api/watches").WithTags("Watches").RequireAuthorization();
        watches.MapGet("/", ListAsync).WithSummary("List watches, each with its latest sweep");
        watches
            .MapPost("/", OrderByApiAsync)
            .WithSummary("Order a marketplace to be swept")
            .WithDescription(
                "Form: name, kind (shopify, feed, pages, or where they are switched on ebay, etsy, amazon), address (of a shop, a Google "
                    + "Merchant feed, or a sitemap; of the others keywords with commas between), hours, and the token of /api/token."
            );
        watches.MapGet("/sweeps", SweepsAsync).WithSummary("List the last fifty sweeps");
    }

    static async Task<Ok<IReadOnlyList<WatchView>>> ListAsync(Visitor visitor, WatchFlow watches, CancellationToken stop) =>
        TypedResults.Ok(await watches.ListAsync(await visitor.ViewerAsync(), stop));

    static async Task<Ok<IReadOnlyList<SweepView>>> SweepsAsync(Visitor visitor, WatchFlow watches, CancellationToken stop) =>
        TypedResults.Ok(await watches.SweepsAsync(await visitor.ViewerAsync(), stop));

    static async Task<IResult> AddAsync(
        [AsParameters] WatchForm form,
        Visitor visitor,
        WatchFlow watches,
        DeepFlow deep,
        CancellationToken stop
    )
    {
        var faults = await OrderAsync(form, visitor, watches, stop);
        return faults.Count == 0 ? Results.LocalRedirect("/watches") : await ShowAsync(visitor, watches, deep, form, faults, stop);
    }

    static async Task<Results<NoContent, ValidationProblem>> OrderByApiAsync(
        [AsParameters] WatchForm form,
        Visitor visitor,
        WatchFlow watches,
        CancellationToken stop
    )
    {
        var faults = await OrderAsync(form, visitor, watches, stop);
        return faults.Count == 0
            ? TypedResults.NoContent()
            : TypedResults.ValidationProblem(
                faults.GroupBy(f => f.Field).ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray()),
                "The watch was not ordered."
            );
    }

    static async Task<IReadOnlyList<FieldFault>> OrderAsync(WatchForm form, Visitor visitor, WatchFlow watches, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        // Bounded so that it is an interval at all; whether it is a fit one is the flow's to say.
        var every = TimeSpan.FromHours(Math.Clamp(form.Hours ?? 0, 0, 10_000));
        return await watches.AddAsync(who.Viewer, who.Email, form.Name ?? "", KindOf(form.Kind), form.Address ?? "", every, stop);
    }

    // Zero is none of them, and refused with all else that is wrong.
    static MarketplaceKind KindOf(string? kind) =>
        kind is null or "" ? MarketplaceKind.Shopify
        : Enum.TryParse<MarketplaceKind>(kind, ignoreCase: true, out var known) ? known
        : 0;

    static async Task<IResult> PauseAsync(Guid id, bool isPaused, Visitor visitor, WatchFlow watches, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        return await watches.PauseAsync(who.Viewer, who.Email, id, isPaused, stop) ? Results.LocalRedirect("/watches") : Results.NotFound();
    }

    static async Task<IResult> ShowAsync(
        Visitor visitor,
        WatchFlow watches,
        DeepFlow deep,
        WatchForm form,
        IReadOnlyList<FieldFault> faults,
        CancellationToken stop
    )
    {
        var viewer = await visitor.ViewerAsync();
        var model = new WatchesPageModel(
            await watches.ListAsync(viewer, stop),
            await watches.SweepsAsync(viewer, stop),
            await deep.BacklogAsync(stop),
            watches.Connectors,
            form,
            FaultList.Of("watches", faults)
        );
        return PageResult.Show<WatchesPage>(model, model.Faults.Status);
    }
}
