using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using IpGuard.Core.Listings;
using IpGuard.Market.Web;

namespace IpGuard.Flows;

/// <summary>The one way out for addresses that a user or a marketplace supplied. Made once, handed to the hands that need it.</summary>
public static class GuardedHttp
{
    const int MostRemembered = 10_000;

    static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    /// <param name="contactUrl">Where a marketplace can read who is calling.</param>
    public static HttpClient Create(AddressPolicy policy, string contactUrl)
    {
        // Of the hosts asked lately, which addresses each had when it was last connected to.
        var resolved = new ConcurrentDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var sockets = new SocketsHttpHandler
        {
            ConnectCallback = (context, stop) => ConnectAsync(context.DnsEndPoint, policy, resolved, stop),
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = ConnectPatience,
            // A name's address is looked up, and checked, again after this.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = 4,
        };
        var http = new HttpClient(new GuardedRedirects(policy, resolved) { InnerHandler = sockets })
        {
            // HTTP/3 does not go through the connect callback.
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Timeout = TimeSpan.FromMinutes(2),
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd($"IpGuardBot/1.0 (+{contactUrl})");
        return http;
    }

    /// <summary>The way to a server of the operator's own, whose address is in the settings and not a user's: it may be at a private
    /// address. It follows no redirect and no proxy, so that it leads there and nowhere else.</summary>
    /// <param name="check">Of the server's certificate; null for the machine's own.</param>
    internal static HttpMessageHandler WayToOwnServer(RemoteCertificateValidationCallback? check) =>
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = ConnectPatience,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = { RemoteCertificateValidationCallback = check },
        };

    internal static string KeyOf(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{host.Trim('[', ']')}:{port}");

    // Every resolved address is checked, and the connection goes to one that was: there is no second look-up to be cheated by.
    static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint end,
        AddressPolicy policy,
        ConcurrentDictionary<string, IReadOnlyList<string>> resolved,
        CancellationToken stop
    )
    {
        var addresses = IPAddress.TryParse(end.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(end.Host, stop);
        if (addresses.FirstOrDefault(a => !AddressRule.IsAllowed(a, policy)) is { } reserved)
            throw new HttpRequestException($"expected {end.Host} to be at a public address, got {reserved}");
        if (resolved.Count >= MostRemembered)
            resolved.Clear();
        resolved[KeyOf(end.Host, end.Port)] = [.. addresses.Select(a => a.ToString())];
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Checks every address before it is asked, and follows redirects by hand, checking each again.</summary>
sealed class GuardedRedirects(AddressPolicy policy, ConcurrentDictionary<string, IReadOnlyList<string>> resolved) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (AddressRule.Refuse(request.RequestUri!, policy) is { } refusal)
            throw new HttpRequestException($"{request.RequestUri!.GetLeftPart(UriPartial.Path)} was not asked: {refusal}");
        // What crawls keeps to the manners of each host that it is led to.
        request.Options.TryGetValue(MarketWeb.BeforeRedirect, out var before);
        var answer = await base.SendAsync(request, cancellationToken);
        for (var redirects = 0; IsRedirect(answer) && request.Method == HttpMethod.Get; redirects++)
        {
            var from = request.RequestUri!;
            var to = new Uri(from, answer.Headers.Location!);
            answer.Dispose();
            if (AddressRule.RefuseRedirect(from, to, redirects, policy) is { } refused)
                throw new HttpRequestException($"the redirect from {from.GetLeftPart(UriPartial.Path)} was not followed: {refused}");
            if (before is not null)
                await before(to);
            request = Follow(request, to);
            answer = await base.SendAsync(request, cancellationToken);
        }

        if (
            answer.RequestMessage is { RequestUri: { } final } last
            && resolved.TryGetValue(GuardedHttp.KeyOf(final.IdnHost, final.Port), out var addresses)
        )
            last.Options.Set(MarketWeb.ResolvedAddresses, addresses);
        return answer;
    }

    // Headers go along to the same host only: another host gets no key of ours.
    static HttpRequestMessage Follow(HttpRequestMessage request, Uri to)
    {
        var next = new HttpRequestMessage(HttpMethod.Get, to) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        var isSameHost = request.RequestUri!.Authority == to.Authority && request.RequestUri.Scheme == to.Scheme;
        foreach (var (name, values) in request.Headers.Where(h => isSameHost || h.Key is "User-Agent" or "Accept"))
            next.Headers.TryAddWithoutValidation(name, values);
        return next;
    }

    static bool IsRedirect(HttpResponseMessage answer) =>
        answer.StatusCode
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect
        && answer.Headers.Location is not null;
}
