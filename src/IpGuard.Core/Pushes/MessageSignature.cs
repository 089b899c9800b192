using System.Security.Cryptography;
using System.Text;

namespace IpGuard.Core.Pushes;

/// <summary>A request as a signature sees it.</summary>
/// <param name="Method">In capitals, as in “POST”.</param>
/// <param name="Authority">Host and port as they were asked for; the port left out where it is the scheme's own.</param>
/// <param name="Path">From the first slash, without the query.</param>
/// <param name="Headers">By name in lower case; values of one name joined by a comma and a space (RFC 9421, 2.1).</param>
public sealed record SignedRequest(string Method, string Authority, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A header's value; null where there is none.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value.Trim(' ', '\t') : null;
}

/// <summary>What is signed of a message, and how (RFC 9421, HTTP Message Signatures), with `hmac-sha256` (3.3.3).</summary>
/// <remarks>Of components derived from the request there are @method, @authority and @path. @target-uri and @scheme are not: behind a
/// server that ends TLS the request comes over http, and the address that was signed over https could not be told.</remarks>
static class MessageSignature
{
    /// <summary>The lines that are signed (RFC 9421, 2.5).</summary>
    /// <param name="input">A member of Signature-Input: the covered components with the signature's parameters.</param>
    /// <exception cref="FormatException">A component that is not there, or that cannot be told.</exception>
    public static string BaseOf(SignedRequest request, FieldMember input)
    {
        var lines = new StringBuilder();
        foreach (var component in input.Items)
            lines.Append(component).Append(": ").Append(ValueOf(request, component)).Append('\n');
        return lines.Append("\"@signature-params\": ").Append(input).ToString();
    }

    /// <summary>The 32 bytes of the signature.</summary>
    public static byte[] Mac(ReadOnlySpan<byte> secret, string signatureBase) =>
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(signatureBase));

    static string ValueOf(SignedRequest request, FieldItem component)
    {
        if (component is not { Value: { Kind: FieldKind.Text, Text: var name }, Parameters.Count: 0 })
            throw new FormatException($"expected covered components without parameters, got {component}");
        return name switch
        {
            "@method" => request.Method,
            "@authority" => request.Authority.ToLowerInvariant(),
            "@path" => request.Path,
            ['@', ..] => throw new FormatException($"expected of derived components @method, @authority and @path, got '{name}'"),
            _ => request.Header(name) ?? throw new FormatException($"expected the header '{name}', which is covered, got none"),
        };
    }
}
