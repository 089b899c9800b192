using System.Collections.Concurrent;
using IpGuard.Core.Listings;

namespace IpGuard.Market.Web;

/// <summary>How one host is treated.</summary>
/// <param name="MostAtOnce">Questions under way at a time.</param>
/// <param name="Gap">Between the beginnings of two.</param>
/// <param name="LongestWait">A host that asks to be left alone for longer ends the sweep, which comes again; a shorter wait is sat
/// out.</param>
public sealed record Manners(int MostAtOnce, TimeSpan Gap, TimeSpan LongestWait)
{
    /// <summary>Two at once, five a second at most, as a careful visitor's browser asks.</summary>
    public static Manners Usual { get; } = new(2, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30));

    /// <summary>No wait between questions, for benches and tests that serve pages to themselves.</summary>
    public static Manners Hasty { get; } = new(8, TimeSpan.Zero, TimeSpan.FromSeconds(30)) { KeepsToQuotas = false };

    /// <summary>False to ask an interface faster than its <see cref="WebQuota.PerSecond"/> lets us. Its day holds.</summary>
    public bool KeepsToQuotas { get; init; } = true;
}

/// <summary>What a host's robots.txt says.</summary>
/// <param name="Fault">Why it could not be had, which closes everything; null where it could, or where there is none.</param>
sealed record RobotsReading(RobotsRule Rule, string? Fault);

/// <summary>Keeps to each host's robots.txt, pace and wishes to be left alone.</summary>
sealed class HostManners(Manners manners, TimeProvider clock)
{
    /// <summary>A robots.txt is good for so long (RFC 9309, section 2.4).</summary>
    public static readonly TimeSpan RobotsStay = TimeSpan.FromHours(24);

    /// <summary>One that could not be had is asked for again sooner, so that a host's bad minute does not cost a day.</summary>
    public static readonly TimeSpan FailedRobotsStay = TimeSpan.FromMinutes(10);

    const int MostHosts = 10_000;

    readonly ConcurrentDictionary<string, Host> _hosts = new(StringComparer.Ordinal);

    /// <summary>Waits for the host's turn.</summary>
    /// <param name="least">At least so long it is left alone behind the beginning of this question.</param>
    /// <returns>To be disposed when the answer has been read.</returns>
    /// <exception cref="MarketplaceException">The host asked to be left alone for longer than is waited here.</exception>
    public async Task<IDisposable> EnterAsync(Uri address, TimeSpan least, CancellationToken stop)
    {
        var host = HostOf(address);
        await host.Lanes.WaitAsync(stop);
        try
        {
            while (host.WaitFor(least > manners.Gap ? least : manners.Gap, clock.GetUtcNow()) is { } wait)
            {
                // A long pause between questions is sat out; a host that wants to be left alone for long ends the sweep.
                if (host.RestsUntil is var until && until - clock.GetUtcNow() > manners.LongestWait)
                    throw Resting(address, until);
                await Task.Delay(wait, clock, stop);
            }

            return new Turn(host.Lanes);
        }
        catch
        {
            host.Lanes.Release();
            throw;
        }
    }

    /// <summary>Notes that the host wants to be left alone until then; beyond a day it is asked again, since such a wish may be a
    /// mistake.</summary>
    public void Rest(Uri address, DateTimeOffset until)
    {
        var latest = clock.GetUtcNow() + RobotsStay;
        HostOf(address).RestUntil(until < latest ? until : latest);
    }

    /// <summary>What the host's robots.txt says; asked for once a day.</summary>
    public async Task<RobotsReading> RobotsAsync(Uri address, Func<Uri, Task<RobotsReading>> fetch, CancellationToken stop)
    {
        var host = HostOf(address);
        await host.RobotsGate.WaitAsync(stop);
        try
        {
            if (host.Robots is { } known && clock.GetUtcNow() < host.RobotsUntil)
                return known;
            var read = await fetch(new Uri(address, "/robots.txt"));
            (host.Robots, host.RobotsUntil) = (read, clock.GetUtcNow() + (read.Fault is null ? RobotsStay : FailedRobotsStay));
            return read;
        }
        finally
        {
            host.RobotsGate.Release();
        }
    }

    static MarketplaceException Resting(Uri address, DateTimeOffset until) =>
        new($"expected {address.Authority} to answer, it asks to be left alone until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")
        {
            RetryAt = until,
        };

    Host HostOf(Uri address)
    {
        if (_hosts.Count >= MostHosts)
            _hosts.Clear();
        return _hosts.GetOrAdd(address.GetLeftPart(UriPartial.Authority), _ => new(manners.MostAtOnce));
    }

    sealed class Turn(SemaphoreSlim lanes) : IDisposable
    {
        int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                lanes.Release();
        }
    }

    sealed class Host(int lanes)
    {
        readonly Lock _pace = new();
        DateTimeOffset _next;
        DateTimeOffset _restsUntil;

        public SemaphoreSlim Lanes { get; } = new(lanes, lanes);

        public SemaphoreSlim RobotsGate { get; } = new(1, 1);

        public RobotsReading? Robots { get; set; }

        public DateTimeOffset RobotsUntil { get; set; }

        public DateTimeOffset RestsUntil
        {
            get
            {
                lock (_pace)
                    return _restsUntil;
            }
        }

        /// <summary>How long to wait; null where it is this question's turn, which is then taken.</summary>
        public TimeSpan? WaitFor(TimeSpan agreed, DateTimeOffset now)
        {
            lock (_pace)
            {
                var gap = Robots?.Rule.CrawlDelay is { } asked && asked > agreed ? asked : agreed;
                // Further ahead than either is ever set: the clock was turned back since.
                if (_next > now + gap)
                    _next = now + gap;
                if (_restsUntil > now + RobotsStay)
                    _restsUntil = now;
                var at = _next > _restsUntil ? _next : _restsUntil;
                if (at > now)
                    return at - now;
                _next = now + gap;
                return null;
            }
        }

        public void RestUntil(DateTimeOffset until)
        {
            lock (_pace)
                _restsUntil = until > _restsUntil ? until : _restsUntil;
        }
    }
}
