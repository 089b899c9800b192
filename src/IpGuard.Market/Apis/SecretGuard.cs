using System.Text;
using System.Text.Json;
using IpGuard.Market.Web;

namespace IpGuard.Market.Apis;

/// <summary>Keeps secrets out of what is told and kept, even where a marketplace repeats them to us: as they are, or as JSON and
/// addresses write them.</summary>
/// <param name="lasting">Those that stay for as long as the connector.</param>
sealed class SecretGuard(IEnumerable<string> lasting)
{
    const string Hidden = "(secret)";

    readonly string[] _lasting = [.. lasting.SelectMany(Forms).Distinct(StringComparer.Ordinal)];
    volatile string[] _token = [];
    volatile string[] _tokenBefore = [];

    // Longer forms first: one may be within another.
    IEnumerable<string> All => _lasting.Concat(_token).Concat(_tokenBefore).OrderByDescending(s => s.Length);

    /// <summary>Guards this token as well, and still the one before it, with which a question may be under way.</summary>
    public void Guard(string token) => (_tokenBefore, _token) = (_token, [.. Forms(token).Distinct(StringComparer.Ordinal)]);

    /// <summary>Does what may throw, and lets no secret out in the message.</summary>
    public async Task<T> WithinAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (MarketplaceException e) when (Holds(e.ToString()))
        {
            // Without the inner exception, whose message may be the one that says it.
            throw new MarketplaceException(Hide(e.Message))
            {
                Told = e.Told is null ? null : Hide(e.Told),
                Status = e.Status,
                RetryAt = e.RetryAt,
                IsOutOfReach = e.IsOutOfReach,
            };
        }
    }

    /// <summary>The text without secrets, and without the beginnings of any that are as long as the shortest secret.</summary>
    public string Hide(string text)
    {
        text = All.Aggregate(text, (t, s) => t.Replace(s, Hidden, StringComparison.Ordinal));
        foreach (var secret in All)
        {
            var begin = secret[..Math.Min(secret.Length, ApiSecret.LeastLength)];
            for (int from = 0, at; (at = text.IndexOf(begin, from, StringComparison.Ordinal)) >= 0; from = at + Hidden.Length)
            {
                var length = text.AsSpan(at).CommonPrefixLength(secret);
                text = $"{text[..at]}{Hidden}{text[(at + length)..]}";
            }
        }

        return text;
    }

    /// <summary>Refuses an answer that repeats a secret: answers are kept as evidence and given to others.</summary>
    /// <exception cref="MarketplaceException">It does.</exception>
    public void Check(AnswerFacts facts, ReadOnlySpan<byte> body)
    {
        var isRepeated = Holds(facts.Final.AbsoluteUri) || facts.Headers.Any(h => Holds(h.Value));
        foreach (var secret in All)
            isRepeated |= body.IndexOf(Encoding.ASCII.GetBytes(secret)) >= 0;
        if (isRepeated)
            throw new MarketplaceException(
                $"expected an answer from {facts.Asked.Authority} that can be kept, got one that repeats our credentials"
            );
    }

    bool Holds(string text) => All.Any(s => text.Contains(s, StringComparison.Ordinal));

    static IEnumerable<string> Forms(string secret) =>
        [secret, Uri.EscapeDataString(secret), JsonEncodedText.Encode(secret).Value, secret.Replace("/", "\\/", StringComparison.Ordinal)];
}
