using IpGuard.Core.Pushes;
using IpGuard.Flows.Pushes;

namespace IpGuard.Web.Pushes;

/// <summary>How a push is signed with nothing but a shell, openssl and curl.</summary>
public static class PushExample
{
    /// <summary>A script for `sh` that pushes the file `listings.jsonl` beside it.</summary>
    /// <param name="server">The service's address without a path.</param>
    public static string Script(Uri server, string keyId, string secret) =>
        $$"""
            KEY={{keyId}}
            SECRET={{secret}}
            FILE=listings.jsonl
            HASH=$(openssl dgst -sha256 -r "$FILE" | cut -c1-64)
            DIGEST="sha-256=:$(openssl dgst -sha256 -binary "$FILE" | openssl base64 -A):"
            INPUT="({{Covered}});created=$(date +%s);keyid=\"$KEY\""
            BASE="\"@method\": POST
            \"@authority\": {{server.Authority}}
            \"@path\": {{PushFlow.Path}}
            \"content-digest\": $DIGEST
            \"idempotency-key\": $HASH
            \"@signature-params\": $INPUT"
            HEX=$(printf %s "$SECRET" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
            MAC=$(printf %s "$BASE" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$HEX" -binary | openssl base64 -A)
            curl --data-binary "@$FILE" -H "Content-Type: application/jsonl" \
              -H "Content-Digest: $DIGEST" -H "Idempotency-Key: $HASH" \
              -H "Signature-Input: push=$INPUT" -H "Signature: push=:$MAC:" \
              {{server.GetLeftPart(UriPartial.Authority)}}{{PushFlow.Path}}
            """;

    /// <summary>The same by the command line.</summary>
    public static string Command(Uri server, string keyId) =>
        $"ipguard push listings.jsonl --key {keyId} --secret-file secret.txt --to {server.GetLeftPart(UriPartial.Authority)}";

    static string Covered => string.Join(' ', PushSignature.Covered.Select(c => $"\\\"{c}\\\""));
}
