using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using IpGuard.Core.Listings;
using IpGuard.Core.Pushes;
using IpGuard.Core.Works;
using IpGuard.Market.Pushed;

namespace IpGuard.Flows.Pushes;

/// <summary>How far a file has been pushed.</summary>
/// <param name="Share">Of its bytes, 0 to 1.</param>
public sealed record PushProgress(int Batches, int Listings, int Removed, int Broken, double Share, IReadOnlyList<string> Examples);

/// <summary>A batch was not taken by the service that it was sent to.</summary>
/// <param name="faults">As the service told them.</param>
public sealed class PushRefusedException(int batch, int status, IReadOnlyList<string> faults)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"batch {batch} was not taken ({status}): {string.Join("; ", faults)}"));

/// <summary>Pushes a file of JSON Lines, cut into batches, to a service whose address the operator typed.</summary>
/// <remarks>A batch's idempotency key is the file's hash and the batch's number, and where a batch ends depends on the file alone: sent
/// again, what was taken already is the same batch.</remarks>
public sealed class PushSender(HttpClient http, Uri service, string keyId, byte[] secret, TimeProvider clock)
{
    /// <summary>Bytes of one batch before it is packed: half of what is taken.</summary>
    public const int MostBatchBytes = PushedRecords.MostBytes / 2;

    const int MostPauses = 10;
    const int ExamplesKept = 10;

    readonly Uri _target = service.AbsolutePath == "/" ? new Uri(service, PushFlow.Path) : service;

    /// <summary>Sends the file from its first line to its last.</summary>
    /// <returns>What the service said in all.</returns>
    /// <exception cref="PushRefusedException">The service did not take a batch; those before it were taken.</exception>
    /// <exception cref="HttpRequestException">It is out of reach.</exception>
    public async Task<PushProgress> SendAsync(string path, IProgress<PushProgress>? progress, CancellationToken stop)
    {
        await using var file = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stop));
        file.Position = 0;
        var said = new PushProgress(0, 0, 0, 0, 0, []);
        await foreach (var batch in CutAsync(file, stop))
        {
            var receipt = await SendAsync(batch, $"{hash}-{said.Batches + 1}", said.Batches + 1, stop);
            said = new(
                said.Batches + 1,
                said.Listings + receipt.Listings,
                said.Removed + receipt.Removed,
                said.Broken + receipt.Broken,
                file.Length == 0 ? 1 : (double)file.Position / file.Length,
                [.. said.Examples.Concat(receipt.Examples.Select(e => $"batch {said.Batches + 1}, {e}")).Take(ExamplesKept)]
            );
            progress?.Report(said);
        }

        return said;
    }

    // Blank lines are no records. A line that is longer than a record may be makes a batch of its own, and is told by the service.
    static async IAsyncEnumerable<byte[]> CutAsync(
        FileStream file,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop
    )
    {
        using var lines = new StreamReader(file);
        var batch = new MemoryStream();
        var count = 0;
        while (await lines.ReadLineAsync(stop) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var bytes = System.Text.Encoding.UTF8.GetBytes(line + "\n");
            if (count == PushedRecords.MostRecords || (count > 0 && batch.Length + bytes.Length > MostBatchBytes))
            {
                yield return batch.ToArray();
                batch.SetLength(0);
                count = 0;
            }

            batch.Write(bytes);
            count++;
        }

        if (count > 0)
            yield return batch.ToArray();
    }

    async Task<PushReceipt> SendAsync(byte[] batch, string name, int no, CancellationToken stop)
    {
        var packed = Pack(batch);
        for (var pauses = 0; ; pauses++)
        {
            using var answer = await http.SendAsync(ToRequest(packed, name), stop);
            if (answer.IsSuccessStatusCode)
                return await ReceiptAsync(answer, no, stop);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests || pauses == MostPauses)
                throw new PushRefusedException(no, (int)answer.StatusCode, await FaultsAsync(answer, stop));
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromMinutes(1), clock, stop);
        }
    }

    // Signed anew each time: a signature is good for some minutes.
    HttpRequestMessage ToRequest(byte[] packed, string name)
    {
        var digest = PushSignature.DigestOf(packed);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["content-digest"] = digest, ["idempotency-key"] = name };
        var signed = new SignedRequest("POST", _target.Authority, _target.AbsolutePath, headers);
        var (input, signature) = PushSignature.Sign(signed, keyId, secret, clock.GetUtcNow());
        var content = new ByteArrayContent(packed);
        content.Headers.ContentType = new("application/jsonl");
        content.Headers.ContentEncoding.Add("gzip");
        content.Headers.TryAddWithoutValidation("Content-Digest", digest);
        var request = new HttpRequestMessage(HttpMethod.Post, _target) { Content = content };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", name);
        request.Headers.TryAddWithoutValidation("Signature-Input", input);
        request.Headers.TryAddWithoutValidation("Signature", signature);
        return request;
    }

    static byte[] Pack(byte[] batch)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(batch);
        return packed.ToArray();
    }

    static async Task<PushReceipt> ReceiptAsync(HttpResponseMessage answer, int no, CancellationToken stop)
    {
        try
        {
            if (await answer.Content.ReadFromJsonAsync<PushReceipt>(stop) is { Batch: > 0 } receipt)
                return receipt;
        }
        catch (JsonException) { }

        throw new PushRefusedException(no, (int)answer.StatusCode, ["expected a receipt, got another answer; is the address IpGuard's?"]);
    }

    // Problem details with every fault under “errors” (RFC 9457); whatever else answers is told by its first line.
    static async Task<IReadOnlyList<string>> FaultsAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        var text = await answer.Content.ReadAsStringAsync(stop);
        try
        {
            using var problem = JsonDocument.Parse(text);
            if (
                problem.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("errors", out var errors)
                && errors.ValueKind == JsonValueKind.Object
            )
                return
                [
                    .. errors.EnumerateObject().SelectMany(e => e.Value.EnumerateArray()).Select(f => PlainText.Clean(f.ToString(), 300)),
                ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) { }

        return [$"{answer.ReasonPhrase} {PlainText.Clean(text, 120)}"];
    }
}
