using IpGuard.Flows.Accounts;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Judging;
using IpGuard.Web.Filings;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Matches;

/// <summary>A page of possible prior designs.</summary>
/// <param name="FilingNumber">Of which filing alone; null for all.</param>
/// <param name="Sources">Marketplaces, for a regulator to say whose dates count; null for any other.</param>
public sealed record PriorPageModel(PageOf<PriorView> Prior, string? FilingNumber, IReadOnlyList<SourceView>? Sources, SignedIn Who);

/// <summary>Pages for possible prior designs (疑似在先设计), and for whose dates count.</summary>
static class PriorPages
{
    public static void MapPriorPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/prior").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet("", ListAsync);
        pages.MapPost("/sources/{id}", SetAsync);
        pages.MapGet(
            "/{id:long}/work",
            async (long id, int? side, Visitor visitor, PriorPictures pictures, CancellationToken stop) =>
                FilingPages.Shown(await pictures.FiledAsync(await visitor.ViewerAsync(), id, side ?? 480, stop))
        );
        pages.MapGet(
            "/{id:long}/listing",
            async (long id, int? side, Visitor visitor, PriorPictures pictures, CancellationToken stop) =>
                FilingPages.Shown(await pictures.ListedAsync(await visitor.ViewerAsync(), id, side ?? 480, stop))
        );
    }

    static async Task<IResult> ListAsync(
        int? page,
        string? filing,
        Visitor visitor,
        PriorFlow prior,
        TrustFlow trust,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        var number = string.IsNullOrEmpty(filing) ? null : filing;
        var found = await prior.ListAsync(who.Viewer, number, page ?? 1, stop);
        return PageResult.Show<PriorPage>(new PriorPageModel(found, number, await trust.ListAsync(who.Viewer, stop), who));
    }

    static async Task<IResult> SetAsync(string id, [FromForm] bool isTrusted, Visitor visitor, TrustFlow trust, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        return await trust.SetAsync(who.Viewer, who.Email, id, isTrusted, stop)
            ? Results.LocalRedirect("/prior#sources")
            : Results.NotFound();
    }
}
