using System.Globalization;
using System.Text.Json;
using IpGuard.Market.Web;

namespace IpGuard.Market.Apis;

/// <summary>What opens an interface.</summary>
interface IApiKey
{
    /// <summary>Knows every secret of this key.</summary>
    SecretGuard Guard { get; }

    /// <summary>The header to ask with.</summary>
    /// <exception cref="MarketplaceException">It cannot be had.</exception>
    Task<HeaderLine> HeaderAsync(CancellationToken stop);

    /// <summary>True where a new header is worth a second try.</summary>
    /// <param name="refused">The header that was asked with.</param>
    /// <param name="status">The HTTP status of the answer.</param>
    bool Renew(HeaderLine refused, int status);
}

/// <summary>A key that stays as it is.</summary>
sealed class FixedKey(HeaderLine header, SecretGuard guard) : IApiKey
{
    public SecretGuard Guard => guard;

    public Task<HeaderLine> HeaderAsync(CancellationToken stop) => Task.FromResult(header);

    public bool Renew(HeaderLine refused, int status) => false;
}

/// <summary>A token that is had for credentials and ends after a while (RFC 6749, section 5.1). It is asked for once, for all who wait
/// for it, and again shortly before its end.</summary>
/// <param name="ask">Asks for a token.</param>
/// <param name="toHeader">From a token to the header it is sent in.</param>
/// <param name="ended">HTTP statuses by which the interface says that a token has ended.</param>
sealed class TokenKey(
    MarketWeb web,
    TimeProvider clock,
    WebAsk ask,
    Func<string, HeaderLine> toHeader,
    IReadOnlyList<int> ended,
    SecretGuard guard
) : IApiKey
{
    /// <summary>Bytes of a token's answer; a token has 2 KB at most at both interfaces.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>So long before its end a token is not used any more, or half of its time where that is less.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    // Nobody promises a longer one: eBay two hours, Amazon one.
    static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    Token? _token;

    SemaphoreSlim Gate { get; } = new(1, 1);

    public SecretGuard Guard => guard;

    public async Task<HeaderLine> HeaderAsync(CancellationToken stop)
    {
        await Gate.WaitAsync(stop);
        try
        {
            if (_token is null || clock.GetUtcNow() >= _token.Until)
                _token = await guard.WithinAsync(() => AskAsync(stop));
            return _token.Header;
        }
        finally
        {
            Gate.Release();
        }
    }

    public bool Renew(HeaderLine refused, int status)
    {
        if (!ended.Contains(status))
            return false;
        // Another may have renewed it in the meantime; then that one is tried.
        if (_token is { } token && token.Header == refused)
            _token = null;
        return true;
    }

    async Task<Token> AskAsync(CancellationToken stop)
    {
        var askedAt = clock.GetUtcNow();
        byte[] body;
        try
        {
            using var whole = (WebAnswer.Whole)await web.GetAsync(ask with { FaultOf = body => ApiFault.Read(body, guard) }, stop);
            body = whole.ToBytes();
        }
        catch (MarketplaceException e) when (e.Status is 400 or 401 or 403)
        {
            // RFC 6749, section 5.2: invalid_client and invalid_grant come with 400 or 401.
            var told = e.Told is null ? "" : $"; it says: {e.Told}";
            throw new MarketplaceException(
                $"expected {ask.Address} to give a token for our credentials, got {e.Status}: check the client's id and secret{told}",
                e
            )
            {
                Status = e.Status,
                Told = e.Told,
            };
        }

        if (Read(body) is not var (token, life))
            // The answer is not quoted: half a token is a secret, too.
            throw new MarketplaceException(
                $"expected {ask.Address} to answer with access_token and expires_in, got {body.Length} other bytes"
            );
        guard.Guard(token);
        var margin = life / 2 < Margin ? life / 2 : Margin;
        return new(toHeader(token), askedAt + life - margin);
    }

    static (string Token, TimeSpan Life)? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, JsonAnswer.Bounded);
            var token = document.RootElement.Text("access_token");
            return
                ApiSecret.IsOne(token)
                && double.TryParse(
                    document.RootElement.Text("expires_in"),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var seconds
                )
                && seconds >= 1
                ? (token!, TimeSpan.FromSeconds(Math.Min(seconds, LongestLife.TotalSeconds)))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    sealed record Token(HeaderLine Header, DateTimeOffset Until);
}
