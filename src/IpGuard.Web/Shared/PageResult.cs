using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IpGuard.Web.Shared;

/// <summary>Answers with a page: a component in the site's layout, rendered on the server.</summary>
static class PageResult
{
    /// <param name="model">The page's one parameter, “Model”; null for a page without.</param>
    public static IResult Show<TPage>(object? model = null, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new RazorComponentResult<TPage>(
            model is null ? new Dictionary<string, object?>() : new Dictionary<string, object?> { ["Model"] = model }
        )
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        };

    /// <summary>The page, or the site's own 404 where there is nothing to show: what is another's is not there.</summary>
    public static IResult ShowOr404<TPage>(object? model)
        where TPage : IComponent => model is null ? Results.NotFound() : Show<TPage>(model);
}
