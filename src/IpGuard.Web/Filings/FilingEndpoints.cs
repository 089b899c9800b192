using System.Diagnostics;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Flows.Filings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IpGuard.Web.Filings;

/// <summary>What filing a work gave, as the API says it.</summary>
/// <param name="Decision">accepted, contested or repeated.</param>
/// <param name="Note">For a contested filing: that an earlier identical filing exists, and nothing else about it.</param>
public sealed record FiledAnswer(string Decision, string Number, DateTimeOffset FiledAt, string? Note);

/// <summary>The API's door for filings (预备案).</summary>
static class FilingEndpoints
{
    public static void MapFilings(this IEndpointRouteBuilder routes)
    {
        var filings = routes.MapGroup("/api/filings").WithTags("Filings").RequireAuthorization();
        filings
            .MapPost("/", FileAsync)
            .WithSummary("File a work")
            .WithDescription(
                "The same work of the same holder gives the earlier filing back (200). What is refused is told field by field (400)."
            )
            .AddOpenApiOperationTransformer(
                (operation, _, _) =>
                {
                    operation.RequestBody = OpenApiFacts.DraftBody();
                    return Task.CompletedTask;
                }
            )
            .WithFormOptions(multipartBodyLengthLimit: WebDoor.MaximumBodyBytes);
        filings.MapGet("/", ListAsync).WithSummary("List filings, newest first");
        filings.MapGet("/{number}", ReadAsync).WithSummary("Read one filing with its certificate data");
        filings
            .MapGet("/{number}/pictures/{no:int}", PictureAsync)
            .WithSummary("Read one picture, made anew without metadata")
            .WithDescription("“side” is its longest side: 96 to 1,600 pixels, 480 where it is not given.");
        filings.MapGet("/{number}/bundle", BundleAsync).WithSummary("Download the evidence bundle (ZIP)");
        filings
            .MapGet("/{number}/certificate", FilingPages.CertificateAsync)
            .Produces(StatusCodes.Status200OK, contentType: "application/pdf")
            .WithSummary("Print the certificate (PDF)");
        routes.MapGet("/api/token", Token).WithTags("Filings").RequireAuthorization().WithSummary("The token that a form has to carry");
    }

    static async Task<Results<Created<FiledAnswer>, Ok<FiledAnswer>, ValidationProblem>> FileAsync(
        IFormCollection form,
        Visitor visitor,
        FilingFlow flow,
        CancellationToken stop
    )
    {
        var who = (await visitor.WhoAsync())!;
        var draft = await DraftForm.ReadAsync(form, stop);
        return await flow.FileAsync(who.Viewer, who.Email, Collection.Api, draft, stop) switch
        {
            Decision.Accepted accepted => TypedResults.Created(Url(accepted.Filing), Answer("accepted", accepted.Filing, null)),
            Decision.Contested contested => TypedResults.Created(
                Url(contested.Filing),
                Answer("contested", contested.Filing, "An earlier identical filing exists; a person will look at this one.")
            ),
            Decision.Repeated repeated => TypedResults.Ok(Answer("repeated", repeated.Filing, null)),
            Decision.Refused refused => TypedResults.ValidationProblem(Faults(refused), "The work was not filed; nothing was kept."),
            _ => throw new UnreachableException(),
        };
    }

    static async Task<Ok<PageOf<FilingSummary>>> ListAsync(int? page, Visitor visitor, FilingReads filings, CancellationToken stop) =>
        TypedResults.Ok(await filings.ListAsync(await visitor.ViewerAsync(), page ?? 1, stop));

    static async Task<Results<Ok<FilingView>, NotFound>> ReadAsync(
        string number,
        Visitor visitor,
        FilingReads filings,
        CancellationToken stop
    ) =>
        await filings.ReadAsync(await visitor.ViewerAsync(), number, stop) is { } filing
            ? TypedResults.Ok(filing)
            : TypedResults.NotFound();

    static async Task<Results<FileContentHttpResult, NotFound>> PictureAsync(
        string number,
        int no,
        int? side,
        Visitor visitor,
        FilingReads filings,
        CancellationToken stop
    ) => Shown(await filings.PictureAsync(await visitor.ViewerAsync(), number, no, side ?? 480, stop));

    /// <summary>A picture to be shown; 404 where there is none for this viewer.</summary>
    internal static Results<FileContentHttpResult, NotFound> Shown(FileContent? picture) =>
        picture is null ? TypedResults.NotFound() : TypedResults.Bytes(picture.Bytes, picture.MediaType);

    static async Task<Results<FileContentHttpResult, NotFound>> BundleAsync(
        string number,
        Visitor visitor,
        FilingReads filings,
        CancellationToken stop
    ) =>
        await filings.BundleAsync(await visitor.ViewerAsync(), number, stop) is { } bundle
            ? TypedResults.Bytes(bundle.Bytes, bundle.MediaType, bundle.FileName)
            : TypedResults.NotFound();

    static Ok<string> Token(Microsoft.AspNetCore.Antiforgery.IAntiforgery antiforgery, HttpContext context) =>
        TypedResults.Ok(antiforgery.GetAndStoreTokens(context).RequestToken!);

    static FiledAnswer Answer(string decision, Filing filing, string? note) => new(decision, filing.Number, filing.FiledAt, note);

    static Dictionary<string, string[]> Faults(Decision.Refused refused)
    {
        var faults = refused.Pictures.ToDictionary(
            p => $"pictures[{p.PictureNo}]",
            p => new[] { $"{p.FileName}: {p.Fault.Message}" },
            StringComparer.Ordinal
        );
        if (refused.Faults.Count > 0)
            faults.Add("draft", [.. refused.Faults]);
        return faults;
    }

    static string Url(Filing filing) => $"/api/filings/{filing.Number}";
}
