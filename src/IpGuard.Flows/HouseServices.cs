using IpGuard.Core.Accounts;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Cases;
using IpGuard.Flows.Demo;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Health;
using IpGuard.Flows.Holders;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Matches;
using IpGuard.Flows.Matching;
using IpGuard.Flows.Pushes;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Market.Web;
using IpGuard.Proof.Ledger;
using IpGuard.Proof.Timestamps;
using IpGuard.Store;
using IpGuard.Store.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows;

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
            .AddSingleton<RelistFlow>()
            .AddSingleton<RecheckFlow>()
            .AddSingleton<CaseFlow>()
            .AddSingleton<CaseReads>()
            .AddSingleton<SweepKeeper>()
            .AddSingleton<SweepFlow>()
            .AddSingleton<DeepFlow>()
            .AddSingleton<Marketplaces>()
            .AddSingleton<SweepClaims>()
            .AddSingleton<DueSweeps>();
        services
            .AddSingleton<WatchOrders>()
            .AddSingleton<WatchFlow>()
            .AddSingleton<WatchReads>()
            .AddSingleton<AlertFlow>()
            .AddSingleton<ApiKeyFlow>()
            .AddSingleton<PushFlow>()
            .AddSingleton<MatchReads>()
            .AddSingleton<DecisionFlow>()
            .AddSingleton<NameMatchReads>()
            .AddSingleton<NameDecisionFlow>()
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
