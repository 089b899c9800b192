using System.Net;
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
}
