using System.Text.RegularExpressions;
using IpGuard.Testing;

namespace IpGuard.House.Tests;

/// <summary>Rules that eyes get tired of. Each has a twin that shows it red.</summary>
public partial class HouseRuleTests
{
    const int MostLines = 300;
    const int LongestLine = 140;

    static readonly string[] Top =
    [
        ".ci",
        ".editorconfig",
        ".gitignore",
        "Directory.Build.props",
        "Directory.Packages.props",
        "Dockerfile",
        "IpGuard.sln",
        "LICENSE",
        "README.md",
        "bench",
        "docker-compose.yml",
        "docs",
        "global.json",
        "index-templates",
        "models",
        "src",
        "tests",
    ];

    // Made by running the program or by tools; none of them is kept.
    static readonly string[] Unkept = [".git", "artifacts", "data", "TestResults", ".vs", ".idea", "BenchmarkDotNet.Artifacts"];

    // Words that docs/words.md forbids as names of types, and suffixes that say nothing.
    [GeneratedRegex(
        @"\b(?:class|record|struct|interface|enum)\s+(?:struct\s+)?(\w*(?:Manager|Helper|Utils?|Handler|Processor|Common|Base|Impl|Service)|Product|Item|User|Asset|Infringement|Notification|Ticket|Complaint)\b"
    )]
    private static partial Regex ForbiddenType { get; }

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link { get; }

    static IEnumerable<string> Sources =>
        new[] { "src", "tests", "bench" }
            .SelectMany(d => Directory.EnumerateFiles(Path.Combine(SharedData.ProjectRoot, d), "*.cs", SearchOption.AllDirectories))
            .Where(f =>
                !f.Contains("/obj/", StringComparison.Ordinal)
                && !f.Contains("/bin/", StringComparison.Ordinal)
                && !f.Contains("/Migrations/", StringComparison.Ordinal)
            );

    // A sentence, a command or a drawing's path is not broken in its middle.
    static bool IsTooLong(string line) => line.Length > LongestLine && !Regex.IsMatch(line, "\"[^\"]{60,}|\"\"\"");

    static List<string> Faults(string name, string text)
    {
        var lines = text.Split('\n');
        var faults = new List<string>();
        if (lines.Length > MostLines + 1)
            faults.Add($"{name} has {lines.Length - 1} lines, over {MostLines}: two ideas");
        faults.AddRange(
            lines
                .Select((line, i) => (line, i))
                .Where(x => IsTooLong(x.line))
                .Select(x => $"{name}:{x.i + 1} is {x.line.Length} characters long")
        );
        faults.AddRange(ForbiddenType.Matches(text).Select(m => $"{name} names a type {m.Groups[1].Value}"));
        if (Regex.IsMatch(text, @"\bTODO\b|#region|\bNotImplementedException\b"))
            faults.Add($"{name} is not done");
        return faults;
    }

    [Fact]
    public void Files_are_short_lines_are_readable_and_types_say_what_they_are() =>
        Assert.Empty(
            Sources
                .Where(f => !f.EndsWith("HouseRuleTests.cs", StringComparison.Ordinal))
                .SelectMany(f => Faults(Path.GetRelativePath(SharedData.ProjectRoot, f), File.ReadAllText(f)))
        );

    [Theory]
    [InlineData("class SweepManager;")]
    [InlineData("public sealed record Product(int Id);")]
    [InlineData("// TODO later")]
    public void The_guard_is_red_for_a_bad_name_or_an_unfinished_file(string text) => Assert.NotEmpty(Faults("a.cs", text));

    [Fact]
    public void The_guard_is_red_for_a_long_file_and_a_long_line()
    {
        Assert.NotEmpty(Faults("a.cs", string.Concat(Enumerable.Repeat("x\n", MostLines + 1))));
        Assert.Empty(Faults("a.cs", string.Concat(Enumerable.Repeat("x\n", MostLines))));
        Assert.NotEmpty(Faults("a.cs", new string('x', LongestLine + 1)));
    }

    static IEnumerable<string> Strangers(IEnumerable<string> top) => top.Except(Top).Except(Unkept);

    [Fact]
    public void Nothing_else_lies_at_the_top() =>
        Assert.Empty(Strangers(Directory.EnumerateFileSystemEntries(SharedData.ProjectRoot).Select(e => Path.GetFileName(e)!)));

    [Fact]
    public void The_guard_is_red_for_a_plan_left_at_the_top() => Assert.Equal(["PLAN.md"], Strangers([.. Top, "PLAN.md"]));

    static List<string> DeadLinks(string file, string text) =>
        [
            .. Link.Matches(text)
                .Select(m => m.Groups[1].Value)
                .Where(l => !l.Contains("://", StringComparison.Ordinal) && !l.StartsWith("mailto:", StringComparison.Ordinal))
                .Where(l => !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, l)))
                .Select(l => $"{Path.GetFileName(file)}: {l}"),
        ];

    [Fact]
    public void Every_link_in_the_documents_leads_somewhere()
    {
        var documents = Directory
            .GetFiles(Path.Combine(SharedData.ProjectRoot, "docs"), "*.md")
            .Append(Path.Combine(SharedData.ProjectRoot, "README.md"));
        Assert.Empty(documents.SelectMany(d => DeadLinks(d, File.ReadAllText(d))));
    }

    [Fact]
    public void The_guard_is_red_for_a_dead_link() =>
        Assert.Single(DeadLinks(Path.Combine(SharedData.ProjectRoot, "README.md"), "[x](nowhere.md) [y](https://example.com)"));

    [Fact]
    public void The_five_pages_are_there() =>
        Assert.All(
            new[] { "house", "words", "lives", "why", "sources" },
            page => Assert.True(File.Exists(Path.Combine(SharedData.ProjectRoot, "docs", $"{page}.md")), page)
        );

    [Fact]
    public void Every_package_has_its_line_in_why()
    {
        var why = File.ReadAllText(Path.Combine(SharedData.ProjectRoot, "docs", "why.md"));
        var packages = Regex
            .Matches(
                File.ReadAllText(Path.Combine(SharedData.ProjectRoot, "Directory.Packages.props")),
                "PackageVersion Include=\"([^\"]+)\""
            )
            .Select(m => m.Groups[1].Value);
        Assert.DoesNotContain(packages, p => !why.Contains($"`{p}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_model_says_where_it_is_from_and_is_the_file_it_says()
    {
        foreach (var folder in Directory.GetDirectories(Path.Combine(SharedData.ProjectRoot, "models")))
        {
            var text = File.ReadAllText(Path.Combine(folder, "MODEL.md"));
            foreach (var file in Directory.GetFiles(folder).Where(f => !f.EndsWith(".md", StringComparison.Ordinal)))
                Assert.Contains(
                    Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))),
                    text,
                    StringComparison.Ordinal
                );
        }
    }
}
