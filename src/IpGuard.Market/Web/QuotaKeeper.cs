using IpGuard.Core.Listings;

namespace IpGuard.Market.Web;

/// <summary>Counts how often each interface was asked with each key, for as long as this process runs.</summary>
sealed class QuotaKeeper
{
    readonly Lock _gate = new();
    readonly Dictionary<string, List<CallHour>> _calls = new(StringComparer.Ordinal);

    /// <summary>Counts one question more.</summary>
    /// <exception cref="MarketplaceException">As many have been asked as are allowed in a day; it says when there is room again.</exception>
    public void Take(WebQuota quota, Uri address, DateTimeOffset now)
    {
        if (quota.PerDay is not { } perDay)
            return;
        lock (_gate)
        {
            if (!_calls.TryGetValue(quota.Name, out var calls))
                _calls.Add(quota.Name, calls = []);
            calls.RemoveAll(c => !CallRule.Counts(c, now));
            if (CallRule.RefusedUntil(calls, perDay, now) is { } until)
                throw new MarketplaceException(
                    $"expected at most {perDay} questions a day to {address.Authority} with our key, and that many were asked: "
                        + $"there is room again at {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC"
                )
                {
                    RetryAt = until,
                };
            CallRule.Add(calls, now);
        }
    }
}
