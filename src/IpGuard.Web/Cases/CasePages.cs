using IpGuard.Core.Accounts;
using IpGuard.Core.Cases;
using IpGuard.Flows;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Cases;
using IpGuard.Flows.Filings;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace IpGuard.Web.Cases;

/// <summary>A page of cases, with what it is narrowed to.</summary>
public sealed record CasesPageModel(PageOf<CaseSummary> Cases, CaseState? State, SignedIn Who);

/// <summary>One case, and the faults of the step that was asked for.</summary>
/// <param name="IsOwn">True where the viewer may act in it.</param>
public sealed record CasePageModel(CaseView Case, bool IsOwn, FaultList Faults);

/// <summary>Pages and the API's door for cases.</summary>
static class CasePages
{
    public static void MapCasePages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").RequireAuthorization().ExcludeFromDescription();
        pages.MapGet("/cases", ListPageAsync);
        pages.MapGet(
            "/cases/{number}",
            async (string number, Visitor visitor, CaseReads cases, CancellationToken stop) =>
                await ShowAsync(number, FaultList.None, visitor, cases, stop)
        );
        pages.MapPost(
            "/matches/{number}/case",
            async (string number, Visitor visitor, CaseFlow flow, CaseReads cases, CancellationToken stop) =>
                await AnswerAsync(await OpenAsync(number, visitor, flow, stop), "", visitor, cases, stop)
        );
        pages.MapPost(
            "/cases/{number}/notice",
            async (
                string number,
                [FromForm] long listing,
                [FromForm] string? note,
                Visitor visitor,
                CaseFlow flow,
                CaseReads cases,
                CancellationToken stop
            ) => await AnswerAsync(await NoticeAsync(number, new(listing, note), visitor, flow, stop), number, visitor, cases, stop)
        );
        pages.MapPost(
            "/cases/{number}/close",
            async (string number, [FromForm] string? note, Visitor visitor, CaseFlow flow, CaseReads cases, CancellationToken stop) =>
                await AnswerAsync(await CloseAsync(number, new(note), visitor, flow, stop), number, visitor, cases, stop)
        );
    }

    public static void MapCases(this IEndpointRouteBuilder routes)
    {
        var cases = routes.MapGroup("/api/cases").WithTags("Cases").RequireAuthorization();
        cases.MapGet("/", ListAsync).WithSummary("List cases, those in which something happened last first");
        cases.MapGet("/{number}", ReadAsync).WithSummary("Read one case with what happened in it");
        cases
            .MapPost(
                "/",
                async (CaseDraft draft, Visitor visitor, CaseFlow flow, CancellationToken stop) =>
                    ToResult(await OpenAsync(draft.MatchNumber, visitor, flow, stop))
            )
            .WithSummary("Open a case on a match, or take the match into the case against its seller");
        cases
            .MapPost(
                "/{number}/notice",
                async (string number, NoticeDraft draft, Visitor visitor, CaseFlow flow, CancellationToken stop) =>
                    ToResult(await NoticeAsync(number, draft, visitor, flow, stop))
            )
            .WithSummary("Note that the marketplace was told of a listing: it is then looked for again");
        cases
            .MapPost(
                "/{number}/close",
                async (string number, ClosingDraft draft, Visitor visitor, CaseFlow flow, CancellationToken stop) =>
                    ToResult(await CloseAsync(number, draft, visitor, flow, stop))
            )
            .WithSummary("Close a case; what comes back opens it again");
    }

    static async Task<IResult> ListPageAsync(int? page, CaseState? state, Visitor visitor, CaseReads cases, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        return PageResult.Show<CasesPage>(new CasesPageModel(await cases.ListAsync(who.Viewer, state, page ?? 1, stop), state, who));
    }

    static async Task<Ok<PageOf<CaseSummary>>> ListAsync(
        int? page,
        CaseState? state,
        Visitor visitor,
        CaseReads cases,
        CancellationToken stop
    ) => TypedResults.Ok(await cases.ListAsync(await visitor.ViewerAsync(), state, page ?? 1, stop));

    static async Task<Results<Ok<CaseView>, NotFound>> ReadAsync(string number, Visitor visitor, CaseReads cases, CancellationToken stop) =>
        await cases.ReadAsync(await visitor.ViewerAsync(), number, stop) is { } found ? TypedResults.Ok(found) : TypedResults.NotFound();

    static async Task<CaseStep> OpenAsync(string matchNumber, Visitor visitor, CaseFlow flow, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        return await flow.OpenAsync(who.Viewer, who.Email, matchNumber, stop);
    }

    static async Task<CaseStep> NoticeAsync(string number, NoticeDraft draft, Visitor visitor, CaseFlow flow, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        return await flow.NoticeAsync(who.Viewer, who.Email, number, draft.ListingId, draft.Note, stop);
    }

    static async Task<CaseStep> CloseAsync(string number, ClosingDraft draft, Visitor visitor, CaseFlow flow, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        return await flow.CloseAsync(who.Viewer, who.Email, number, draft.Note, stop);
    }

    static Results<Ok<CaseTaken>, NotFound, BadRequest<IReadOnlyList<FieldFault>>> ToResult(CaseStep step) =>
        step switch
        {
            CaseStep.Taken taken => TypedResults.Ok(new CaseTaken(taken.CaseNumber)),
            CaseStep.Refused refused => TypedResults.BadRequest<IReadOnlyList<FieldFault>>([refused.Fault]),
            _ => TypedResults.NotFound(),
        };

    static async Task<IResult> AnswerAsync(CaseStep step, string number, Visitor visitor, CaseReads cases, CancellationToken stop) =>
        step switch
        {
            CaseStep.Taken taken => Results.LocalRedirect($"/cases/{taken.CaseNumber}"),
            CaseStep.Refused refused => await ShowAsync(number, FaultList.Of("cases", [refused.Fault]), visitor, cases, stop),
            _ => Results.NotFound(),
        };

    static async Task<IResult> ShowAsync(string number, FaultList faults, Visitor visitor, CaseReads cases, CancellationToken stop)
    {
        var who = (await visitor.WhoAsync())!;
        return await cases.ReadAsync(who.Viewer, number, stop) is { } found
            ? PageResult.Show<CasePage>(new CasePageModel(found, who.Kind != OrganisationKind.Regulator, faults), faults.Status)
            : Results.NotFound();
    }
}

/// <summary>A case as it is asked for.</summary>
public sealed record CaseDraft(string MatchNumber);

/// <summary>That a marketplace was told, as it is sent.</summary>
/// <param name="Note">How, and under which reference; at most 500 letters, null for none.</param>
public sealed record NoticeDraft(long ListingId, string? Note);

/// <summary>That a case is done with, as it is sent.</summary>
/// <param name="Note">Why; at most 500 letters, null for none.</param>
public sealed record ClosingDraft(string? Note);

/// <summary>The case in which a step was taken.</summary>
public sealed record CaseTaken(string Number);
