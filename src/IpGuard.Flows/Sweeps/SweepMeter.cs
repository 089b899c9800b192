using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IpGuard.Flows.Sweeps;

/// <summary>Where a sweep's time goes, for whoever listens: <c>dotnet-counters</c>, OpenTelemetry, or the bench.</summary>
public static class SweepMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "IpGuard.Sweeps";

    /// <summary>Seconds spent at a stop; the tag “stop” is read, fetch, fingerprint, judge or keep.</summary>
    public const string StopSeconds = "ipguard.sweep.stop.duration";

    static readonly Meter Meter = new(Name);
    static readonly Histogram<double> Stops = Meter.CreateHistogram<double>(StopSeconds, "s", "time spent at a stop of a sweep");

    internal static async Task<T> TimeAsync<T>(string stop, Task<T> work)
    {
        var began = Stopwatch.GetTimestamp();
        var done = await work;
        Stops.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("stop", stop));
        return done;
    }

    internal static async Task TimeAsync(string stop, Task work)
    {
        var began = Stopwatch.GetTimestamp();
        await work;
        Stops.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("stop", stop));
    }
}
