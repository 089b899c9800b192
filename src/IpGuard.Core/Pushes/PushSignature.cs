using System.Security.Cryptography;
using IpGuard.Core.Ledger;
using IpGuard.Core.Listings;
using IpGuard.Core.Works;

namespace IpGuard.Core.Pushes;

/// <summary>The signature of a push (推送): HTTP Message Signatures (RFC 9421) with `hmac-sha256`, over a Content-Digest (RFC 9530) and the
/// pusher's own name for the batch. Only headers are looked at, so that a stranger's body need not be read at all.</summary>
public static class PushSignature
{
    /// <summary>How far the pusher's clock may be from ours, either way.</summary>
    /// <remarks>Five minutes, as by Kerberos (RFC 4120, 8.2) and by most signed interfaces. What is sent again within them is the same
    /// batch by its idempotency key, so that nothing is gained by it.</remarks>
    public static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(5);

    /// <summary>The longest name of a batch, in characters.</summary>
    public const int MaximumIdempotencyKeyLength = 128;

    /// <summary>Components that have to be covered. More may be.</summary>
    /// <remarks>@authority with @path, and not @target-uri: the scheme that a server behind a TLS proxy sees is not the one that was asked
    /// for. The query is not read by the push, and so need not be covered.</remarks>
    public static IReadOnlyList<string> Covered { get; } = ["@method", "@authority", "@path", "content-digest", "idempotency-key"];

    const string Algorithm = "hmac-sha256";
    const string Label = "push";

    /// <summary>What a request's headers claim, or every reason why they are no signature of a push. Whether the claim is true,
    /// <see cref="Fits"/> says.</summary>
    /// <param name="now">Our clock.</param>
    public static SignatureReading Read(SignedRequest request, DateTimeOffset now)
    {
        var faults = new List<string>();
        var content = ReadDigest(request, faults);
        var name = ReadIdempotencyKey(request, faults);
        var input = ReadInput(request, faults);
        var mac = ReadMac(request, input?.Name, faults);
        var keyId = input is null ? null : ReadParameters(input, now, faults);
        var signatureBase = input is null ? null : Told("Signature-Input", faults, () => MessageSignature.BaseOf(request, input));
        return faults.Count == 0 && content is { } digest
            ? new SignatureReading.Read(new(keyId!, digest, name!, signatureBase!, mac!))
            : new SignatureReading.Refused(faults);
    }

    /// <summary>True where the claim was made with this secret. Takes as long for a wrong signature as for a right one.</summary>
    public static bool Fits(PushClaim claim, ReadOnlySpan<byte> secret) =>
        CryptographicOperations.FixedTimeEquals(MessageSignature.Mac(secret, claim.SignatureBase), claim.Mac);

    /// <summary>What Signature-Input and Signature have to say for a request to be a signed push.</summary>
    /// <param name="request">With Content-Digest and Idempotency-Key among its headers.</param>
    /// <exception cref="FormatException">Without one of them.</exception>
    public static (string Input, string Signature) Sign(SignedRequest request, string keyId, ReadOnlySpan<byte> secret, DateTimeOffset now)
    {
        var input = new FieldMember(
            Label,
            IsList: true,
            [.. Covered.Select(c => new FieldItem(new(FieldKind.Text, c), []))],
            [
                new("created", new(FieldKind.Integer, now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture))),
                new("keyid", new(FieldKind.Text, keyId)),
                new("alg", new(FieldKind.Text, Algorithm)),
            ]
        );
        var mac = MessageSignature.Mac(secret, MessageSignature.BaseOf(request, input));
        return ($"{Label}={input}", $"{Label}=:{Convert.ToBase64String(mac)}:");
    }

    /// <summary>The value of Content-Digest for a body as it is sent, packed or not.</summary>
    public static string DigestOf(ReadOnlySpan<byte> body) => $"sha-256=:{Convert.ToBase64String(Sha256Hash.Of(body).ToBytes())}:";

    /// <summary>What a refused request is told of how to sign, as a value of Accept-Signature (RFC 9421, 5.1).</summary>
    public static string Wanted { get; } = $"{Label}=({string.Join(' ', Covered.Select(c => $"\"{c}\""))});created;alg=\"{Algorithm}\"";

    static Sha256Hash? ReadDigest(SignedRequest request, List<string> faults)
    {
        const string name = "Content-Digest";
        if (ReadDictionary(request, name, faults) is not { } members)
            return null;
        var digest = members.FirstOrDefault(m => m is { Name: "sha-256", IsList: false, Items: [{ Value.Kind: FieldKind.Bytes }] });
        if (digest is not null && Base64Text.Read(digest.Items[0].Value.Text) is { Length: Sha256Hash.LengthBytes } bytes)
            return new(bytes);
        faults.Add($"{name}: expected sha-256 with 32 bytes as base64 between colons, got none");
        return null;
    }

    static string? ReadIdempotencyKey(SignedRequest request, List<string> faults)
    {
        var key = request.Header("idempotency-key");
        if (key is { Length: >= 1 and <= MaximumIdempotencyKeyLength } && key.All(c => c is >= ' ' and <= '~'))
            return key;
        faults.Add(
            $"Idempotency-Key: expected 1 to {MaximumIdempotencyKeyLength} printable ASCII characters, "
                + (key is null ? "got none" : $"got {key.Length} characters")
        );
        return null;
    }

    static FieldMember? ReadInput(SignedRequest request, List<string> faults)
    {
        const string name = "Signature-Input";
        if (ReadDictionary(request, name, faults) is not { } members)
            return null;
        if (members is not [{ IsList: true } input])
        {
            faults.Add($"{name}: expected one signature with its components in brackets, got {members.Count} entries");
            return null;
        }

        var covered = input.Items.Select(i => i.Value.Text).ToList();
        faults.AddRange(Covered.Except(covered).Select(c => $"{name}: expected \"{c}\" to be covered, but it is not"));
        if (covered.Distinct(StringComparer.Ordinal).Count() < covered.Count)
            faults.Add($"{name}: expected each component once, got one twice");
        return input;
    }

    static byte[]? ReadMac(SignedRequest request, string? label, List<string> faults)
    {
        const string name = "Signature";
        if (ReadDictionary(request, name, faults) is not { } members)
            return null;
        var mac = members.FirstOrDefault(m => m is { IsList: false, Items: [{ Value.Kind: FieldKind.Bytes }] } && m.Name == label);
        if (mac is not null)
            return Base64Text.Read(mac.Items[0].Value.Text);
        if (label is not null)
            faults.Add($"{name}: expected bytes under the label '{label}' of Signature-Input, got none");
        return null;
    }

    // The key's id; null with a fault where there is none.
    static string? ReadParameters(FieldMember input, DateTimeOffset now, List<string> faults)
    {
        const string name = "Signature-Input";
        var created = ReadInstant(input, "created");
        if (created is null)
            faults.Add($"{name}: expected 'created' as seconds since 1970, got none");
        else if ((now.ToUnixTimeSeconds() - created.Value) is var skew && Math.Abs(skew) > MostSkew.TotalSeconds)
            faults.Add(
                $"{name}: expected 'created' within {MostSkew.TotalSeconds:0} s of this server's clock, "
                    + $"got {Math.Abs(skew)} s {(skew > 0 ? "before" : "after")} it"
            );
        if (input.Parameter("expires") is not null && !(ReadInstant(input, "expires") >= now.ToUnixTimeSeconds()))
            faults.Add($"{name}: expected 'expires' to lie ahead, but it is past");
        if (input.Parameter("alg") is { } algorithm && algorithm != new FieldValue(FieldKind.Text, Algorithm))
            faults.Add($"{name}: expected 'alg' \"{Algorithm}\" or none, got {PlainText.Clean(algorithm.ToString(), 40)}");
        if (input.Parameter("keyid") is { Kind: FieldKind.Text, Text: { Length: > 0 } keyId })
            return keyId;
        faults.Add($"{name}: expected 'keyid' with the id of a key, got none");
        return null;
    }

    static long? ReadInstant(FieldMember input, string name) =>
        input.Parameter(name) is { Kind: FieldKind.Integer, Text: var seconds }
            ? long.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    static IReadOnlyList<FieldMember>? ReadDictionary(SignedRequest request, string name, List<string> faults)
    {
        if (request.Header(name.ToLowerInvariant()) is { Length: > 0 } text)
            return Told(name, faults, () => StructuredField.ReadDictionary(text));
        faults.Add($"{name}: expected this header, got none");
        return null;
    }

    static T? Told<T>(string name, List<string> faults, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            faults.Add($"{name}: {e.Message}");
            return null;
        }
    }
}

/// <summary>What a signed push says of itself; not yet known to be true.</summary>
/// <param name="Content">SHA-256 that its body has to have, as it is sent.</param>
/// <param name="IdempotencyKey">The pusher's own name for the batch.</param>
/// <param name="SignatureBase">What was signed.</param>
/// <param name="Mac">The signature that came.</param>
public sealed record PushClaim(string KeyId, Sha256Hash Content, string IdempotencyKey, string SignatureBase, byte[] Mac);

/// <summary>A claim, or every reason why it is none.</summary>
public abstract record SignatureReading
{
    SignatureReading() { }

    public sealed record Read(PushClaim Claim) : SignatureReading;

    /// <param name="Faults">A sentence each, with the header at fault.</param>
    public sealed record Refused(IReadOnlyList<string> Faults) : SignatureReading;
}
