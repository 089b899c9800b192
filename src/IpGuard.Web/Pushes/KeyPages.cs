using System.Diagnostics;
using IpGuard.Flows.Pushes;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Pushes;

/// <summary>A key as it was filled in.</summary>
public sealed record KeyForm([FromForm] string? Name = null, [FromForm] string? Marketplace = null);

/// <summary>API keys, the form's faults, and the key that was added just now.</summary>
/// <param name="Added">Null but right after adding: the secret is shown this once.</param>
/// <param name="Server">The address at which this page was asked for.</param>
public sealed record KeysPageModel(IReadOnlyList<ApiKeyView> Keys, ApiKeyAdding.Added? Added, Uri Server, KeyForm Form, FaultList Faults);

/// <summary>Pages for API keys (接口密钥).</summary>
static class KeyPages
{
    public static void MapKeyPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/keys").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet(
            "",
            async (HttpRequest request, Visitor visitor, ApiKeyFlow keys, CancellationToken stop) =>
                await ShowAsync(request, visitor, keys, null, new(), FaultList.None, stop)
        );
        pages.MapPost("", AddAsync);
        pages.MapPost("/{id}/revoke", RevokeAsync);
    }

    // The secret stands in this answer alone, which no cache keeps; a redirect would have to carry it.
    static async Task<IResult> AddAsync(
        [AsParameters] KeyForm form,
        HttpRequest request,
        Visitor visitor,
        ApiKeyFlow keys,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        return await keys.AddAsync(who.Viewer, who.Email, form.Name ?? "", form.Marketplace ?? "", stop) switch
        {
            ApiKeyAdding.Added added => await ShowAsync(request, visitor, keys, added, new(), FaultList.None, stop),
            ApiKeyAdding.Refused refused => await ShowAsync(request, visitor, keys, null, form, FaultList.Of("keys", refused.Faults), stop),
            _ => throw new UnreachableException(),
        };
    }

    static async Task<IResult> RevokeAsync(string id, Visitor visitor, ApiKeyFlow keys, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        return await keys.RevokeAsync(who.Viewer, who.Email, id, stop) ? Results.LocalRedirect("/keys") : Results.NotFound();
    }

    static async Task<IResult> ShowAsync(
        HttpRequest request,
        Visitor visitor,
        ApiKeyFlow keys,
        ApiKeyAdding.Added? added,
        KeyForm form,
        FaultList faults,
        CancellationToken stop
    )
    {
        var server = new Uri($"{request.Scheme}://{request.Host.ToUriComponent()}");
        var model = new KeysPageModel(await keys.ListAsync(await visitor.ViewerAsync(), stop), added, server, form, faults);
        return PageResult.Show<KeysPage>(model, faults.Status);
    }
}
