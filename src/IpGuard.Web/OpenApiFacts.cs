using Microsoft.AspNetCore.OpenApi;

namespace IpGuard.Web;

/// <summary>What the API's document says about itself.</summary>
static class OpenApiFacts
{
    public static void Shape(OpenApiOptions options)
    {
        options.OpenApiVersion = Microsoft.OpenApi.OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info.Title = "IpGuard API";
                document.Info.Version = "v1";
                document.Info.Description =
                    "Pre-file designs with proof, and read what sweeps of marketplaces found. Sign in at /sign-in; the session's cookie is sent with every call.";
                document.Servers?.Clear();
                return Task.CompletedTask;
            }
        );
    }
}
