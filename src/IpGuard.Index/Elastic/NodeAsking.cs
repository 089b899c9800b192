using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace IpGuard.Index.Elastic;

/// <summary>One node's answer, or why there was none.</summary>
/// <param name="Failure">Null beside an answer.</param>
/// <param name="Status">502, 503 or 504 where a node said so; otherwise 0.</param>
/// <param name="IsStale">True where a connection broke that had stood: the next one may hold.</param>
readonly record struct NodeOutcome(ElasticAnswer? Answer, string? Failure, int Status, bool IsStale);

/// <summary>Sends one question to one node and reads the answer.</summary>
sealed class NodeAsking(ElasticSettings settings, HttpMessageHandler way, TimeProvider clock) : IDisposable
{
    const string Json = "application/vnd.elasticsearch+json";
    const string Lines = "application/vnd.elasticsearch+x-ndjson";

    // Below this the compressed body is hardly shorter than the packet it goes in.
    const int LeastCompressedBytes = 1_024;

    readonly HttpMessageInvoker _http = new(way);

    /// <exception cref="ElasticException">The node answered that it could not, or is not Elasticsearch.</exception>
    public async Task<NodeOutcome> AskAsync(ElasticNode node, ElasticCall call, TimeSpan patience, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        using var request = Request(node, call);
        try
        {
            using var answer = await _http.SendAsync(request, both.Token);
            var status = (int)answer.StatusCode;
            RefuseRedirect(node, call, answer);
            if (status is 502 or 503 or 504)
            {
                var said = ElasticFault.Read(await BodyAsync(node, answer, both.Token))?.ToString();
                return new(null, $"{status} {said ?? answer.ReasonPhrase}", status, false);
            }

            return new(await ReadAsync(node, call, answer, both.Token), null, status, false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new(null, $"no whole answer within {patience.TotalSeconds:0.###} s", 0, false);
        }
        catch (HttpRequestException e)
        {
            return new(null, Say(e), 0, IsStale(e));
        }
        catch (IOException e)
        {
            return new(null, $"the connection was lost ({e.Message})", 0, true);
        }
    }

    public void Dispose() => _http.Dispose();

    HttpRequestMessage Request(ElasticNode node, ElasticCall call)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(node.Address, call.Path.TrimStart('/')))
        {
            Version = HttpVersion.Version11,
        };
        request.Headers.Accept.Add(Typed(Json));
        request.Headers.AcceptEncoding.Add(new("gzip"));
        if (settings.Credential is { } credential)
            request.Headers.TryAddWithoutValidation("Authorization", credential.Header);
        if (!call.Body.IsEmpty)
        {
            var isCompressed = call.Body.Length >= LeastCompressedBytes;
            request.Content = new ReadOnlyMemoryContent(isCompressed ? Compress(call.Body) : call.Body);
            request.Content.Headers.ContentType = Typed(call.IsLines ? Lines : Json);
            if (isCompressed)
                request.Content.Headers.ContentEncoding.Add("gzip");
        }

        return request;
    }

    async Task<ElasticAnswer> ReadAsync(ElasticNode node, ElasticCall call, HttpResponseMessage answer, CancellationToken stop)
    {
        var status = (int)answer.StatusCode;
        // Only Elasticsearch's own word counts, success and absence alike.
        var isElastic = answer.Headers.TryGetValues("X-Elastic-Product", out var products) && products.Contains("Elasticsearch");
        if (!isElastic && status is (>= 200 and < 300) or 404)
            throw new ElasticException(
                $"expected Elasticsearch at {node}, got an answer to {call.What} from something else; check the address"
            )
            {
                Status = status,
            };
        var body = await BodyAsync(node, answer, stop);
        var fault = status is >= 200 and < 300 ? null : ElasticFault.Read(body);
        if (status is >= 200 and < 300 || call.Values.Contains(status) || (status == 404 && fault is null))
            return new(status, body, Warnings(answer));
        var said = fault is { } f ? f.ToString() : answer.ReasonPhrase;
        throw new ElasticException(
            $"expected {node} to carry out {call.What}, got {status} {said}; {ElasticFault.Advice(status, fault?.Type ?? "")}"
        )
        {
            Status = status,
            Type = fault?.Type ?? "",
        };
    }

    async Task<ReadOnlyMemory<byte>> BodyAsync(ElasticNode node, HttpResponseMessage answer, CancellationToken stop)
    {
        await using var raw = await answer.Content.ReadAsStreamAsync(stop);
        // A way out that decompresses by itself has taken this header off.
        await using var body = answer.Content.Headers.ContentEncoding.Contains("gzip")
            ? new GZipStream(raw, CompressionMode.Decompress)
            : raw;
        using var kept = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await body.ReadAsync(buffer, stop)) > 0; )
        {
            if (kept.Length + read > settings.MostAnswerBytes)
                throw new ElasticException(
                    $"expected an answer of at most {settings.MostAnswerBytes} bytes from {node}, got more; ask for fewer documents at once"
                );
            kept.Write(buffer, 0, read);
        }

        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    // The handler is told not to follow any; should it all the same, the answer came from another address than the one that was asked.
    static void RefuseRedirect(ElasticNode node, ElasticCall call, HttpResponseMessage answer)
    {
        var answered = answer.RequestMessage?.RequestUri ?? node.Address;
        var to = (int)answer.StatusCode is >= 300 and < 400 ? answer.Headers.Location : null;
        if (to is null && (int)answer.StatusCode is not (>= 300 and < 400) && answered.Authority == node.Address.Authority)
            return;
        var where = to is null ? answered : new Uri(node.Address, to);
        throw new ElasticException(
            $"expected {node} to answer {call.What} itself, got a redirect to {where.Host}, which is not followed; "
                + "give the address of Elasticsearch itself"
        )
        {
            Status = (int)answer.StatusCode,
        };
    }

    static bool IsStale(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse || e.InnerException is IOException;

    static string Say(HttpRequestException e) =>
        e.HttpRequestError == HttpRequestError.SecureConnectionError || e.InnerException is AuthenticationException
            ? "its certificate is not trusted, or not signed by the pinned authority"
            : (e.InnerException ?? e).Message;

    // 299 Elasticsearch-8.19.16-… "text" "date"
    static string[] Warnings(HttpResponseMessage answer) => [.. answer.Headers.Warning.Select(w => w.Text.Trim('"'))];

    static MediaTypeWithQualityHeaderValue Typed(string type) => new(type) { Parameters = { new("compatible-with", "8") } };

    static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> body)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body.Span);
        return target.GetBuffer().AsMemory(0, (int)target.Length);
    }
}
