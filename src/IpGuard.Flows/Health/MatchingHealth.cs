using System.Text.RegularExpressions;
using IpGuard.Core.Accounts;
using IpGuard.Flows.Matching;
using IpGuard.Flows.Sweeps;
using IpGuard.Index;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Health;

/// <summary>How the parts are that pictures are compared with.</summary>
public sealed partial class MatchingHealth(GuardStore store, IPictureIndex index, MatcherModels models)
{
    /// <summary>A full queue of the deep pass is worked off in a quarter of this; what waits longer, waits for something that stands
    /// still.</summary>
    static readonly TimeSpan LongestDeepWait = TimeSpan.FromHours(1);

    // Where the operator keeps the models is nobody else's business.
    [GeneratedRegex(@"(?:[A-Za-z]:)?(?:[^\s/\\'""`]*[/\\])+(?=[^\s/\\])")]
    private static partial Regex Folders { get; }

    /// <summary>The parts index, matcher and deep.</summary>
    internal async Task<IReadOnlyList<PartHealth>> ReadAsync(DateTimeOffset now, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var waiting = await db.DeepTasks.CountAsync(stop);
        var oldest = await db.DeepTasks.MinAsync(t => (DateTimeOffset?)t.AddedAt, stop);
        var isKeptUp = waiting <= DeepFlow.MostWaiting && (oldest is null || now - oldest < LongestDeepWait);
        return
        [
            await IndexAsync(db, stop),
            new("matcher", models.Faults.Count == 0, models.Faults.Count == 0 ? Trained() : string.Join(". ", models.Faults.Select(Shown))),
            new(
                "deep",
                isKeptUp,
                HealthReads.Say($"{waiting} listings waiting; with more than {DeepFlow.MostWaiting}, sweeps wait until it has caught up")
            ),
        ];
    }

    async Task<PartHealth> IndexAsync(GuardDb db, CancellationToken stop)
    {
        try
        {
            var (fault, found) = await index.OpenAsync(stop);
            var isOurs = found.StoreId == store.Id || !await db.Leaves.AnyAsync(stop);
            var count = HealthReads.Say($"{index.Kind}: {await index.CountAsync(stop)} pictures");
            return new("index", fault is null && isOurs && index.Trouble is null, Shown(fault ?? index.Trouble ?? count));
        }
        catch (IndexException e)
        {
            return new("index", false, Shown($"{index.Kind} is away: {e.Message}. Filings go on and are indexed later; sweeps wait."));
        }
    }

    /// <summary>A fault as it is told to whoever is signed in: files by their names only.</summary>
    internal static string Shown(string fault) => Folders.Replace(fault, "");

    string Trained() =>
        HealthReads.Say(
            $"network {models.Network?.Id}, {models.Background.Count} pictures of background, vocabulary and classifier in use"
        );
}
