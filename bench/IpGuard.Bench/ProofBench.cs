using System.Diagnostics;
using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using IpGuard.Vision.Drawing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpGuard.Bench;

/// <summary>How fast filings become durable and proven, beside the disk's own rate of durable transactions in the same run. Wall time,
/// since the disk is what is waited for.</summary>
sealed class ProofBench : IAsyncDisposable
{
    const int Rounds = 5;
    const int Clients = 32;
    const int Pictures = 600;

    static readonly TimeSpan Each = TimeSpan.FromSeconds(4);

    readonly string _folder;
    readonly House _house;
    readonly IHost _host;
    readonly Viewer _holder;
    readonly FilingKeeper _keeper;
    readonly FilingFlow _filings;
    readonly Queue<byte[]> _pictures;
    int _next;

    ProofBench(string folder, House house, IHost host, Viewer holder, Queue<byte[]> pictures)
    {
        (_folder, _house, _host, _holder, _pictures) = (folder, house, host, holder, pictures);
        (_keeper, _filings) = (host.Services.GetRequiredService<FilingKeeper>(), host.Services.GetRequiredService<FilingFlow>());
    }

    public static async Task<int> RunAsync(string models, string? folder)
    {
        folder = Directory.CreateDirectory(folder ?? Path.Combine(Path.GetTempPath(), $"ipguard-proof-{Guid.NewGuid():N}")).FullName;
        await Console.Error.WriteLineAsync($"drawing {Pictures} pictures…");
        var pictures = new Queue<byte[]>(
            Enumerable.Range(0, Pictures).Select(i => MotifPainter.Draw(Categories.All[i % Categories.All.Count].Category, 70_000 + i, 480))
        );
        var settings = new HouseSettings { Data = Path.Combine(folder, "data"), Models = models };
        var house = await House.OpenAsync(settings, TimeProvider.System, AddressPolicy.Production, null, CancellationToken.None);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddIpGuard(house, TimeProvider.System).AddIpGuardSchedule(settings);
        var host = builder.Build();
        await host.StartAsync();
        var holder = await host
            .Services.GetRequiredService<HolderFlow>()
            .OfNameAsync("Bench", OrganisationKind.Designer, CancellationToken.None);
        await using var bench = new ProofBench(folder, house, host, holder, pictures);
        await bench.MeasureAsync();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _house.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    async Task MeasureAsync()
    {
        // Everything is compiled, and files have grown, before it counts.
        await RateAsync(Clients, () => _keeper.KeepAsync(NextHash()));
        var (bare, one, many, ratios) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(Bare());
            one.Add(await RateAsync(1, () => _keeper.KeepAsync(NextHash())));
            many.Add(await RateAsync(Clients, () => _keeper.KeepAsync(NextHash())));
            ratios.Add(one[^1] / bare[^1]);
            Stopwatches.Say($"  round {round + 1}: bare {bare[^1]:F0}/s, one client {one[^1]:F0}/s, {Clients} clients {many[^1]:F0}/s");
        }

        Stopwatches.Say($"durable SQLite transactions of one row: {Median(bare):F0}/s");
        Stopwatches.Say($"hash-only filings, one client: {Median(one):F0}/s; of the bare rate in its round {Median(ratios):F2}");
        Stopwatches.Say($"hash-only filings, {Clients} clients: {Median(many):F0}/s");
        await ProofsAsync();
        var single = await RateAsync(1, NextPictureAsync);
        var together = await RateAsync(Clients, NextPictureAsync);
        Stopwatches.Say($"with a 480-px picture each: one client {single:F0}/s, {Clients} clients {together:F0}/s");
        await VerifyAsync();
    }

    // From the request to the moment at which a published checkpoint covers the filing, with 32 clients that each file once in a while.
    async Task ProofsAsync()
    {
        var waits = new List<double>();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(async client =>
                {
                    await Task.Delay(client * 31);
                    while (clock.Elapsed < 5 * Each)
                    {
                        var began = clock.Elapsed;
                        var decision = (Decision.Accepted)await _keeper.KeepAsync(NextHash());
                        while (!await IsCoveredAsync(decision.Filing.Number))
                            await Task.Delay(5);
                        lock (waits)
                            waits.Add((clock.Elapsed - began).TotalSeconds);
                    }
                })
        );
        waits.Sort();
        Stopwatches.Say(
            $"from request to inclusion proof, {waits.Count} filings: p50 {waits[waits.Count / 2]:F2} s, p99 {waits[waits.Count * 99 / 100]:F2} s"
        );
    }

    async Task<bool> IsCoveredAsync(string number) =>
        (await _host.Services.GetRequiredService<FilingReads>().ReadAsync(_holder, number, CancellationToken.None))!.Summary.State
        >= ProofState.Checkpointed;

    async Task VerifyAsync()
    {
        await _host.Services.GetRequiredService<FinishFlow>().FinishAsync(CancellationToken.None);
        var reads = _host.Services.GetRequiredService<FilingReads>();
        var newest = (await reads.ListAsync(_holder, 1, CancellationToken.None)).Items[0];
        var bundle = (await reads.BundleAsync(_holder, newest.Number, CancellationToken.None))!.Bytes.ToArray();
        var times = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            var clock = Stopwatch.StartNew();
            if (!Verification.Check(new MemoryStream(bundle), null, null).IsPassed)
                throw new InvalidOperationException("expected a good bundle");
            times.Add(clock.Elapsed.TotalSeconds);
        }

        Stopwatches.Say($"verifying a bundle: first {times[0]:F3} s, then {Median(times):F4} s");
    }

    static async Task<double> RateAsync(int clients, Func<Task> file)
    {
        var clock = Stopwatch.StartNew();
        var filed = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (clock.Elapsed < Each)
                        {
                            await file();
                            Interlocked.Increment(ref filed);
                        }
                    })
                )
        );
        return filed / clock.Elapsed.TotalSeconds;
    }

    // What the disk gives: one row a transaction, write-ahead log, flushed at every commit, as the house has it.
    double Bare()
    {
        var path = Path.Combine(_folder, "bare.db");
        using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "CREATE TABLE IF NOT EXISTS Rows (Id INTEGER PRIMARY KEY, Bytes BLOB)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO Rows (Bytes) VALUES (randomblob(32))";
        var clock = Stopwatch.StartNew();
        var done = 0;
        for (; clock.Elapsed < Each; done++)
            insert.ExecuteNonQuery();
        return done / clock.Elapsed.TotalSeconds;
    }

    static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    ReadDraft NextHash()
    {
        var numbers = new MadeNumbers((ulong)Interlocked.Increment(ref _next), 77);
        var hashes = default(PdqSet);
        for (var i = 0; i < PdqSet.Count; i++)
            hashes[i] = numbers.Hash();
        byte[] content = [.. BitConverter.GetBytes(numbers.Next()), .. BitConverter.GetBytes(numbers.Next())];
        var picture = new FiledPicture(
            1,
            "work.jpg",
            Sha256Hash.Of(content),
            100_000,
            new(PictureFormat.Jpeg, 480, 480, false, 90, hashes, default)
        );
        return new(
            _holder,
            new("bench", Collection.Api, "bench"),
            new("Dress", Category.Apparel, "Lin", OwnershipBasis.OwnCreation, null, []),
            [picture],
            [Manifest.Commit(content, FilingFlow.NewSalt)]
        );
    }

    Task NextPictureAsync()
    {
        byte[] picture;
        lock (_pictures)
        {
            if (!_pictures.TryDequeue(out picture!))
                throw new InvalidOperationException($"expected no more than {Pictures} filings with pictures: draw more");
        }

        var draft = new Draft("Dress", Category.Apparel, "Lin", OwnershipBasis.OwnCreation, null, [new("a.jpg", picture)]);
        return _filings.FileAsync(_holder, "bench", Collection.Api, draft, CancellationToken.None);
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
