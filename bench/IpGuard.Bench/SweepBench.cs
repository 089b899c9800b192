using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Core.Works;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Market;
using IpGuard.Market.Recorded;
using IpGuard.Vision.Drawing;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;

namespace IpGuard.Bench;

/// <summary>One sweep of a recorded marketplace from its first page to its last, then of the same again, on the embedded index. Wall
/// time on all cores, both sides in one run.</summary>
static class SweepBench
{
    const int Works = 200;
    const int PicturePx = 320;

    // Of a hundred listings two show a filed work.
    const int CopyEvery = 50;

    const int Rounds = 5;

    public static async Task<int> RunAsync(string models, string? folder, int listings)
    {
        folder = Directory.CreateDirectory(folder ?? Path.Combine(Path.GetTempPath(), $"ipguard-sweep-{Guid.NewGuid():N}")).FullName;
        var market = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"market-{listings}"));
        await MakeAsync(market, listings);
        var data = Path.Combine(folder, $"data-{Guid.NewGuid():N}");
        var settings = new HouseSettings { Data = data, Models = models };
        await using (var house = await House.OpenAsync(settings, TimeProvider.System, AddressPolicy.Production, null, default))
        {
            Memory("with the house open");
            await using var flows = new ServiceCollection().AddIpGuard(house, TimeProvider.System).BuildServiceProvider();
            await MeasureAsync(flows, market, listings);
        }

        Directory.Delete(data, recursive: true);
        return 0;
    }

    static async Task MeasureAsync(ServiceProvider flows, string market, int listings)
    {
        var holder = await flows.GetRequiredService<HolderFlow>().OfNameAsync("Bench", OrganisationKind.Brand, default);
        for (var i = 0; i < Works; i++)
            await flows
                .GetRequiredService<FilingFlow>()
                .FileAsync(
                    holder,
                    "bench",
                    Collection.CommandLine,
                    new(
                        $"Work {i}",
                        CategoryOf(i),
                        "Bench",
                        OwnershipBasis.OwnCreation,
                        null,
                        [new("work.jpg", MotifPainter.Draw(CategoryOf(i), WorkSeed(i), PicturePx))]
                    ),
                    default
                );
        await flows.GetRequiredService<FinishFlow>().FinishAsync(default);
        var watch = await flows
            .GetRequiredService<WatchFlow>()
            .OrderAsync(holder, "bench", "Made", MarketplaceKind.Recorded, market, TimeSpan.FromDays(1), false, default);

        Memory("with the works filed");
        var decoding = Decode(market);
        var stops = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = Listen(stops);
        var first = await SweepAsync(flows, watch, listings);
        Stopwatches.Say($"{listings} listings of one picture of {PicturePx} px beside {Works} works");
        Stopwatches.Say($"first sweep: {listings / first.Seconds:F0} listings/s in {first.Seconds:F0} s; {first.Found} same, suspected");
        Stopwatches.Say(
            $"the same pictures only decoded: {listings / decoding:F0}/s; the sweep takes {first.Seconds / decoding:F1} times as long"
        );
        var whole = stops.Values.Sum();
        Stopwatches.Say(
            $"time at its stops, which work side by side: {string.Join(", ", stops.OrderByDescending(s => s.Value).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} {s.Value / whole:P0}")))}"
        );
        Memory("after the sweep");

        var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            stops.Clear();
            var again = await SweepAsync(flows, watch, listings);
            if (stops.ContainsKey("fetch") || stops.ContainsKey("fingerprint"))
                throw new InvalidOperationException("expected a sweep that fetches no picture again");
            ours.Add(again.Seconds);
            theirs.Add(await ParseAsync(market));
            ratios.Add(ours[^1] / theirs[^1]);
        }

        Stopwatches.Say(
            $"the same again: {Median(ours):F2} s; its pages only read and parsed: {Median(theirs):F2} s; {Median(ratios):F2} times as long"
        );
    }

    static async Task<(double Seconds, int Found)> SweepAsync(ServiceProvider flows, Guid watch, int listings)
    {
        var clock = Stopwatch.StartNew();
        var told = 0;
        var progress = new Told(p =>
        {
            if (p.Counts.Listings / 2_000 > told)
                Console.Error.WriteLine(
                    $"  {(told = p.Counts.Listings / 2_000) * 2_000} of {listings} after {clock.Elapsed.TotalSeconds:F0} s"
                );
        });
        var outcome = await flows.GetRequiredService<DueSweeps>().RunAsync(watch, new(Progress: progress), default);
        if (outcome.Fault is not null || outcome.Counts.Listings != listings)
            throw new InvalidOperationException($"expected {listings} listings, got {outcome.Counts.Listings}: {outcome.Fault}");
        return (clock.Elapsed.TotalSeconds, outcome.Counts.SameMatches);
    }

    static void Memory(string when)
    {
        using var process = Process.GetCurrentProcess();
        var collected = GC.GetGCMemoryInfo();
        var (whole, peak) = (process.WorkingSet64 >> 20, process.PeakWorkingSet64 >> 20);
        var (committed, used) = (collected.TotalCommittedBytes >> 20, collected.HeapSizeBytes >> 20);
        Stopwatches.Say($"memory {when}: {whole} MB, of them managed {committed} MB with {used} MB in use; peak so far {peak} MB");
    }

    static async Task<double> ParseAsync(string market)
    {
        var clock = Stopwatch.StartNew();
        var marketplace = RecordedMarketplace.Open(market);
        for (var (cursor, isLast) = (SweepCursor.Start, false); !isLast; )
        {
            var page = ((PageReading.Read)await marketplace.ReadAsync(cursor, null, default)).Page;
            (cursor, isLast) = (page.Next, page.IsLast);
        }

        return clock.Elapsed.TotalSeconds;
    }

    static double Decode(string market)
    {
        var clock = Stopwatch.StartNew();
        Parallel.ForEach(
            Directory.EnumerateFiles(market, "*.jpg"),
            path =>
            {
                using var picture =
                    SKBitmap.Decode(File.ReadAllBytes(path)) ?? throw new InvalidOperationException($"expected a picture at {path}");
            }
        );
        return clock.Elapsed.TotalSeconds;
    }

    static MeterListener Listen(Dictionary<string, double> stops)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == SweepMeter.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>(
            (_, seconds, tags, _) =>
            {
                var stop = (string)tags[0].Value!;
                lock (stops)
                    stops[stop] = stops.GetValueOrDefault(stop) + seconds;
            }
        );
        listener.Start();
        return listener;
    }

    // Drawn once; the folder can be used again.
    static async Task MakeAsync(string market, int listings)
    {
        var lines = Path.Combine(market, "listings.jsonl");
        if (File.Exists(lines))
            return;
        await Console.Error.WriteLineAsync($"drawing {listings} pictures…");
        Directory.CreateDirectory(market);
        Parallel.For(
            0,
            listings,
            i =>
            {
                var (seed, isCopy) = i % CopyEvery == 0 ? (WorkSeed(i / CopyEvery % Works), true) : (500_000 + i, false);
                var picture = MotifPainter.Draw(CategoryOf(isCopy ? i / CopyEvery % Works : i), seed, PicturePx);
                File.WriteAllBytes(Path.Combine(market, Name(i)), isCopy ? AttackPainter.Apply(picture, Attack.Mirror, i) : picture);
            }
        );
        await using var file = File.Create(lines + ".new");
        for (var i = 0; i < listings; i++)
        {
            JsonSerializer.Serialize(
                file,
                new
                {
                    id = string.Create(CultureInfo.InvariantCulture, $"L{i}"),
                    title = $"{CategoryOf(i)} 新款 {i}",
                    price = "99.00",
                    currency = "CNY",
                    seller_id = string.Create(CultureInfo.InvariantCulture, $"S{i % 700}"),
                    pictures = new[] { Name(i) },
                }
            );
            file.WriteByte((byte)'\n');
        }

        file.Close();
        File.Move(lines + ".new", lines);
    }

    static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"{i}.jpg");

    static int WorkSeed(int i) => 80_000 + i;

    static Category CategoryOf(int i) => Categories.All[i % Categories.All.Count].Category;

    static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    sealed class Told(Action<SweepProgress> tell) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => tell(value);
    }
}
