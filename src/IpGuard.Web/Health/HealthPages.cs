using IpGuard.Flows.Health;
using IpGuard.Web.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IpGuard.Web.Health;

/// <summary>How the house is: for people, for programs, and for whoever keeps containers running.</summary>
static class HealthPages
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/health",
                async (HealthReads health, CancellationToken stop) => PageResult.Show<HealthPage>(await health.ReadAsync(stop))
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
        routes.MapGet("/api/health", ReadAsync).WithTags("Health").WithSummary("How the house is, part by part");
    }

    static async Task<Ok<HouseHealth>> ReadAsync(HealthReads health, CancellationToken stop) =>
        TypedResults.Ok(await health.ReadAsync(stop));
}
