using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using IpGuard.Core.Watches;
using IpGuard.Flows;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Demo;
using IpGuard.Flows.Sweeps;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard demo`: the main job from end to end on works and a marketplace drawn by code.</summary>
static class DemoVerb
{
    const int Seed = 2026;
    const string Password = "ipguard-demo-2026";

    public static Command Make()
    {
        var data = new Option<string>("--data") { Description = "data folder", DefaultValueFactory = _ => Path.Combine("data", "demo") };
        var works = new Option<int>("--works") { Description = "works to file (10 to 5000)", DefaultValueFactory = _ => 216 };
        var listings = new Option<int>("--listings") { Description = "listings to sweep (100 to 100000)", DefaultValueFactory = _ => 600 };
        var noServe = new Option<bool>("--no-serve") { Description = "end after the summary" };
        var matches = new Option<string?>("--matches") { Description = "also write every match to this file, to compare two runs" };
        var (urls, elasticsearch) = (ServeVerb.UrlsOption(), OpenHouse.ElasticsearchOption());
        works.Validators.Add(r => Bound(r, works, 10, 5_000));
        listings.Validators.Add(r => Bound(r, listings, 100, 100_000));
        var verb = new Command(
            "demo",
            "File works, sweep a recorded marketplace, show what was found, and serve the pages.\n\nExamples:\n  ipguard demo\n  ipguard demo --no-serve --works 50 --listings 500\n  ipguard demo --elasticsearch http://127.0.0.1:9200"
        )
        {
            data,
            works,
            listings,
            noServe,
            urls,
            elasticsearch,
            matches,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var settings = OpenHouse.With(OpenHouse.Settings(parse.GetRequiredValue(data)), parse.GetValue(elasticsearch));
                var found = await RunAsync(settings, parse.GetRequiredValue(works), parse.GetRequiredValue(listings), stop);
                if (parse.GetValue(matches) is { } file)
                    await File.WriteAllLinesAsync(file, found.Matches.Select(Line), stop);
                if (parse.GetValue(noServe))
                    return ExitCodes.Done;
                return await ServeVerb.ServeAsync(settings, parse.GetRequiredValue(urls), PrintAccounts, stop);
            }
        );
        return verb;
    }

    static string Line(DemoMatch match) =>
        string.Create(CultureInfo.InvariantCulture, $"{match.ListingId}\t{match.Likeness}\t{match.Score:F2}\t{match.WorkTitle}");

    static async Task<DemoFindings> RunAsync(HouseSettings settings, int works, int listings, CancellationToken stop)
    {
        await using var house = await OpenHouse.OpenAsync(settings, stop);
        var world = DemoWorld.Create(Seed, works);
        var market = Path.Combine(
            Path.GetFullPath(settings.Data),
            string.Create(CultureInfo.InvariantCulture, $"market-{Seed}-{works}-{listings}")
        );
        var demo = house.Get<DemoFlow>();
        using (var scope = house.Scope())
            await demo.AdmitAsync(scope.ServiceProvider.GetRequiredService<AccountFlow>(), world, Password, stop);

        IReadOnlyDictionary<string, string> numbers = new Dictionary<string, string>();
        var (counts, sweeping) = (new SweepCounts(), new Stopwatch());
        await Bars.RunAsync(async bars =>
        {
            var drawing = bars.AddTask("drawing a marketplace", maxValue: listings);
            var filing = bars.AddTask("filing works", maxValue: works);
            var sweep = bars.AddTask("sweeping listings", maxValue: listings);
            var closer = bars.AddTask("looking again, closely", maxValue: 1);
            if (!Directory.Exists(market))
                await DemoMarketplace.WriteAsync(world, listings, market, Bars.To<int>(n => drawing.Value = n), stop);
            drawing.Value = listings;
            numbers = await demo.FileAsync(world, Bars.To<int>(n => filing.Value = n), stop);
            await house.Get<FinishFlow>().FinishAsync(stop);
            var watch = await demo.OrderAsync(market, stop);
            sweeping.Start();
            var run = await house
                .Get<DueSweeps>()
                .RunAsync(watch, new(Progress: Bars.To<SweepProgress>(p => sweep.Value = p.Counts.Listings)), stop);
            sweeping.Stop();
            (counts, sweep.Value) = (run.Counts, listings);
            await house.Get<DeepFlow>().DrainAsync(Bars.To<DeepProgress>(p => closer.Value = p.Share), stop);
            closer.Value = 1;
            await house.Get<FinishFlow>().FinishAsync(stop);
        });
        var found = await demo.CompareAsync(market, numbers, stop);
        PrintSummary(works, settings.Elasticsearch?.ToString() ?? "embedded", counts, found, sweeping.Elapsed);
        return found;
    }

    static void PrintSummary(int works, string index, SweepCounts counts, DemoFindings found, TimeSpan sweeping)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("").AddColumn(new TableColumn("").RightAligned());
        void Row(string name, FormattableString value) => table.AddRow(name, value.ToString(CultureInfo.InvariantCulture));
        Row("works filed 预备案", $"{works}");
        Row("index 索引", $"{index}");
        Row("listings swept 商品链接", $"{counts.Listings}");
        Row("pictures fingerprinted 图像指纹", $"{counts.Pictures}");
        Row("matches: same picture 疑似相同", $"{found.Same}");
        Row("matches: near picture and title 疑似近似", $"{found.Near}");
        Row("copies in truth 真实复制", $"{found.Copies}");
        Row("  found 命中", $"{found.Found} ({100.0 * found.Found / Math.Max(1, found.Copies):F1} %)");
        Row("  missed 漏报", $"{found.Missed}");
        Row("false matches 误报", $"{found.False}");
        Row("sweep", $"{sweeping.TotalSeconds:F1} s, {counts.Listings / Math.Max(0.001, sweeping.TotalSeconds):F0} listings/s");
        AnsiConsole.Write(table);

        var attacks = new Table()
            .Border(TableBorder.Simple)
            .AddColumn("what was done to the copy")
            .AddColumn(new TableColumn("copies").RightAligned())
            .AddColumn(new TableColumn("found").RightAligned());
        foreach (var (attack, copies, hits) in found.ByAttack)
            attacks.AddRow(attack, copies.ToString(CultureInfo.InvariantCulture), hits.ToString(CultureInfo.InvariantCulture));
        AnsiConsole.Write(attacks);
    }

    static void PrintAccounts()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("account").AddColumn("password").AddColumn("sees");
        foreach (var (email, kind, _) in DemoFlow.AccountsOf)
            table.AddRow(
                email,
                Password,
                kind == Core.Accounts.OrganisationKind.Regulator ? "every match, ranked" : "its own works, matches and alerts"
            );
        AnsiConsole.Write(table);
    }

    static void Bound(System.CommandLine.Parsing.OptionResult result, Option<int> option, int least, int most)
    {
        if (result.GetValue(option) is var value && (value < least || value > most))
            result.AddError($"expected {option.Name} from {least} to {most}, got {value}");
    }
}
