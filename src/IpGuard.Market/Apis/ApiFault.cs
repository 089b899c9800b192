using System.Text.Json;
using IpGuard.Core.Listings;

namespace IpGuard.Market.Apis;

/// <summary>What an interface says is wrong, in its own words.</summary>
/// <remarks>eBay (error v3 of developer.ebay.com/api-docs/static/handling-error-messages.html) and Amazon (ErrorList of
/// catalogItems_2022-04-01.json): `errors[]` with errorId or code, and longMessage or message; Etsy (ErrorSchema of its Open API v3):
/// `error`, a text; tokens (RFC 6749, section 5.2): `error` and `error_description`.</remarks>
static class ApiFault
{
    /// <summary>Characters of what is told.</summary>
    public const int MostCharacters = 300;

    const int MostTold = 3;

    // Each text before it is looked through for secrets and cut.
    const int MostTextCharacters = 4_096;

    /// <summary>From a refusal's body; null where it is no JSON, or says nothing.</summary>
    /// <param name="guard">Takes out what it knows to be secret, before anything is cut: half a key is a secret, too.</param>
    public static string? Read(byte[] body, SecretGuard guard)
    {
        try
        {
            using var document = JsonDocument.Parse(body, JsonAnswer.Bounded);
            return Of(document.RootElement) is { } told ? PlainText.Clean(guard.Hide(told), MostCharacters) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>From an answer; null where it says nothing. Not cut to <see cref="MostCharacters"/>.</summary>
    /// <exception cref="InvalidOperationException">The name of a field is half a character.</exception>
    public static string? Of(JsonElement answer)
    {
        var errors = answer.Items("errors").Take(MostTold).Select(TextOf).Where(t => t.Length > 0).ToList();
        if (errors.Count > 0)
            return string.Join("; ", errors);
        var told = Join(answer.Text("error"), answer.Text("error_description"));
        return told.Length > 0 ? told : null;
    }

    static string TextOf(JsonElement error) =>
        Join(error.Text("errorId") ?? error.Text("code"), error.Text("longMessage") ?? error.Text("message"));

    static string Join(params string?[] texts) =>
        string.Join(' ', texts.Select(t => PlainText.Clean(t, MostTextCharacters)).Where(t => t.Length > 0));
}
