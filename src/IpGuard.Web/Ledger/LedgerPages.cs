using System.Text;
using IpGuard.Flows.Ledger;
using IpGuard.Web.Shared;

namespace IpGuard.Web.Ledger;

/// <summary>The ledger for strangers (C2SP tlog-tiles), and for a holder what stands in it in their name.</summary>
static class LedgerPages
{
    const string Text = "text/plain; charset=utf-8";

    public static void MapLedger(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/log/checkpoint", CheckpointAsync).ExcludeFromDescription();
        routes.MapGet("/log/key", (LedgerReads ledger) => Results.Text(ledger.Key + "\n", Text)).ExcludeFromDescription();
        routes
            .MapGet(
                "/log/key.pem",
                (LedgerReads ledger) => ledger.EcdsaPem is { } pem ? Results.Text(pem + "\n", Text) : Results.NotFound()
            )
            .ExcludeFromDescription();
        routes.MapGet("/log/{**path}", Tile).ExcludeFromDescription();
        routes
            .MapGet(
                "/entries",
                async (int? page, Visitor visitor, LedgerReads ledger, CancellationToken stop) =>
                {
                    var who = (await visitor.WhoAsync())!;
                    var own = await ledger.OwnAsync(who.Viewer, who.AccountId, page ?? 1, stop);
                    await ledger.SeeAsync(who.Viewer, who.AccountId, stop);
                    return PageResult.Show<EntriesPage>(own);
                }
            )
            .RequireAuthorization()
            .ExcludeFromDescription();
        routes
            .MapGet(
                "/api/entries",
                async (int? page, Visitor visitor, LedgerReads ledger, CancellationToken stop) =>
                {
                    // To be listed by a program is not to be seen: what is new stays so until its page is opened.
                    var who = (await visitor.WhoAsync())!;
                    return TypedResults.Ok(await ledger.OwnAsync(who.Viewer, who.AccountId, page ?? 1, stop));
                }
            )
            .RequireAuthorization()
            .WithTags("Ledger")
            .WithSummary("List the ledger's entries in your name, newest first");
    }

    // Never from a cache: whoever compares checkpoints wants the newest.
    static async Task<IResult> CheckpointAsync(LedgerReads ledger, HttpContext context, CancellationToken stop)
    {
        context.Response.Headers.CacheControl = "no-store";
        return await ledger.CheckpointAsync(stop) is { } note ? Results.Text(note, Text, Encoding.UTF8) : Results.NotFound();
    }

    // A tile never changes; a wider one has another address.
    static IResult Tile(string path, LedgerReads ledger, HttpContext context)
    {
        if (ledger.Tile(path) is not { } bytes)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(bytes, "application/octet-stream");
    }
}
