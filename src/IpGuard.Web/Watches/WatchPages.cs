using System.Globalization;
using IpGuard.Flows.Watches;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Watches;

/// <summary>Watches and their sweeps, and the form's faults.</summary>
public sealed record WatchesPageModel(
    IReadOnlyList<WatchView> Watches,
    IReadOnlyList<SweepView> Sweeps,
    string? Name,
    string? Address,
    IReadOnlyList<string> Faults
);

/// <summary>The page and the API's door for watches.</summary>
static class WatchPages
{
    public static void MapWatchPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet(
            "/watches",
            async (Visitor visitor, WatchFlow watches, CancellationToken stop) => await ShowAsync(visitor, watches, null, null, [], stop)
        );
        pages.MapPost("/watches", AddAsync);
    }

    public static void MapWatches(this IEndpointRouteBuilder routes)
    {
        var watches = routes.MapGroup("/api/watches").WithTags("Watches").RequireAuthorization();
        watches.MapGet("/", ListAsync).WithSummary("List watches, each with its latest sweep");
        watches.MapGet("/sweeps", SweepsAsync).WithSummary("List the last fifty sweeps");
    }

    static async Task<Ok<IReadOnlyList<WatchView>>> ListAsync(Visitor visitor, WatchFlow watches, CancellationToken stop) =>
        TypedResults.Ok(await watches.ListAsync(await visitor.ViewerAsync(), stop));

    static async Task<Ok<IReadOnlyList<SweepView>>> SweepsAsync(Visitor visitor, WatchFlow watches, CancellationToken stop) =>
        TypedResults.Ok(await watches.SweepsAsync(await visitor.ViewerAsync(), stop));

    static async Task<IResult> AddAsync(
        [FromForm] string name,
        [FromForm] string address,
        [FromForm] string hours,
        Visitor visitor,
        WatchFlow watches,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        var every = int.TryParse(hours, CultureInfo.InvariantCulture, out var h)
            ? TimeSpan.FromHours(Math.Clamp(h, 0, 10_000))
            : TimeSpan.Zero;
        var faults = await watches.AddAsync(who.Viewer, who.Email, name, MarketplaceKind.Shopify, address, every, stop);
        return faults.Count == 0 ? Results.LocalRedirect("/watches") : await ShowAsync(visitor, watches, name, address, faults, stop);
    }

    static async Task<IResult> ShowAsync(
        Visitor visitor,
        WatchFlow watches,
        string? name,
        string? address,
        IReadOnlyList<string> faults,
        CancellationToken stop
    )
    {
        var viewer = await visitor.ViewerAsync();
        var model = new WatchesPageModel(
            await watches.ListAsync(viewer, stop),
            await watches.SweepsAsync(viewer, stop),
            name,
            address,
            faults
        );
        return PageResult.Show<WatchesPage>(model, faults.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
