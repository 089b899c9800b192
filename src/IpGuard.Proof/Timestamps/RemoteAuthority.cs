using System.Formats.Asn1;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using IpGuard.Proof.Checking;

namespace IpGuard.Proof.Timestamps;

/// <summary>An authority that is asked over HTTP (RFC 3161, 3.4). What it answers is believed only once it has been checked.</summary>
/// <param name="chainPem">Certificates between its signer and the root; empty where its tokens hold them.</param>
/// <param name="http">The way out, which is the caller's to guard.</param>
/// <param name="patience">For the whole answer; null for 20 seconds.</param>
public sealed class RemoteAuthority(Uri address, string rootPem, string chainPem, HttpClient http, TimeSpan? patience = null)
    : ITimestampAuthority
{
    const string RequestType = "application/timestamp-query";
    const string AnswerType = "application/timestamp-reply";

    // A token with its certificates is some 1 to 8 KB.
    const int MostAnswerBytes = 64 * 1024;

    const int NonceBytes = 16;

    static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(20);

    readonly TimeSpan _patience = patience ?? DefaultPatience;

    // Clocks differ; an authority that is hours off would date a filing wrongly.
    static readonly TimeSpan MostOff = TimeSpan.FromMinutes(5);

    public string Name => address.AbsoluteUri;

    public string RootPem => rootPem;

    /// <inheritdoc/>
    public async Task<GrantedTimestamp> StampAsync(ReadOnlyMemory<byte> data, DateTimeOffset now, CancellationToken stop)
    {
        // The certificate is asked for: a token without it cannot be checked by whoever has nothing but the bundle.
        var request = Rfc3161TimestampRequest.CreateFromData(
            data.Span,
            HashAlgorithmName.SHA256,
            nonce: NewNonce(),
            requestSignerCertificates: true
        );
        var asked = request.Encode();
        var token = TokenIn(await AskAsync(asked, stop));
        var (time, fault) = TimestampCheck.Check(token, data.Span, new(rootPem, chainPem, asked));
        if (time is null)
            throw new TimestampException(fault!);
        if ((time.At - now).Duration() > MostOff)
            throw new TimestampException(
                $"expected a time within {MostOff.TotalMinutes} minutes of {now:u}, got {time.At:u}: a clock is wrong"
            );
        return new(token, asked, time, rootPem, chainPem);
    }

    async Task<byte[]> AskAsync(byte[] asked, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(_patience);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(asked) };
            message.Content.Headers.ContentType = new(RequestType);
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(AnswerType));
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if ((int)answer.StatusCode != 200)
                throw new TimestampException($"expected status 200, got {(int)answer.StatusCode}");
            var type = answer.Content.Headers.ContentType?.MediaType;
            if (!string.Equals(type, AnswerType, StringComparison.OrdinalIgnoreCase))
                throw new TimestampException($"expected {AnswerType}, got {type ?? "no content type"}");
            return await BoundedAnswer.ReadAsync(answer.Content, MostAnswerBytes, limit.Token)
                ?? throw new TimestampException($"expected an answer of at most {MostAnswerBytes / 1024} KB, got more");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new TimestampException($"expected an answer within {_patience.TotalSeconds} seconds, got none");
        }
        catch (HttpRequestException e)
        {
            throw new TimestampException($"the authority cannot be reached: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new TimestampException($"the answer broke off: {e.Message}", e);
        }
    }

    // TimeStampResp, RFC 3161, 2.4.2. The token's bytes are taken as they are: encoded anew they might be others.
    static byte[] TokenIn(byte[] answer)
    {
        try
        {
            var response = new AsnReader(answer, AsnEncodingRules.BER).ReadSequence();
            var status = response.ReadSequence();
            var granted = status.ReadInteger();
            if (granted > 1)
                throw new TimestampException(
                    string.Create(CultureInfo.InvariantCulture, $"expected the request to be granted (0 or 1), got status {granted}")
                );
            return response.ReadEncodedValue().ToArray();
        }
        catch (AsnContentException e)
        {
            throw new TimestampException("expected a TimeStampResp (RFC 3161), got other bytes", e);
        }
    }

    // DER wants an integer written the shortest way: the first bit is never set, the second always.
    static byte[] NewNonce()
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        nonce[0] = (byte)((nonce[0] & 0x7F) | 0x40);
        return nonce;
    }
}
