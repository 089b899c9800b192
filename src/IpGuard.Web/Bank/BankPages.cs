using IpGuard.Core.Works;
using IpGuard.Flows.Matching;
using IpGuard.Web.Filings;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Bank;

/// <summary>The negative bank, and the form as it was filled in with its faults.</summary>
public sealed record BankPageModel(IReadOnlyList<BankView> Pictures, string? Note, FaultList Faults);

/// <summary>Pages for the negative bank (负样本库). To any but a regulator they are not there.</summary>
static class BankPages
{
    // One picture, its note, and what a form needs around them.
    const long MaximumBodyBytes = PictureLimits.MaximumBytes + (64 * 1024);

    public static void MapBankPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/bank").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet(
            "",
            async (Visitor visitor, BankFlow bank, CancellationToken stop) => await ShowAsync(visitor, bank, null, FaultList.None, stop)
        );
        pages.MapPost("", AddAsync).WithFormOptions(multipartBodyLengthLimit: MaximumBodyBytes);
        pages.MapPost("/{id:long}", DecideAsync);
        pages.MapGet(
            "/{id:long}/picture",
            async (long id, int? side, Visitor visitor, BankFlow bank, CancellationToken stop) =>
                FilingPages.Shown(await bank.PictureAsync(await visitor.ViewerAsync(), id, side ?? 480, stop))
        );
    }

    static async Task<IResult> AddAsync(IFormCollection form, Visitor visitor, BankFlow bank, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        using var bytes = new MemoryStream();
        if (form.Files.GetFile("picture") is { } file)
            await file.CopyToAsync(bytes, stop);
        var note = form["note"].ToString();
        var faults = await bank.AddAsync(who.Viewer, who.Email, note, bytes.ToArray(), stop);
        if (faults is null)
            return Results.NotFound();
        return faults.Count == 0
            ? Results.LocalRedirect("/bank")
            : await ShowAsync(visitor, bank, note, FaultList.Of("bank", faults), stop);
    }

    static async Task<IResult> DecideAsync(long id, [FromForm] bool isActive, Visitor visitor, BankFlow bank, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        return await bank.DecideAsync(who.Viewer, who.Email, id, isActive, stop) ? Results.LocalRedirect("/bank") : Results.NotFound();
    }

    static async Task<IResult> ShowAsync(Visitor visitor, BankFlow bank, string? note, FaultList faults, CancellationToken stop)
    {
        if (await bank.ListAsync(await visitor.ViewerAsync(), stop) is not { } pictures)
            return Results.NotFound();
        return PageResult.Show<BankPage>(new BankPageModel(pictures, note, faults), faults.Status);
    }
}
