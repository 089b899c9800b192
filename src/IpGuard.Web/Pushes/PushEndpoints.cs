using System.Globalization;
using IpGuard.Core.Pushes;
using IpGuard.Flows.Pushes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;

namespace IpGuard.Web.Pushes;

/// <summary>The API's door for pushes (推送). Who comes in is told by the signature: no cookie, and no token of a form.</summary>
static class PushEndpoints
{
    static readonly (string Name, string Text)[] Headers =
    [
        ("Content-Digest", "RFC 9530: sha-256 of the body as it is sent, as in sha-256=:…:"),
        ("Idempotency-Key", "your own name for the batch, 1 to 128 printable ASCII characters; the same again is the same batch"),
        ("Signature-Input", "RFC 9421: the covered components, created and keyid"),
        ("Signature", "RFC 9421: hmac-sha256 with the key's secret, as in push=:…:"),
    ];

    public static void MapPush(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost(PushFlow.Path, ReceiveAsync)
            .WithTags("Push")
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithSummary("Push a batch of listings, signed with an API key")
            .WithDescription(
                "JSON Lines or a JSON array of at most 1,000 records and 32 MB, packed with gzip or not. A record has id, url, title, "
                    + "description, price, currency, seller_id, seller_name, seller_url, category, listed_at and pictures (http(s) "
                    + "addresses, or data: addresses in base64 of at most 4 MB each); or id and “removed”: true. Add a key at /keys. "
                    + "The same batch under the same Idempotency-Key gets the same receipt again."
            )
            .Produces<PushReceipt>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .AddOpenApiOperationTransformer(
                (operation, _, _) =>
                {
                    Shape(operation);
                    return Task.CompletedTask;
                }
            );

    static async Task<IResult> ReceiveAsync(HttpContext context, PushFlow pushes, CancellationToken stop)
    {
        var answer = await pushes.ReceiveAsync(ToSigned(context.Request), context.Request.Body, stop);
        if (answer is PushAnswer.Received received)
            return TypedResults.Json(received.Receipt, statusCode: StatusCodes.Status202Accepted);
        var refused = (PushAnswer.Refused)answer;
        var headers = context.Response.Headers;
        if (refused.Why == PushRefusal.NotSigned)
            headers["Accept-Signature"] = PushSignature.Wanted;
        if (refused.RetryAfter is { } pause)
            headers.RetryAfter = Math.Max(1, Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(
            title: "The batch was not taken; nothing was kept.",
            detail: refused.Faults[0],
            statusCode: StatusOf(refused.Why),
            extensions: new Dictionary<string, object?> { ["errors"] = new Dictionary<string, object?> { ["push"] = refused.Faults } }
        );
    }

    static int StatusOf(PushRefusal why) =>
        why switch
        {
            PushRefusal.NotSigned => StatusCodes.Status401Unauthorized,
            PushRefusal.TooLarge => StatusCodes.Status413PayloadTooLarge,
            PushRefusal.UnknownCoding => StatusCodes.Status415UnsupportedMediaType,
            PushRefusal.OtherBody => StatusCodes.Status422UnprocessableEntity,
            PushRefusal.TooOften => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status400BadRequest,
        };

    static SignedRequest ToSigned(HttpRequest request) =>
        new(
            request.Method,
            AuthorityOf(request),
            request.PathBase.Add(request.Path).ToUriComponent(),
            request.Headers.ToDictionary(
                h => h.Key.ToLowerInvariant(),
                h => string.Join(", ", h.Value.Select(v => v?.Trim())),
                StringComparer.Ordinal
            )
        );

    // The scheme's own port is left out (RFC 9421, 2.2.3).
    static string AuthorityOf(HttpRequest request) =>
        request.Host.Port == (request.IsHttps ? 443 : 80) ? request.Host.Host : request.Host.Value ?? "";

    static void Shape(OpenApiOperation operation)
    {
        operation.Parameters =
        [
            .. Headers.Select(h => new OpenApiParameter
            {
                Name = h.Name,
                In = ParameterLocation.Header,
                Required = true,
                Description = h.Text,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            }),
        ];
        var lines = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        var array = new OpenApiMediaType
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema { Type = JsonSchemaType.Object },
            },
        };
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { ["application/jsonl"] = lines, ["application/json"] = array },
        };
    }
}
