using IpGuard.Core.Filings;
using IpGuard.Core.Works;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

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

    /// <summary>The form by which a work is filed: <see cref="Filings.DraftForm"/> reads it.</summary>
    public static OpenApiRequestBody DraftBody()
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "__RequestVerificationToken", "title", "category", "author", "ownershipBasis", "pictures" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["__RequestVerificationToken"] = Described("the token that /api/token gives"),
                ["title"] = Described("1 to 200 characters"),
                ["category"] = OneOf(Categories.All.Select(f => f.Token)),
                ["author"] = Described("1 to 100 characters"),
                ["ownershipBasis"] = OneOf(Enum.GetNames<OwnershipBasis>()),
                ["description"] = Described("at most 2,000 characters; may be left out"),
                ["stage"] = OneOf(Enum.GetNames<WorkStage>()),
                ["aiUse"] = OneOf(Enum.GetNames<AiUse>()),
                ["previous"] = Described("number of your own filing that this one follows; may be left out"),
                ["pictures"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description = "1 to 12 files; the first is the cover. JPEG, PNG, WebP, GIF or BMP, each up to 25 MB and 50 megapixels",
                    Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                },
            },
        };
        return new()
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { ["multipart/form-data"] = new() { Schema = schema } },
        };
    }

    static OpenApiSchema Described(string text) => new() { Type = JsonSchemaType.String, Description = text };

    static OpenApiSchema OneOf(IEnumerable<string> values) =>
        new() { Type = JsonSchemaType.String, Enum = [.. values.Select(v => (System.Text.Json.Nodes.JsonNode)v!)] };
}
