using System.Xml.Linq;
using IpGuard.Testing;

namespace IpGuard.House.Tests;

/// <summary>Who may name whom. A reference that is missing here, or more than is here, is red.</summary>
public class FloorPlanTests
{
    const string Plan = """
        Core:
        Vision Judging Store Index Market Proof: Core
        Flows: Core Vision Judging Store Index Market Proof
        Web: Core Flows
        Cli: Core Flows Web
        """;

    static Dictionary<string, string[]> Planned =>
        Plan.Split('\n')
            .Select(l => l.Split(':'))
            .SelectMany(l => l[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(room => (room, l[1])))
            .ToDictionary(
                x => x.room,
                x => x.Item2.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order().ToArray()
            );

    /// <summary>What a project file names, or every way in which it departs from the plan.</summary>
    static List<string> Departures(string room, XDocument project)
    {
        var named = project
            .Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))["IpGuard.".Length..])
            .Order()
            .ToArray();
        var departures = new List<string>();
        if (!named.SequenceEqual(Planned[room]))
            departures.Add($"{room} names {string.Join(' ', named)}, and the plan says {string.Join(' ', Planned[room])}");
        var packages = project.Descendants("PackageReference").ToList();
        if (room == "Core")
            departures.AddRange(
                packages
                    .Where(p => (string?)p.Attribute("PrivateAssets") != "all")
                    .Select(p => $"Core has the package {p.Attribute("Include")!.Value}")
            );
        // EF Core and Identity stay visible to Flows on purpose (docs/why.md).
        string[] open = ["Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore.Identity.EntityFrameworkCore"];
        if (Planned[room] is ["Core"])
        {
            departures.AddRange(
                packages
                    .Where(p => p.Attribute("PrivateAssets") is null && !open.Contains(p.Attribute("Include")!.Value))
                    .Select(p => $"{room} lets the package {p.Attribute("Include")!.Value} out")
            );
        }

        return departures;
    }

    public static TheoryData<string> Rooms => [.. Planned.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Every_room_names_what_the_plan_says_and_no_more(string room) =>
        Assert.Empty(
            Departures(room, XDocument.Load(Path.Combine(SharedData.ProjectRoot, "src", $"IpGuard.{room}", $"IpGuard.{room}.csproj")))
        );

    [Theory]
    [InlineData(
        "Vision",
        """<Project><ItemGroup><ProjectReference Include="../IpGuard.Store/IpGuard.Store.csproj" /></ItemGroup></Project>"""
    )]
    [InlineData("Vision", "<Project />")]
    [InlineData("Core", """<Project><ItemGroup><PackageReference Include="Anything" /></ItemGroup></Project>""")]
    [InlineData(
        "Index",
        """<Project><ItemGroup><ProjectReference Include="../IpGuard.Core/IpGuard.Core.csproj" /><PackageReference Include="Elastic" /></ItemGroup></Project>"""
    )]
    public void The_guard_is_red_for_a_room_that_departs(string room, string project) =>
        Assert.NotEmpty(Departures(room, XDocument.Parse(project)));

    [Fact]
    public void There_are_ten_rooms() =>
        Assert.Equal(
            Planned.Keys.Order(),
            Directory
                .GetDirectories(Path.Combine(SharedData.ProjectRoot, "src"))
                .Select(Path.GetFileName)
                .Where(d => d!.StartsWith("IpGuard.", StringComparison.Ordinal))
                .Select(d => d!["IpGuard.".Length..])
                .Order()
        );

    [Fact]
    public void A_room_sees_only_the_rooms_it_names() =>
        Assert.Contains(
            "<DisableTransitiveProjectReferences>true</DisableTransitiveProjectReferences>",
            File.ReadAllText(Path.Combine(SharedData.ProjectRoot, "Directory.Build.props")),
            StringComparison.Ordinal
        );
}
