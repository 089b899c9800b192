namespace IpGuard.Market.Apis;

/// <summary>On what terms an interface is lent. Somebody has to have read them before a connector is switched on.</summary>
/// <param name="Terms">Their name.</param>
/// <param name="Caution">What in them may forbid what we do; our reading, and no legal advice.</param>
public sealed record ApiLicence(string Terms, Uri TermsUrl, string Caution);

/// <summary>How often an interface may be asked with one key. Here it is only said; whoever schedules sweeps keeps to it.</summary>
/// <param name="PerSecond">Requests a second.</param>
/// <param name="PerDay">Requests in 24 hours; null where no such limit is published.</param>
public sealed record ApiLimits(double PerSecond, int? PerDay);
