using IpGuard.Flows;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Web.Shared;

namespace IpGuard.Web.Watches;

/// <summary>Watches and their sweeps, and the form's faults.</summary>
/// <param name="DeepBacklog">Listings that wait for the deep pass, of all watches.</param>
/// <param name="Choices">Filings to choose from.</param>
public sealed record WatchesPageModel(
    IReadOnlyList<WatchView> Watches,
    IReadOnlyList<SweepView> Sweeps,
    int DeepBacklog,
    IReadOnlyList<ConnectorView> Connectors,
    IReadOnlyList<FilingChoice> Choices,
    WatchForm Form,
    FaultList Faults
);

/// <summary>One watch with its sweeps, and the form to change it.</summary>
public sealed record WatchPageModel(
    WatchView Watch,
    IReadOnlyList<SweepView> Sweeps,
    IReadOnlyList<FilingChoice> Choices,
    WatchForm Form,
    FaultList Faults
);

/// <summary>The pages of watches.</summary>
static class WatchPages
{
    public static void MapWatchPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/watches").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet(
            "",
            async (Visitor visitor, WatchFlow watches, WatchReads reads, DeepFlow deep, CancellationToken stop) =>
                await ShowAllAsync(visitor, watches, reads, deep, new(), [], stop)
        );
        pages.MapPost("", AddAsync);
        pages.MapGet(
            "/{id:guid}",
            async (Guid id, Visitor visitor, WatchReads reads, CancellationToken stop) =>
                await ShowAsync(id, visitor, reads, null, [], stop)
        );
        pages.MapPost("/{id:guid}", ChangeAsync);
        pages.MapPost("/{id:guid}/pause", (Guid id, Visitor v, WatchFlow w, CancellationToken stop) => PauseAsync(id, true, v, w, stop));
        pages.MapPost("/{id:guid}/resume", (Guid id, Visitor v, WatchFlow w, CancellationToken stop) => PauseAsync(id, false, v, w, stop));
        pages.MapPost("/{id:guid}/end", EndAsync);
    }

    static async Task<IResult> AddAsync(
        [AsParameters] WatchForm form,
        Visitor visitor,
        WatchFlow watches,
        WatchReads reads,
        DeepFlow deep,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        var kind = form.MarketplaceKind;
        var faults = await watches.AddAsync(who.Viewer, who.Email, form.Name ?? "", kind, form.Address ?? "", form.Draft, stop);
        return faults.Count == 0
            ? Results.LocalRedirect("/watches")
            : await ShowAllAsync(visitor, watches, reads, deep, form, faults, stop);
    }

    static async Task<IResult> ChangeAsync(
        Guid id,
        [AsParameters] WatchForm form,
        Visitor visitor,
        WatchFlow watches,
        WatchReads reads,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        return await watches.ChangeAsync(who.Viewer, who.Email, id, form.Name ?? "", form.Draft, stop) switch
        {
            null => Results.NotFound(),
            { Count: 0 } => Results.LocalRedirect($"/watches/{id}"),
            var faults => await ShowAsync(id, visitor, reads, form, faults, stop),
        };
    }

    static async Task<IResult> PauseAsync(Guid id, bool isPaused, Visitor visitor, WatchFlow watches, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        return await watches.PauseAsync(who.Viewer, who.Email, id, isPaused, stop) ? Results.LocalRedirect("/watches") : Results.NotFound();
    }

    static async Task<IResult> EndAsync(Guid id, Visitor visitor, WatchFlow watches, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        return await watches.EndAsync(who.Viewer, who.Email, id, stop) ? Results.LocalRedirect("/watches") : Results.NotFound();
    }

    static async Task<IResult> ShowAllAsync(
        Visitor visitor,
        WatchFlow watches,
        WatchReads reads,
        DeepFlow deep,
        WatchForm form,
        IReadOnlyList<FieldFault> faults,
        CancellationToken stop
    )
    {
        var viewer = await visitor.ViewerAsync();
        var model = new WatchesPageModel(
            await reads.ListAsync(viewer, stop),
            await reads.SweepsAsync(viewer, stop),
            await deep.BacklogAsync(stop),
            watches.Connectors,
            await reads.ChoicesAsync(viewer, form.FilingNumbers, stop),
            form,
            FaultList.Of("watches", faults)
        );
        return PageResult.Show<WatchesPage>(model, model.Faults.Status);
    }

    static async Task<IResult> ShowAsync(
        Guid id,
        Visitor visitor,
        WatchReads reads,
        WatchForm? form,
        IReadOnlyList<FieldFault> faults,
        CancellationToken stop
    )
    {
        var viewer = await visitor.ViewerAsync();
        if (await reads.ReadAsync(viewer, id, stop) is not { } watch)
            return Results.NotFound();
        form ??= WatchForm.Of(watch);
        var model = new WatchPageModel(
            watch,
            await reads.SweepsAsync(viewer, stop, id),
            await reads.ChoicesAsync(viewer, form.FilingNumbers, stop),
            form,
            FaultList.Of("watches", faults)
        );
        return PageResult.Show<WatchPage>(model, model.Faults.Status);
    }
}
