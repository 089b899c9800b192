using System.Text.RegularExpressions;
using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Flows.Matching;
using IpGuard.Flows.Sweeps;
using IpGuard.Index.Embedded;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Health;

/// <summary>How the parts are that pictures are compared with.</summary>
public sealed partial class MatchingHealth(GuardStore store, EmbeddedPictureIndex index, FeatureCatalogue catalogue, MatcherModels models)
{
    /// <summary>A full queue of the deep pass is worked off in a quarter of this; what waits longer, waits for something that stands
    /// still.</summary>
    static readonly TimeSpan LongestDeepWait = TimeSpan.FromHours(1);

    // Where the operator keeps the models is nobody else's business.
    [GeneratedRegex(@"(?:[A-Za-z]:)?(?:[^\s/\\'""`]*[/\\])+(?=[^\s/\\])")]
    private static partial Regex Folders { get; }

    /// <summary>The parts index, features, matcher and deep.</summary>
    internal async Task<IReadOnlyList<PartHealth>> ReadAsync(DateTimeOffset now, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var isEmpty = !await db.Leaves.AnyAsync(stop);
        var filed = await db.FiledPictures.CountAsync(stop);
        var bank = await db.Bank.CountAsync(b => b.State == BankState.Active, stop);
        var waiting = await db.DeepTasks.CountAsync(stop);
        var oldest = await db.DeepTasks.MinAsync(t => (DateTimeOffset?)t.AddedAt, stop);
        var isKeptUp = waiting <= DeepFlow.MostWaiting && (oldest is null || now - oldest < LongestDeepWait);
        return
        [
            new("index", index.Checkpoint.StoreId == store.Id || isEmpty, HealthReads.Say($"{index.Count} pictures")),
            new(
                "features",
                true,
                HealthReads.Say($"{catalogue.Count} of {filed + bank} pictures can be found; they are read when a sweep first needs them")
            ),
            new("matcher", models.Faults.Count == 0, models.Faults.Count == 0 ? Trained() : string.Join(". ", models.Faults.Select(Shown))),
            new(
                "deep",
                isKeptUp,
                HealthReads.Say($"{waiting} listings waiting; with more than {DeepFlow.MostWaiting}, sweeps wait until it has caught up")
            ),
        ];
    }

    /// <summary>A fault as it is told to whoever is signed in: files by their names only.</summary>
    internal static string Shown(string fault) => Folders.Replace(fault, "");

    string Trained() =>
        HealthReads.Say(
            $"network {models.Network?.Id}, {models.Background.Count} pictures of background, vocabulary and classifier in use"
        );
}
