using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Demo;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Health;
using IpGuard.Flows.Holders;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Matches;
using IpGuard.Flows.Matching;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Index;
using IpGuard.Judging.Fusion;
using IpGuard.Judging.Titles;
using IpGuard.Market.Web;
using IpGuard.Proof.Ledger;
using IpGuard.Proof.Timestamps;
using IpGuard.Store;
using IpGuard.Store.Accounts;
using IpGuard.Vision.Decoding;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows;

/// <summary>The hands of one house, opened on one data folder, and how they are handed to the flows.</summary>
public sealed class House : IAsyncDisposable
{
    House(
        HouseSettings settings,
        GuardStore store,
        IPictureIndex index,
        FeatureShelf shelf,
        IndexFlow upkeep,
        ListedPictures listed,
        LedgerFolder ledger,
        LocalTimestamper timestamper,
        TitleComparer titles,
        MatcherModels matcher,
        TitleEncoder? encoder,
        VerdictModel verdicts,
        AddressPolicy policy
    ) =>
        (Settings, Store, Index, Shelf, Upkeep, Listed, Ledger, Timestamper, Titles, Matcher, Encoder, Verdicts, Policy) = (
            settings,
            store,
            index,
            shelf,
            upkeep,
            listed,
            ledger,
            timestamper,
            titles,
            matcher,
            encoder,
            verdicts,
            policy
        );

    public HouseSettings Settings { get; }

    internal GuardStore Store { get; }

    internal IPictureIndex Index { get; }

    internal FeatureShelf Shelf { get; }

    internal IndexFlow Upkeep { get; }

    internal ListedPictures Listed { get; }

    internal LedgerFolder Ledger { get; }

    internal LocalTimestamper Timestamper { get; }

    internal TitleComparer Titles { get; }

    internal MatcherModels Matcher { get; }

    internal TitleEncoder? Encoder { get; }

    internal VerdictModel Verdicts { get; }

    internal AddressPolicy Policy { get; }

    /// <summary>Opens the data folder: database migrated, ledger compared with it, index fitted to it.</summary>
    /// <param name="policy">Which addresses may be asked for; <see cref="AddressPolicy.Production"/> but in tests.</param>
    /// <param name="tell">Told, in a sentence, of what had to be repaired.</param>
    /// <exception cref="DataFolderException">The folder cannot be used.</exception>
    /// <exception cref="LedgerException">The ledger does not fit the database.</exception>
    public static async Task<House> OpenAsync(
        HouseSettings settings,
        TimeProvider clock,
        AddressPolicy policy,
        Action<string>? tell,
        CancellationToken stop
    )
    {
        var (encoder, untold) = OpenEncoder(settings);
        var titles = TitleComparer.Load(settings.Models, encoder);
        var matcher = MatcherModels.Load(settings);
        matcher = matcher with { Faults = [.. matcher.Faults, .. untold] };
        foreach (var fault in matcher.Faults)
            tell?.Invoke(fault);
        VerdictModel? verdicts = null;
        IPictureIndex? index = null;
        ListedPictures? listed = null;
        var store = await GuardStore.OpenAsync(settings.Data, stop);
        try
        {
            verdicts = await VerdictSwitch.LoadAsync(store, settings, stop);
            long leaves;
            await using (var db = store.Open(Viewer.House))
                leaves = await db.Leaves.LongCountAsync(stop);
            var ledger = LedgerFolder.Open(
                Path.Combine(store.Folder, "log"),
                LedgerKey.Open(Path.Combine(store.Folder, "keys"), settings.LogOrigin, settings.LogEcdsa),
                leaves
            );
            var timestamper = LocalTimestamper.Open(Path.Combine(store.Folder, "tsa"), settings.LogOrigin, clock.GetUtcNow());
            await TimestampFlow.AdoptAsync(store, timestamper, stop);
            var shelf = new FeatureShelf(store, new Fingerprinter(matcher.Network));
            index = Indexes.OfWorks(settings, store.Folder, matcher, clock, tell);
            var upkeep = new IndexFlow(store, index, new WorksSource(store, shelf, titles, matcher.Vocabulary, tell), clock);
            var listedIndex = Indexes.OfListed(settings, store.Folder, matcher, clock, tell);
            listed = new(listedIndex, new(store, listedIndex, new ListedSource(store, shelf), clock));
            await FitAsync("filed", upkeep, tell, stop);
            await FitAsync("listed", listed.Upkeep, tell, stop);
            return new(settings, store, index, shelf, upkeep, listed, ledger, timestamper, titles, matcher, encoder, verdicts, policy);
        }
        catch
        {
            if (index is not null)
                await index.DisposeAsync();
            if (listed is not null)
                await listed.DisposeAsync();
            await store.DisposeAsync();
            titles.Dispose();
            matcher.Dispose();
            encoder?.Dispose();
            verdicts?.Dispose();
            throw;
        }
    }

    // A house without its index opens all the same: filings go on, and it is fitted once it is back.
    static async Task FitAsync(string which, IndexFlow upkeep, Action<string>? tell, CancellationToken stop)
    {
        try
        {
            if (await upkeep.OpenAsync(stop) is { } reason)
                tell?.Invoke($"the index of {which} pictures was made again from the database: {reason}");
        }
        catch (IndexException e)
        {
            tell?.Invoke($"the index of {which} pictures is away: {e.Message}. Filings go on and are indexed later; sweeps wait");
        }
    }

    // Without it titles are compared by their words only; the start and the health page say so.
    static (TitleEncoder? Encoder, IReadOnlyList<string> Faults) OpenEncoder(HouseSettings settings)
    {
        try
        {
            return (TitleEncoder.Open(settings.Models), []);
        }
        catch (TitleEncoderException e)
        {
            return (null, [$"{e.Message}: titles are compared by words only"]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Listed.DisposeAsync();
        Upkeep.Dispose();
        await Index.DisposeAsync();
        Timestamper.Dispose();
        Titles.Dispose();
        Matcher.Dispose();
        Encoder?.Dispose();
        Verdicts.Dispose();
        await Store.DisposeAsync();
    }
}

/// <summary>Registers the flows of an open house.</summary>
public static class HouseServices
{
    /// <summary>Hands and flows, for a door to use. The house stays its opener's to close.</summary>
    public static IServiceCollection AddIpGuard(this IServiceCollection services, House house, TimeProvider clock)
    {
        services.AddLogging();
        services
            .AddSingleton(clock)
            .AddSingleton(house.Settings)
            .AddSingleton(house.Policy)
            .AddSingleton(house.Store)
            .AddSingleton(house.Index)
            .AddSingleton(house.Ledger)
            .AddSingleton(house.Timestamper)
            .AddSingleton(house.Titles)
            .AddSingleton(house.Matcher)
            .AddSingleton(house.Matcher.Classifier!)
            .AddSingleton(house.Verdicts);
        services.AddSingleton(house.Shelf.Vision).AddSingleton(house.Shelf).AddSingleton<PictureMatcher>().AddSingleton<BankFlow>();
        services
            .AddSingleton(GuardedHttp.Create(house.Policy, house.Settings.ContactUrl))
            .AddSingleton(p => new MarketWeb(p.GetRequiredService<HttpClient>(), Manners.Usual, clock));
        services
            .AddSingleton(house.Upkeep)
            .AddSingleton(house.Listed)
            .AddSingleton<Neighbours>()
            .AddSingleton<RivalFlow>()
            .AddSingleton<FilingKeeper>()
            .AddSingleton<FilingFlow>()
            .AddSingleton<FilingReads>()
            .AddSingleton<CertificateFlow>();
        services
            .AddSingleton(p => Authorities.Of(house.Settings, house.Timestamper, p.GetRequiredService<HttpClient>()))
            .AddSingleton<LedgerBells>()
            .AddSingleton<LedgerFlow>()
            .AddSingleton<TimestampFlow>()
            .AddSingleton<IReadOnlyList<WitnessClient>>(p =>
                [.. house.Settings.Witnesses.Select(w => new WitnessClient(w.Url, w.Key, p.GetRequiredService<HttpClient>()))]
            )
            .AddSingleton<WitnessFlow>()
            .AddScreenshots(house.Settings)
            .AddSingleton<EvidenceFlow>()
            .AddSingleton<AuditFlow>()
            .AddSingleton<LedgerReads>()
            .AddSingleton<FsckContents>()
            .AddSingleton<FsckFlow>();
        services.AddSingleton<HolderFlow>().AddSingleton<CompareFlow>().AddSingleton<DemoFlow>();
        services
            .AddSingleton<NearTitles>()
            .AddSingleton<ListingJudge>()
            .AddSingleton<PriorFlow>()
            .AddSingleton<PriorPictures>()
            .AddSingleton<TrustFlow>()
            .AddSingleton<SweepKeeper>()
            .AddSingleton<SweepFlow>()
            .AddSingleton<DeepFlow>()
            .AddSingleton<Marketplaces>()
            .AddSingleton<DueSweeps>();
        services
            .AddSingleton<WatchFlow>()
            .AddSingleton<AlertFlow>()
            .AddSingleton<MatchReads>()
            .AddSingleton<DecisionFlow>()
            .AddSingleton<HolderFactsFlow>()
            .AddSingleton<MatchPictures>()
            .AddSingleton<FinishFlow>()
            .AddSingleton<MatchingHealth>()
            .AddSingleton<HealthReads>();
        AddAccounts(services, house);
        return services;
    }

    static void AddAccounts(IServiceCollection services, House house)
    {
        services.AddScoped(_ => house.Store.Open(Viewer.House));
        services.AddHttpContextAccessor();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services
            .AddIdentityCore<Account>(options =>
            {
                // OWASP ASVS 5.0, 6.2.1 and 6.2.5: length counts, and no rules of composition.
                options.Password.RequiredLength = 12;
                options.Password.RequireDigit =
                    options.Password.RequireUppercase =
                    options.Password.RequireLowercase =
                    options.Password.RequireNonAlphanumeric =
                        false;
                options.User.RequireUniqueEmail = true;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                options.Lockout.MaxFailedAccessAttempts = 8;
            })
            .AddEntityFrameworkStores<GuardDb>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
        services.AddDataProtection().SetApplicationName("IpGuard").PersistKeysToFileSystem(new(Path.Combine(house.Store.Folder, "keys")));
        services.AddScoped<AccountFlow>();
    }
}
