using IpGuard.Flows.Health;
using IpGuard.Flows.Ledger;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IpGuard.Web.Health;

/// <summary>How the house is, as its page tells it.</summary>
/// <param name="ShowsNumbers">False for a stranger, who is told only what is well: how much was filed is no one's business.</param>
public sealed record HealthPageModel(HouseHealth Health, bool ShowsNumbers);

/// <summary>How the house is: for people, for programs, and for whoever keeps containers running.</summary>
static class HealthPages
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/health",
                async (Visitor visitor, HealthReads health, CancellationToken stop) =>
                    PageResult.Show<HealthPage>(new HealthPageModel(await health.ReadAsync(stop), await visitor.WhoAsync() is not null))
            )
            .ExcludeFromDescription();
        routes
            .MapGet(
                "/healthz",
                async (HealthReads health, CancellationToken stop) =>
                    (await health.ReadAsync(stop)).IsWell
                        ? Results.Text("well")
                        : Results.Text("not well", statusCode: StatusCodes.Status503ServiceUnavailable)
            )
            .ExcludeFromDescription();
        routes
            .MapGet("/health/fsck", async (FsckFlow fsck, CancellationToken stop) => PageResult.Show<FsckPage>(await fsck.ReadAsync(stop)))
            .RequireAuthorization()
            .ExcludeFromDescription();
        routes.MapGet("/api/health", ReadAsync).WithTags("Health").RequireAuthorization().WithSummary("How the house is, part by part");
    }

    static async Task<Ok<HouseHealth>> ReadAsync(HealthReads health, CancellationToken stop) =>
        TypedResults.Ok(await health.ReadAsync(stop));
}
