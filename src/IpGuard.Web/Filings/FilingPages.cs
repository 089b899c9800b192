using IpGuard.Core.Filings;
using IpGuard.Core.Works;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Filings;
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
    IReadOnlyList<string> Faults
)
{
    public static FileForm Blank(string author) => new(null, null, author, Core.Filings.OwnershipBasis.OwnCreation, null, []);
}

/// <summary>One filing with its most alike matches.</summary>
public sealed record FilingPageModel(FilingView Filing, PageOf<MatchSummary> Matches, bool IsOwn);

/// <summary>Pages for filing a work and for what was filed.</summary>
static class FilingPages
{
    public static void MapFilingPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet(
            "/file",
            async (Visitor visitor) => PageResult.Show<FilePage>(FileForm.Blank((await visitor.WhoAsync())!.Organisation))
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
    }

    /// <summary>A picture to be shown in a page: made anew, without what the original says of its maker and place.</summary>
    public static IResult Shown(FileContent? content) =>
        content is null ? Results.NotFound() : Results.Bytes(content.Bytes, content.MediaType);

    /// <summary>A file to be saved.</summary>
    public static IResult Handed(FileContent? content) =>
        content is null ? Results.NotFound() : Results.Bytes(content.Bytes, content.MediaType, content.FileName);

    static async Task<IResult> FileAsync(IFormCollection form, Visitor visitor, FilingFlow flow, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        var draft = await DraftForm.ReadAsync(form, stop);
        var decision = await flow.FileAsync(who.Viewer, who.Email, draft, stop);
        if (decision is not Decision.Refused refused)
            return PageResult.Show<DecisionPage>(decision);
        var faults = refused.Faults.Concat(refused.Pictures.Select(p => $"{p.FileName}: {p.Fault.Message}")).ToList();
        var again = new FileForm(
            draft.Title,
            Enum.IsDefined(draft.Category) ? draft.Category : null,
            draft.Author,
            draft.OwnershipBasis,
            draft.Description,
            faults
        );
        return PageResult.Show<FilePage>(again, StatusCodes.Status400BadRequest);
    }

    static async Task<IResult> ListAsync(int? page, Visitor visitor, FilingReads filings, CancellationToken stop) =>
        PageResult.Show<FilingsPage>(
            new FilingsPageModel(await filings.ListAsync(await visitor.ViewerAsync(), page ?? 1, stop), (await visitor.WhoAsync())!)
        );

    static async Task<IResult> ReadAsync(string number, Visitor visitor, FilingReads filings, MatchReads matches, CancellationToken stop)
    {
        var viewer = await visitor.ViewerAsync();
        if (await filings.ReadAsync(viewer, number, stop) is not { } filing)
            return Results.NotFound();
        var found = await matches.ListAsync(viewer, new(FilingNumber: number), 1, stop);
        return PageResult.Show<FilingPage>(new FilingPageModel(filing, found, IsOwn: !viewer.IsRegulator));
    }
}

/// <summary>A page of filings, and whose.</summary>
public sealed record FilingsPageModel(PageOf<FilingSummary> Filings, SignedIn Who);

/// <summary>Reads a draft from a form: fields title, category, author, ownershipBasis, description, and files pictures.</summary>
static class DraftForm
{
    public static async Task<Draft> ReadAsync(IFormCollection form, CancellationToken stop)
    {
        var pictures = new List<DraftPicture>();
        // An empty file field is sent as one file without name or bytes.
        foreach (
            var file in form.Files.GetFiles("pictures").Where(f => f.Length > 0 || f.FileName.Length > 0).Take(Draft.MaximumPictures + 1)
        )
        {
            using var bytes = new MemoryStream((int)Math.Min(file.Length, PictureLimits.MaximumBytes));
            await file.CopyToAsync(bytes, stop);
            pictures.Add(new(Path.GetFileName(file.FileName), bytes.ToArray()));
        }

        _ = Categories.TryParse(form["category"], out var category);
        if (!Enum.TryParse<OwnershipBasis>(form["ownershipBasis"], out var basis))
            basis = default;
        return new(form["title"].ToString(), category, form["author"].ToString(), basis, form["description"].ToString(), pictures);
    }
}
