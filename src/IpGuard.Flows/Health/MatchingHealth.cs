using System.Text.RegularExpressions;
using IpGuard.Core.Accounts;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Matching;
using IpGuard.Flows.Sweeps;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Health;

/// <summary>How the parts are that pictures are compared with.</summary>
public sealed partial class MatchingHealth(GuardStore store, IndexFlow upkeep, ListedPictures listed, MatcherModels models)
{
    /// <summary>A full queue of the deep pass is worked off in a quarter of this; what waits longer, waits for something that stands
    /// still.</summary>
    static readonly TimeSpan LongestDeepWait = TimeSpan.FromHours(1);

    // Where the operator keeps the models is nobody else's business.
    [GeneratedRegex(@"(?:[A-Za-z]:)?(?:[^\s/\\'""`]*[/\\])+(?=[^\s/\\])")]
    private static partial Regex Folders { get; }

    /// <summary>The parts index, listed, matcher and deep.</summary>
    internal async Task<IReadOnlyList<PartHealth>> ReadAsync(DateTimeOffset now, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var waiting = await db.DeepTasks.CountAsync(stop);
        var oldest = await db.DeepTasks.MinAsync(t => (DateTimeOffset?)t.AddedAt, stop);
        var isKeptUp = waiting <= DeepFlow.MostWaiting && (oldest is null || now - oldest < LongestDeepWait);
        return
        [
            await IndexAsync("index", upkeep, stop),
            await IndexAsync("listed", listed.Upkeep, stop),
            new("matcher", models.Faults.Count == 0, models.Faults.Count == 0 ? Trained() : string.Join(". ", models.Faults.Select(Shown))),
            new(
                "deep",
                isKeptUp,
                HealthReads.Say($"{waiting} listings waiting; with more than {DeepFlow.MostWaiting}, sweeps wait until it has caught up")
            ),
        ];
    }

    static async Task<PartHealth> IndexAsync(string part, IndexFlow upkeep, CancellationToken stop)
    {
        var (isWell, detail) = await upkeep.TellAsync(stop);
        return new(part, isWell, Shown(detail));
    }

    /// <summary>A fault as it is told to whoever is signed in: files by their names only.</summary>
    internal static string Shown(string fault) => Folders.Replace(fault, "");

    string Trained() =>
        HealthReads.Say(
            $"network {models.Network?.Id}, {models.Background.Count} pictures of background, vocabulary and classifier in use"
        );
}
