using System.CommandLine;
using System.Globalization;
using IpGuard.Core.Accounts;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard sweep`: sweeps one marketplace now for every filing, and keeps it as a standing order.</summary>
static class SweepVerb
{
    const string Operator = "operator";

    public static Command Make()
    {
        var source = new Argument<string>("SOURCE")
        {
            Description = "a folder or .jsonl of recorded listings, a table (.csv, .tsv) of listings, or an address on the web",
        };
        var kind = new Option<string>("--kind")
        {
            Description =
                "what is at that address: shopify (a shop), feed (a Google Merchant feed) or pages (a sitemap, or a site that names one)",
            DefaultValueFactory = _ => "shopify",
        };
        kind.AcceptOnlyFromAmong("shopify", "feed", "pages");
        var data = OpenHouse.DataOption();
        var verb = new Command(
            "sweep",
            "Sweep a marketplace for copies of every filed work.\n\nExamples:\n  ipguard sweep recordings/bazaar\n  ipguard sweep https://shop.example\n  ipguard sweep https://site.example/sitemap.xml --kind pages"
        )
        {
            source,
            kind,
            data,
        };
        verb.SetAction(
            (parse, stop) =>
                RunAsync(OpenHouse.Settings(parse.GetValue(data)), parse.GetRequiredValue(source), parse.GetRequiredValue(kind), stop)
        );
        return verb;
    }

    static async Task<int> RunAsync(HouseSettings settings, string source, string webKind, CancellationToken stop)
    {
        await using var house = await OpenHouse.OpenAsync(settings, stop);
        var isWeb =
            source.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        var (kind, address) = isWeb
            ? (Enum.Parse<MarketplaceKind>(webKind, ignoreCase: true), source)
            : (MarketplaceKind.Recorded, Path.GetFullPath(source));
        var owner = await house.Get<HolderFlow>().OfNameAsync(Operator, OrganisationKind.Regulator, stop);
        var watch = await house
            .Get<WatchFlow>()
            .OrderAsync(
                owner,
                Operator,
                isWeb ? new Uri(source).Host : Path.GetFileName(address),
                kind,
                address,
                TimeSpan.FromDays(1),
                coversAllFilings: true,
                stop
            );
        SweepOutcome? sweep = null;
        await Bars.RunAsync(async bars =>
        {
            var bar = bars.AddTask("sweeping listings");
            bar.IsIndeterminate = true;
            sweep = await house.Get<DueSweeps>().RunAsync(watch, new(Progress: Bars.To<SweepProgress>(p => Show(bar, p))), stop);
            var closer = bars.AddTask("looking again, closely", maxValue: 1);
            await house.Get<DeepFlow>().DrainAsync(Bars.To<DeepProgress>(p => closer.Value = p.Share), stop);
            closer.Value = 1;
        });
        await house.Get<ScreenshotFlow>().TakeDueAsync(stop);
        await house.Get<FinishFlow>().FinishAsync(stop);
        var counts = sweep!.Counts;
        Speech.Line(
            $"{counts.Listings} listings ({counts.UnchangedListings} unchanged), {counts.Pictures} pictures; {counts.SameMatches} same, {counts.NearMatches} near; {counts.BrokenListings} broken listings, {counts.UnreadablePictures} unreadable pictures"
        );
        if (sweep.Fault is null)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync($"ipguard: the sweep ended early: {sweep.Fault}");
        return ExitCodes.CannotHere;
    }

    static void Show(ProgressTask bar, SweepProgress progress)
    {
        if (progress.TotalListings is not { } total)
            return;
        bar.IsIndeterminate = false;
        (bar.MaxValue, bar.Value) = (total, progress.Counts.Listings);
    }
}
