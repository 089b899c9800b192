using System.Net;
using IpGuard.Core.Accounts;
using IpGuard.Store;
using IpGuard.Testing;

namespace IpGuard.Web.Tests;

/// <summary>A house that lacks a model goes on, and says so wherever its health is asked for.</summary>
public class MatchingHealthTests
{
    [Fact]
    public async Task A_missing_network_is_told_as_not_well_and_without_the_operators_folders()
    {
        var models = Directory.CreateTempSubdirectory("ipguard-models-").FullName;
        foreach (var kept in new[] { "matcher", "text", "titles", "verdict", "vocabulary" })
            Directory.CreateSymbolicLink(Path.Combine(models, kept), Path.Combine(SharedData.ProjectRoot, "models", kept));
        await using var door = new OpenDoor { Models = models };
        await door.InitializeAsync();
        var stranger = door.Stranger();
        using var container = await stranger.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, container.StatusCode);
        var told = await stranger.GetStringAsync("/health");
        Assert.Contains("not well", told, StringComparison.Ordinal);
        Assert.DoesNotContain("expected a network", told, StringComparison.Ordinal);

        var signedIn = await door.SignedInAsync("Caretaker");
        var numbers = await signedIn.GetStringAsync("/health");
        Assert.Contains("expected a network", numbers, StringComparison.Ordinal);
        Assert.DoesNotContain(models, numbers, StringComparison.Ordinal);
        Assert.Contains("\"part\":\"matcher\",\"isWell\":false", await signedIn.GetStringAsync("/api/health"), StringComparison.Ordinal);
        // The rest of it works on.
        Assert.Contains("\"part\":\"deep\",\"isWell\":true", await signedIn.GetStringAsync("/api/health"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_says_which_model_of_verdicts_is_in_use_and_who_switched_to_it()
    {
        await using var door = new OpenDoor();
        await door.InitializeAsync();
        var signedIn = await door.SignedInAsync("Caretaker");
        Assert.Contains("nobody has switched to another", await signedIn.GetStringAsync("/health"), StringComparison.Ordinal);
        await using (var db = door.Get<GuardStore>().Open(Viewer.House))
        {
            foreach (var (actor, model) in new[] { ("first", (string?)null), ("second", "0011223344556677") })
                db.VerdictModels.Add(
                    new()
                    {
                        ModelId = model,
                        Actor = actor,
                        SwitchedAt = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
                    }
                );
            await db.SaveChangesAsync();
        }

        var told = await signedIn.GetStringAsync("/health");
        Assert.Contains("model trained here", told, StringComparison.Ordinal);
        Assert.Contains("second switched to it on 2026-03-04 05:06:07 UTC", told, StringComparison.Ordinal);
        Assert.DoesNotContain("switched to it", await door.Stranger().GetStringAsync("/health"), StringComparison.Ordinal);
    }
}
