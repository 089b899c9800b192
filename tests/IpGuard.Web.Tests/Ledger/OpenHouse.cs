using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Listings;
using IpGuard.Core.Works;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using IpGuard.Market.Web;
using IpGuard.Store;
using IpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IpGuard.Web.Tests.Ledger;

/// <summary>A clock that can be put forward.</summary>
sealed class ShiftedTime : TimeProvider
{
    public TimeSpan By { get; set; }

    /// <summary>Where it stands still; null where it goes.</summary>
    public DateTimeOffset? StandsAt { get; set; }

    public override DateTimeOffset GetUtcNow() => StandsAt ?? (base.GetUtcNow() + By);
}

/// <summary>A whole house without a door, in a data folder of its own, with one holder.</summary>
sealed class OpenHouse : IAsyncDisposable
{
    readonly House _house;
    readonly ServiceProvider _flows;
    bool _isClosed;

    OpenHouse(House house, ServiceProvider flows, string folder, ShiftedTime clock, Viewer holder) =>
        (_house, _flows, Folder, Clock, Holder) = (house, flows, folder, clock, holder);

    public string Folder { get; }

    public ShiftedTime Clock { get; }

    public Viewer Holder { get; }

    public GuardStore Store => Get<GuardStore>();

    public static string NewFolder() => Path.Combine(Path.GetTempPath(), $"ipguard-house-{Guid.NewGuid():N}");

    public static async Task<OpenHouse> OpenAsync(
        IReadOnlyList<AuthoritySettings>? authorities = null,
        string? folder = null,
        IReadOnlyList<WitnessSettings>? witnesses = null,
        bool isWithEcdsa = false,
        string chromium = ""
    )
    {
        folder ??= NewFolder();
        var clock = new ShiftedTime();
        var settings = new HouseSettings
        {
            Data = folder,
            Models = Path.Combine(SharedData.ProjectRoot, "models"),
            Authorities = authorities ?? [],
            Witnesses = witnesses ?? [],
            LogEcdsa = isWithEcdsa,
            Chromium = chromium,
            ChromiumWithoutSandbox = true,
        };
        var house = await House.OpenAsync(settings, clock, AddressPolicy.LoopbackForTests, null, CancellationToken.None);
        // What the tests serve to themselves need not be asked for with patience: MarketWebTests hold the manners.
        var flows = new ServiceCollection()
            .AddIpGuard(house, clock)
            .AddSingleton(p => new MarketWeb(p.GetRequiredService<HttpClient>(), Manners.Hasty, clock))
            .BuildServiceProvider();
        var holder = await flows.GetRequiredService<HolderFlow>().OfNameAsync("Studio", OrganisationKind.Designer, CancellationToken.None);
        return new(house, flows, folder, clock, holder);
    }

    public T Get<T>()
        where T : notnull => _flows.GetRequiredService<T>();

    public IServiceScope Scope() => _flows.CreateScope();

    public Task FinishAsync() => Get<FinishFlow>().FinishAsync(CancellationToken.None);

    public async Task<Decision> FileAsync(int seed, string? previous = null, WorkStage? stage = null, AiUse? use = null) =>
        await Get<FilingFlow>()
            .FileAsync(
                Holder,
                "lin@test.example",
                Collection.CommandLine,
                new(
                    "Dress",
                    Category.Apparel,
                    "Lin",
                    OwnershipBasis.OwnCreation,
                    null,
                    [new("a.jpg", Picture(seed))],
                    stage,
                    use,
                    previous
                ),
                CancellationToken.None
            );

    /// <summary>Files a work and gives its number.</summary>
    public async Task<string> NumberAsync(int seed, string? previous = null) =>
        Assert.IsType<Decision.Accepted>(await FileAsync(seed, previous)).Filing.Number;

    public async Task<FilingView> ReadAsync(string number) => (await Get<FilingReads>().ReadAsync(Holder, number, CancellationToken.None))!;

    static byte[] Picture(int seed) => OpenDoor.Picture(500_000 + seed);

    /// <summary>Ends it; its folder stays.</summary>
    public async Task CloseAsync()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        await _flows.DisposeAsync();
        await _house.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
            return;
        await CloseAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
