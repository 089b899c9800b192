using IpGuard.Flows.Holders;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Holders;

/// <summary>A holder's names, shops and prices, and the one form that was filled in with its faults.</summary>
public sealed record HolderPageModel(HolderFacts Facts, HolderForm Form, FaultList Faults);

/// <summary>A name, a shop or a price as it was typed; what the form does not ask for is null.</summary>
/// <param name="Category">A category's token.</param>
public sealed record HolderForm(
    [FromForm] string? Name = null,
    [FromForm] string? Seller = null,
    [FromForm] string? Category = null,
    [FromForm] string? Amount = null,
    [FromForm] string? Currency = null
);

/// <summary>Pages for what a holder says of themselves (权利人资料).</summary>
static class HolderPages
{
    public static void MapHolderPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/holder").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet(
            "",
            async (Visitor visitor, HolderFactsFlow holder, CancellationToken stop) =>
                await ShowAsync(visitor, holder, new(), FaultList.None, stop)
        );
        pages.MapPost(
            "/names",
            async ([AsParameters] HolderForm form, Visitor visitor, HolderFactsFlow holder, CancellationToken stop) =>
            {
                var faults = await holder.AddNameAsync(await visitor.ViewerAsync(), form.Name ?? "", stop);
                return await AnswerAsync(visitor, holder, new(Name: form.Name), faults, stop);
            }
        );
        pages.MapPost(
            "/sellers",
            async ([AsParameters] HolderForm form, Visitor visitor, HolderFactsFlow holder, CancellationToken stop) =>
            {
                var faults = await holder.AddSellerAsync(await visitor.ViewerAsync(), form.Seller ?? "", stop);
                return await AnswerAsync(visitor, holder, new(Seller: form.Seller), faults, stop);
            }
        );
        pages.MapPost(
            "/prices",
            async ([AsParameters] HolderForm form, Visitor visitor, HolderFactsFlow holder, CancellationToken stop) =>
            {
                var (category, amount, currency) = (form.Category ?? "", form.Amount ?? "", form.Currency ?? "");
                var faults = await holder.SetPriceAsync(await visitor.ViewerAsync(), category, amount, currency, stop);
                return await AnswerAsync(visitor, holder, new(Category: category, Amount: amount, Currency: currency), faults, stop);
            }
        );
        pages.MapPost("/{kind}/{id:long}/remove", RemoveAsync);
    }

    static async Task<IResult> RemoveAsync(HolderFactKind kind, long id, Visitor visitor, HolderFactsFlow holder, CancellationToken stop) =>
        await holder.RemoveAsync(await visitor.ViewerAsync(), kind, id, stop) ? Results.LocalRedirect("/holder") : Results.NotFound();

    static async Task<IResult> AnswerAsync(
        Visitor visitor,
        HolderFactsFlow holder,
        HolderForm form,
        IReadOnlyList<Flows.FieldFault> faults,
        CancellationToken stop
    ) =>
        faults.Count == 0 ? Results.LocalRedirect("/holder") : await ShowAsync(visitor, holder, form, FaultList.Of("holder", faults), stop);

    static async Task<IResult> ShowAsync(
        Visitor visitor,
        HolderFactsFlow holder,
        HolderForm form,
        FaultList faults,
        CancellationToken stop
    ) =>
        PageResult.Show<HolderPage>(
            new HolderPageModel(await holder.ReadAsync(await visitor.ViewerAsync(), stop), form, faults),
            faults.Status
        );
}
