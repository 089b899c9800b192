using System.Text;
using IpGuard.Core.Works;
using IpGuard.Market.Web;

namespace IpGuard.Market.Apis;

/// <summary>On what terms an interface is lent. Somebody has to have read them before a connector is switched on.</summary>
/// <param name="Terms">Their name.</param>
/// <param name="Caution">What in them may forbid what we do; our reading, and no legal advice.</param>
public sealed record ApiLicence(string Terms, Uri TermsUrl, string Caution);

/// <summary>How often an interface may be asked with one key.</summary>
/// <param name="PerSecond">Requests a second, more than 0.</param>
/// <param name="PerDay">Requests in 24 hours; null where no such limit is published.</param>
public sealed record ApiLimits(double PerSecond, int? PerDay)
{
    /// <summary>The limits as the web keeps to them.</summary>
    /// <param name="key">What the marketplace counts by; it may be a secret, since only its hash is kept.</param>
    internal WebQuota ToQuota(string connector, string key) =>
        new($"{connector} {Sha256Hash.Of(Encoding.UTF8.GetBytes(key))}", PerSecond, PerDay);
}
