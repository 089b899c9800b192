using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Security;

namespace IpGuard.Index.Elastic;

/// <summary>Asks the cluster: node after node where one does not answer, never twice where one has. Safe to use from many
/// threads.</summary>
/// <remarks>A thin stand-in for the official client, and like it: only no answer, 502, 503 and 504 go on to the next node, each node at
/// most once; a single node gets one more try where the connection had gone stale. Everything that is asked here may be asked twice:
/// documents have ids of their own.</remarks>
public sealed class ElasticTransport : IDisposable
{
    // The share of the time allowed after which no further node is asked (elastic-transport-net).
    const double MostOfTime = 0.98;

    static readonly ActivitySource Source = new("IpGuard.Index.Elastic");

    readonly NodePool _pool;
    readonly NodeAsking _asking;
    readonly TimeProvider _clock;
    readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.Ordinal);

    /// <param name="way">Makes the way out, with the check of the server's certificate that it has to use; null for the machine's own. It
    /// must not follow redirects.</param>
    /// <exception cref="ArgumentException">The settings are not sound; with every fault.</exception>
    public ElasticTransport(
        ElasticSettings settings,
        Func<RemoteCertificateValidationCallback?, HttpMessageHandler> way,
        TimeProvider clock
    )
    {
        settings.Check();
        (Settings, _clock, _pool) = (settings, clock, new(settings.Nodes, clock));
        var check =
            settings.CaFingerprint is { } text && CertificatePin.TryParse(text, out var fingerprint)
                ? CertificatePin.Check(fingerprint)
                : null;
        _asking = new(settings, way(check), clock);
    }

    public ElasticSettings Settings { get; }

    /// <exception cref="ElasticException">No node answered, or one answered that it could not.</exception>
    internal async Task<ElasticAnswer> AskAsync(ElasticCall call, CancellationToken stop)
    {
        using var activity = Source.StartActivity(call.Name, ActivityKind.Client);
        activity?.SetTag("db.system", "elasticsearch").SetTag("http.request.method", call.Method.Method);
        var failed = new List<string>();
        try
        {
            var answer = await AskInTurnAsync(call, failed, stop);
            activity?.SetTag("http.response.status_code", answer.Status);
            foreach (var warning in answer.Warnings.Where(w => _warned.TryAdd(w, true)))
                Settings.Warned?.Invoke(warning);
            return answer;
        }
        catch (ElasticException e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message).SetTag("attempts", string.Join("; ", failed));
            throw;
        }
    }

    async Task<ElasticAnswer> AskInTurnAsync(ElasticCall call, List<string> failed, CancellationToken stop)
    {
        var began = _clock.GetTimestamp();
        var nodes = _pool.Next();
        // Two nodes' time for one question: one that is slow leaves time for the other.
        var allowed = call.Patience * Math.Min(2, nodes.Count);
        var last = 0;
        for (var i = 0; i < nodes.Count; i++)
        {
            var left = allowed - _clock.GetElapsedTime(began);
            if (i > 0 && left < allowed * (1 - MostOfTime))
                break;
            var patience = left < call.Patience ? left : call.Patience;
            var outcome = await _asking.AskAsync(nodes[i], call, patience, stop);
            if (outcome.IsStale && _pool.Count == 1)
            {
                failed.Add($"{nodes[i]}: {outcome.Failure}");
                outcome = await _asking.AskAsync(nodes[i], call, patience, stop);
            }

            if (outcome.Answer is { } answer)
            {
                nodes[i].Revive();
                return answer;
            }

            _pool.Bury(nodes[i]);
            failed.Add($"{nodes[i]}: {outcome.Failure}");
            last = outcome.Status;
        }

        throw new ElasticException(
            $"expected Elasticsearch to answer {call.What}, got {string.Join("; ", failed)}; {ElasticFault.Advice(503, "")}"
        )
        {
            Status = last,
        };
    }

    public void Dispose() => _asking.Dispose();
}
