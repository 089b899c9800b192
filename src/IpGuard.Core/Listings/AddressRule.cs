using System.Net;
using System.Net.Sockets;

namespace IpGuard.Core.Listings;

/// <summary>Which addresses may be asked for on behalf of a user or a marketplace.</summary>
/// <param name="IsLoopbackOpen">True in tests alone, which serve pages to themselves.</param>
/// <param name="Ports">Ports that may be connected to; empty for any (tests).</param>
public sealed record AddressPolicy(bool IsLoopbackOpen, IReadOnlyList<int> Ports)
{
    /// <summary>No reserved address, ports 80 and 443, no exception.</summary>
    public static AddressPolicy Production { get; } = new(false, [80, 443]);

    /// <summary>Opens this machine, for tests that run a real server on it.</summary>
    public static AddressPolicy LoopbackForTests { get; } = new(true, []);
}

/// <summary>The rule behind the one guarded way out: pure, so that it can be read and tested by itself.</summary>
public static class AddressRule
{
    public const int MaximumRedirects = 5;

    // IANA special-purpose address registries (RFC 6890 and its updates), multicast, and 168.63.129.16, which answers inside Azure.
    static readonly IPNetwork[] Reserved =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/128",
            "::1/128",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/32",
            "2001:2::/48",
            "2001:3::/32",
            "2001:10::/28",
            "2001:20::/28",
            "2001:db8::/32",
            "3fff::/20",
            "5f00::/16",
            "fc00::/7",
            "fe80::/10",
            "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Why the address may not be asked for as it is written; null where it may. What it resolves to is checked when it is
    /// connected to, by <see cref="IsAllowed"/>.</summary>
    public static string? Refuse(Uri address, AddressPolicy policy)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            return $"expected an http(s) address, got '{(address.IsAbsoluteUri ? address.Scheme : "relative")}'";
        if (address.UserInfo.Length > 0)
            return "expected an address without a user name or password in it";
        if (policy.Ports.Count > 0 && !policy.Ports.Contains(address.Port))
            return $"expected port {string.Join(" or ", policy.Ports)}, got {address.Port}";
        return IPAddress.TryParse(address.Host.Trim('[', ']'), out var literal) && !IsAllowed(literal, policy)
            ? $"expected a public address, got {literal}"
            : null;
    }

    /// <summary>True where the address is a public one, or the policy opens it. Addresses inside other addresses are looked into.</summary>
    public static bool IsAllowed(IPAddress address, AddressPolicy policy)
    {
        var plain = Unwrap(address);
        if (policy.IsLoopbackOpen && IPAddress.IsLoopback(plain))
            return true;
        return !Reserved.Any(r => r.BaseAddress.AddressFamily == plain.AddressFamily && r.Contains(plain));
    }

    /// <summary>Why a redirect may not be followed; null where it may.</summary>
    public static string? RefuseRedirect(Uri from, Uri to, int redirectsSoFar, AddressPolicy policy)
    {
        if (redirectsSoFar >= MaximumRedirects)
            return $"expected at most {MaximumRedirects} redirects, got more";
        if (from.Scheme == "https" && to.Scheme == "http")
            return "expected a redirect to stay on https, got one to http";
        return Refuse(to, policy);
    }

    // IPv4 written as IPv6 (mapped, NAT64, 6to4) is judged as the IPv4 address it leads to.
    static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address))
            return new(bytes.AsSpan(12, 4));
        return SixToFour.Contains(address) ? new(bytes.AsSpan(2, 4)) : address;
    }
}
