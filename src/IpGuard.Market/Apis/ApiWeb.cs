using IpGuard.Market.Web;

namespace IpGuard.Market.Apis;

/// <summary>How connectors ask an interface that we have a key to: JSON, bounded, with no secret in what comes of it.</summary>
/// <param name="headers">Sent beside the key's.</param>
/// <param name="quota">How often it may be asked with this key; tokens are not counted.</param>
sealed class ApiWeb(MarketWeb web, IApiKey key, IReadOnlyList<HeaderLine> headers, WebQuota quota)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks for one address; once more with a new key where the old one has ended.</summary>
    /// <returns>To be disposed by the caller.</returns>
    /// <exception cref="MarketplaceException">Refused, unreachable, no JSON, or an error by the interface's own word.</exception>
    public async Task<JsonAnswer> GetAsync(Uri address, CancellationToken stop)
    {
        var header = await key.HeaderAsync(stop);
        try
        {
            return await AskAsync(address, header, stop);
        }
        catch (MarketplaceException e) when (e.Status is { } status && key.Renew(header, status))
        {
            header = await key.HeaderAsync(stop);
        }

        return await AskAsync(address, header, stop);
    }

    Task<JsonAnswer> AskAsync(Uri address, HeaderLine header, CancellationToken stop) =>
        key.Guard.WithinAsync(async () =>
        {
            var ask = new WebAsk(address, KeptAnswer.MostBodyBytes, Patience)
            {
                Headers = [.. headers, header],
                IsApi = true,
                Quota = quota,
                FaultOf = body => ApiFault.Read(body, key.Guard),
            };
            using var whole = (WebAnswer.Whole)await web.GetAsync(ask, stop);
            var body = whole.ToBytes();
            key.Guard.Check(whole.Facts, body);
            var answer = JsonAnswer.Read(whole.Facts, body);
            try
            {
                answer.ThrowErrors();
                return answer;
            }
            catch
            {
                answer.Dispose();
                throw;
            }
        });
}
