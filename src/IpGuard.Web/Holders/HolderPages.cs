using IpGuard.Flows.Holders;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Holders;

/// <summary>A holder's names, shops and prices, and what was wrong with what was filled in.</summary>
public sealed record HolderPageModel(HolderFacts Facts, FaultList Faults);

/// <summary>Pages for what a holder says of themselves (权利人资料).</summary>
static class HolderPages
{
    public static void MapHolderPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/holder").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet(
            "",
            async (Visitor visitor, HolderFactsFlow holder, CancellationToken stop) =>
                await ShowAsync(visitor, holder, FaultList.None, stop)
        );
        pages.MapPost(
            "/names",
            async ([FromForm] string? name, Visitor visitor, HolderFactsFlow holder, CancellationToken stop) =>
                await AnswerAsync(visitor, holder, await holder.AddNameAsync(await visitor.ViewerAsync(), name ?? "", stop), stop)
        );
        pages.MapPost(
            "/sellers",
            async ([FromForm] string? seller, Visitor visitor, HolderFactsFlow holder, CancellationToken stop) =>
                await AnswerAsync(visitor, holder, await holder.AddSellerAsync(await visitor.ViewerAsync(), seller ?? "", stop), stop)
        );
        pages.MapPost("/prices", SetPriceAsync);
        pages.MapPost("/{kind}/{id:long}/remove", RemoveAsync);
    }

    static async Task<IResult> SetPriceAsync(
        [FromForm] string? category,
        [FromForm] string? amount,
        [FromForm] string? currency,
        Visitor visitor,
        HolderFactsFlow holder,
        CancellationToken stop
    ) =>
        await AnswerAsync(
            visitor,
            holder,
            await holder.SetPriceAsync(await visitor.ViewerAsync(), category ?? "", amount ?? "", currency ?? "", stop),
            stop
        );

    static async Task<IResult> RemoveAsync(HolderFactKind kind, long id, Visitor visitor, HolderFactsFlow holder, CancellationToken stop) =>
        await holder.RemoveAsync(await visitor.ViewerAsync(), kind, id, stop) ? Results.LocalRedirect("/holder") : Results.NotFound();

    static async Task<IResult> AnswerAsync(
        Visitor visitor,
        HolderFactsFlow holder,
        IReadOnlyList<Flows.FieldFault> faults,
        CancellationToken stop
    ) => faults.Count == 0 ? Results.LocalRedirect("/holder") : await ShowAsync(visitor, holder, FaultList.Of("holder", faults), stop);

    static async Task<IResult> ShowAsync(Visitor visitor, HolderFactsFlow holder, FaultList faults, CancellationToken stop) =>
        PageResult.Show<HolderPage>(
            new HolderPageModel(await holder.ReadAsync(await visitor.ViewerAsync(), stop), faults),
            faults.All.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );
}
