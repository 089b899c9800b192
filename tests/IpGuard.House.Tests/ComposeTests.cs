using System.Text.RegularExpressions;
using IpGuard.Testing;

namespace IpGuard.House.Tests;

/// <summary>The compose file and the commented settings say what the program reads, and nothing else.</summary>
public class ComposeTests
{
    static string Read(params string[] parts) => File.ReadAllText(Path.Combine([SharedData.ProjectRoot, .. parts]));

    // Properties that are set from the configuration: one line each in HouseSettings.Read.
    static HashSet<string> Keys =>
        [
            .. Regex
                .Matches(Read("src", "IpGuard.Flows", "HouseSettings.cs"), @"public (?:string\??|int|bool) (\w+) \{ get; init; \}")
                .Select(m => m.Groups[1].Value),
            .. Regex
                .Match(Read("src", "IpGuard.Flows", "ElasticsearchSettings.cs"), @"Keys =\s*\[(.+?)\];", RegexOptions.Singleline)
                .Groups[1]
                .Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(key => "Elasticsearch__" + Regex.Match(key, @"\w+(?=\W*$)").Value),
        ];

    // As the commented settings show them: the last name of a nested key.
    static string Last(string key) => key[(key.LastIndexOf('_') + 1)..];

    static IEnumerable<string> Unknown(string compose) =>
        Regex.Matches(compose, @"IpGuard__(\w+)").Select(m => m.Groups[1].Value).Where(k => !Keys.Contains(k));

    [Fact]
    public void The_compose_file_sets_only_keys_that_are_read() => Assert.Empty(Unknown(Read("docker-compose.yml")));

    [Fact]
    public void The_guard_is_red_for_a_key_that_is_not_read() => Assert.Equal(["Daata"], Unknown("IpGuard__Daata: /x"));

    [Fact]
    public void The_compose_file_has_a_volume_and_a_health_check()
    {
        var compose = Read("docker-compose.yml");
        Assert.Contains("healthcheck:", compose, StringComparison.Ordinal);
        Assert.Contains("volumes:", compose, StringComparison.Ordinal);
    }

    [Fact]
    public void The_commented_settings_show_every_key()
    {
        var shown = Read("src", "IpGuard.Cli", "appsettings.json");
        Assert.Contains("Elasticsearch__PatienceSeconds", Keys);
        Assert.All(Keys, k => Assert.Contains($"\"{Last(k)}\"", shown, StringComparison.Ordinal));
    }
}
