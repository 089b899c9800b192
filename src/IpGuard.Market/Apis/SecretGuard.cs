using System.Text;
using IpGuard.Market.Web;

namespace IpGuard.Market.Apis;

/// <summary>Keeps secrets out of what is told and kept, even where a marketplace repeats them to us.</summary>
/// <param name="lasting">Those that stay for as long as the connector.</param>
sealed class SecretGuard(IReadOnlyList<string> lasting)
{
    volatile string? _passing;

    /// <summary>Guards this token as well, in place of the one before it.</summary>
    public void Guard(string token) => _passing = token;

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
            throw new MarketplaceException(Secrets.Aggregate(e.Message, (m, s) => m.Replace(s, "(secret)", StringComparison.Ordinal)))
            {
                Status = e.Status,
                RetryAt = e.RetryAt,
                IsOutOfReach = e.IsOutOfReach,
            };
        }
    }

    /// <summary>Refuses an answer that repeats a secret: answers are kept as evidence and given to others.</summary>
    /// <exception cref="MarketplaceException">It does.</exception>
    public void Check(AnswerFacts facts, ReadOnlySpan<byte> body)
    {
        var isRepeated = Holds(facts.Final.AbsoluteUri) || facts.Headers.Any(h => Holds(h.Value));
        foreach (var secret in Secrets)
            isRepeated |= body.IndexOf(Encoding.ASCII.GetBytes(secret)) >= 0;
        if (isRepeated)
            throw new MarketplaceException(
                $"expected an answer from {facts.Asked.Authority} that can be kept, got one that repeats our credentials"
            );
    }

    IEnumerable<string> Secrets => _passing is { } passing ? lasting.Append(passing) : lasting;

    bool Holds(string text) => Secrets.Any(s => text.Contains(s, StringComparison.Ordinal));
}
