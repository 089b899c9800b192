using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Matches;
using IpGuard.Web.Shared;

namespace IpGuard.Web.Filings;

/// <summary>The form as it was filled in, to be shown again with its faults.</summary>
public sealed record FileForm(
    string? Title,
    Category? Category,
    string? Author,
    OwnershipBasis OwnershipBasis,
    string? Description,
    WorkStage? Stage,
    AiUse? AiUse,
    string? Previous,
    FaultList Faults
)
{
    /// <param name="previous">The filing that the new one follows; null for a first one.</param>
    public static FileForm Blank(string author, string? previous) =>
        new(null, null, author, Core.Filings.OwnershipBasis.OwnCreation, null, null, null, previous, FaultList.None);
}

/// <summary>One filing with its most alike matches and its surest possible prior designs.</summary>
public sealed record FilingPageModel(FilingView Filing, PageOf<MatchSummary> Matches, PageOf<PriorView> Prior, bool IsOwn);

/// <summary>Pages for filing a work and for what was filed.</summary>
static class FilingPages
{
    public static void MapFilingPages(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(CertificateFlow.CheckPath, (CertificateFlow certificates) => PageResult.Show<CheckPage>(certificates.Anchors))
            .ExcludeFromDescription();
        var pages = routes.MapGroup("").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet(
            "/file",
            async (string? previous, Visitor visitor) =>
                PageResult.Show<FilePage>(FileForm.Blank((await visitor.WhoAsync())!.Organisation, previous))
        );
        pages.MapPost("/file", FileAsync).WithFormOptions(multipartBodyLengthLimit: WebDoor.MaximumBodyBytes);
        pages.MapGet("/filings", ListAsync);
        pages.MapGet("/filings/{number}", ReadAsync);
        pages.MapGet(
            "/filings/{number}/pictures/{no:int}",
            async (string number, int no, int? side, Visitor visitor, FilingReads filings, CancellationToken stop) =>
                Shown(await filings.PictureAsync(await visitor.ViewerAsync(), number, no, side ?? 480, stop))
        );
        pages.MapGet(
            "/filings/{number}/bundle",
            async (string number, Visitor visitor, FilingReads filings, CancellationToken stop) =>
                Handed(await filings.BundleAsync(await visitor.ViewerAsync(), number, stop))
        );
        pages.MapGet("/filings/{number}/certificate", CertificateAsync);
    }

    /// <summary>A picture to be shown in a page: made anew, without what the original says of its maker and place.</summary>
    public static IResult Shown(FileContent? content) =>
        content is null ? Results.NotFound() : Results.Bytes(content.Bytes, content.MediaType);

    /// <summary>A file to be saved.</summary>
    public static IResult Handed(FileContent? content) =>
        content is null ? Results.NotFound() : Results.Bytes(content.Bytes, content.MediaType, content.FileName);

    /// <summary>The certificate to be saved; where none can be printed here, why.</summary>
    public static async Task<IResult> CertificateAsync(string number, Visitor visitor, CertificateFlow certificates, CancellationToken stop)
    {
        var printed = await certificates.PrintAsync(await visitor.ViewerAsync(), number, stop);
        return printed?.Fault is { } fault
            ? Results.Problem(fault, statusCode: StatusCodes.Status503ServiceUnavailable)
            : Handed(printed?.Pdf);
    }

    static async Task<IResult> FileAsync(IFormCollection form, Visitor visitor, FilingFlow flow, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        var draft = await DraftForm.ReadAsync(form, stop);
        var decision = await flow.FileAsync(who.Viewer, who.Email, Collection.WebForm, draft, stop);
        if (decision is not Decision.Refused refused)
            return PageResult.Show<DecisionPage>(decision);
        var again = new FileForm(
            draft.Title,
            Enum.IsDefined(draft.Category) ? draft.Category : null,
            draft.Author,
            draft.OwnershipBasis,
            draft.Description,
            draft.Stage,
            draft.AiUse,
            draft.Previous,
            DraftForm.Faults(draft, refused)
        );
        return PageResult.Show<FilePage>(again, StatusCodes.Status400BadRequest);
    }

    static async Task<IResult> ListAsync(int? page, Visitor visitor, FilingReads filings, CancellationToken stop) =>
        PageResult.Show<FilingsPage>(
            new FilingsPageModel(await filings.ListAsync(await visitor.ViewerAsync(), page ?? 1, stop), (await visitor.WhoAsync())!)
        );

    static async Task<IResult> ReadAsync(
        string number,
        Visitor visitor,
        FilingReads filings,
        MatchReads matches,
        PriorFlow prior,
        CancellationToken stop
    )
    {
        var viewer = await visitor.ViewerAsync();
        if (await filings.ReadAsync(viewer, number, stop) is not { } filing)
            return Results.NotFound();
        var found = await matches.ListAsync(viewer, new(FilingNumber: number), 1, stop);
        var earlier = await prior.ListAsync(viewer, number, 1, stop);
        return PageResult.Show<FilingPage>(new FilingPageModel(filing, found, earlier, IsOwn: !viewer.IsRegulator));
    }
}

/// <summary>A page of filings, and whose.</summary>
public sealed record FilingsPageModel(PageOf<FilingSummary> Filings, SignedIn Who);
