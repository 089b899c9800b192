using IpGuard.Market.Web;

namespace IpGuard.Market.Pages;

/// <summary>Tells trouble with a whole host from trouble with one page of it, by what <see cref="MarketWeb"/> met.</summary>
static class HostTrouble
{
    /// <summary>The host wants to be left alone for now: Too Many Requests (RFC 6585, section 4).</summary>
    public static bool IsPause(MarketplaceException e) => e.Status == 429 || e.RetryAt is not null;

    /// <summary>One page may have it by itself; where all do, it is the host's: Service Unavailable (RFC 9110, section 15.6.4), out of
    /// reach, or too slow.</summary>
    public static bool MayBeTheHosts(MarketplaceException e) => e.Status == 503 || e.IsOutOfReach;
}
