using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using IpGuard.Core.Pushes;
using IpGuard.Flows.Pushes;

namespace IpGuard.Web.Tests.Pushes;

/// <summary>A crawler with a key, that can also sign wrongly.</summary>
sealed class Pusher(OpenDoor door, string keyId, string secret)
{
    static readonly HttpClient Http = new();

    public string KeyId => keyId;

    public string Secret => secret;

    /// <summary>A key added by the page.</summary>
    public static async Task<Pusher> AddAsync(OpenDoor door, HttpClient signedIn, string marketplace = "Bazaar")
    {
        using var answer = await OpenDoor.PostAsync(
            signedIn,
            "/keys",
            new() { ["name"] = $"crawler {Guid.NewGuid():N}", ["marketplace"] = marketplace }
        );
        var page = await answer.Content.ReadAsStringAsync();
        PageRules.Hold(page, "en", "/keys, posted");
        return Of(door, page);
    }

    /// <summary>The key that a page shows with its secret.</summary>
    public static Pusher Of(OpenDoor door, string page)
    {
        var copied = Regex
            .Matches(page, "data-copy=\"([^\"]+)\"")
            .Select(m => System.Net.WebUtility.HtmlDecode(m.Groups[1].Value))
            .ToList();
        return new(door, copied[0], copied[1]);
    }

    public Task<HttpResponseMessage> PushAsync(string body, string name, Action<HttpRequestMessage>? spoil = null, TimeSpan? late = null) =>
        PushAsync(Encoding.UTF8.GetBytes(body), name, null, spoil, late);

    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public async Task<HttpResponseMessage> PushAsync(
        byte[] sent,
        string name,
        string? coding,
        Action<HttpRequestMessage>? spoil = null,
        TimeSpan? late = null
    )
    {
        var headers = new Dictionary<string, string> { ["content-digest"] = PushSignature.DigestOf(sent), ["idempotency-key"] = name };
        var (input, signature) = PushSignature.Sign(
            new("POST", door.Address.Authority, "/api/push", headers),
            keyId,
            Convert.FromBase64String(secret),
            DateTimeOffset.UtcNow - (late ?? TimeSpan.Zero)
        );
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(door.Address, "/api/push")) { Content = new ByteArrayContent(sent) };
        if (coding is not null)
            request.Content.Headers.ContentEncoding.Add(coding);
        request.Content.Headers.TryAddWithoutValidation("Content-Digest", headers["content-digest"]);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", name);
        request.Headers.TryAddWithoutValidation("Signature-Input", input);
        request.Headers.TryAddWithoutValidation("Signature", signature);
        spoil?.Invoke(request);
        return await Http.SendAsync(request);
    }

    /// <summary>What a taken push is answered with.</summary>
    public async Task<PushReceipt> ReceiptAsync(string body, string name)
    {
        using var answer = await PushAsync(body, name);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<PushReceipt>())!;
    }
}
