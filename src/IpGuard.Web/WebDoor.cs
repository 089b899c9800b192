using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using System.Threading.RateLimiting;
using IpGuard.Core.Filings;
using IpGuard.Core.Works;
using IpGuard.Flows;
using IpGuard.Web.Accounts;
using IpGuard.Web.Bank;
using IpGuard.Web.Cases;
using IpGuard.Web.Filings;
using IpGuard.Web.Health;
using IpGuard.Web.Holders;
using IpGuard.Web.Home;
using IpGuard.Web.Ledger;
using IpGuard.Web.Matches;
using IpGuard.Web.Pushes;
using IpGuard.Web.Security;
using IpGuard.Web.Watches;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Scalar.AspNetCore;

namespace IpGuard.Web;

/// <summary>The web's front step: what a host calls to open the pages and the API. The flows are registered beforehand.</summary>
public static class WebDoor
{
    /// <summary>All pictures of one draft, and some room for its texts.</summary>
    public const long MaximumBodyBytes = (Draft.MaximumPictures * PictureLimits.MaximumBytes) + (1024 * 1024);

    internal const string SignInLimit = "sign-in";

    static readonly string[] Languages = ["zh-CN", "en"];

    public static void AddDoor(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes;
            kestrel.AddServerHeader = false;
        });
        services.Configure<FormOptions>(form =>
            (form.MultipartBodyLengthLimit, form.ValueLengthLimit, form.ValueCountLimit) = (MaximumBodyBytes, 64 * 1024, 64)
        );
        services.AddRazorComponents();
        // Chinese is written as it is, not as numbered entities; <, >, &, " and ' are still encoded.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddScoped<Visitor>();
        services.AddAntiforgery(options =>
            (options.Cookie.Name, options.Cookie.SameSite, options.Cookie.SecurePolicy) = (
                "ipguard-form",
                SameSiteMode.Strict,
                CookieSecurePolicy.SameAsRequest
            )
        );
        services.AddAuthorization();
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme, Cookies.Shape);
        services.AddProblemDetails();
        // Otherwise an unreadable body is an exception, and a 500, in development.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        services.AddOpenApi("v1", OpenApiFacts.Shape);
        AddLanguages(services);
        AddLimits(services);
    }

    public static void MapDoor(this WebApplication app)
    {
        app.UseExceptionHandler("/error/500");
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseSecurityHeaders();
        app.UseRequestLocalization();
        app.UseStaticFiles(
            new StaticFileOptions
            {
                FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot")),
                OnPrepareResponse = Lasting,
            }
        );
        app.UseRouting();
        app.UseAuthentication();
        app.UseNoStoreWhenSignedIn();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UseAntiforgery();

        app.MapHome();
        app.MapAccounts();
        app.MapFilingPages();
        app.MapFilings();
        app.MapMatchPages();
        app.MapMatches();
        app.MapCasePages();
        app.MapCases();
        app.MapNamePages();
        app.MapNames();
        app.MapPriorPages();
        app.MapBankPages();
        app.MapHolderPages();
        app.MapWatchPages();
        app.MapWatches();
        app.MapKeyPages();
        app.MapPush();
        app.MapLedger();
        app.MapHealth();
        app.MapOpenApi();
        app.MapScalarApiReference(
            SecurityHeaders.ApiPagePath,
            options =>
                options
                    .WithTitle("IpGuard API")
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .DisableMcp()
                    .HideDeveloperTools()
                    .HideClientButton()
        );
    }

    // What a page names with its version is that version's for good; what a script imports without one is asked for again.
    static void Lasting(StaticFileResponseContext file) =>
        file.Context.Response.Headers.CacheControl = file.Context.Request.Query.ContainsKey("v")
            ? "public, max-age=31536000, immutable"
            : "no-cache";

    static void AddLanguages(IServiceCollection services) =>
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(Languages[0]).AddSupportedCultures(Languages).AddSupportedUICultures(Languages);
            options.RequestCultureProviders = [new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
            options.ApplyCurrentCultureToResponseHeaders = true;
        });

    static void AddLimits(IServiceCollection services) =>
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = (context, _) =>
            {
                context.HttpContext.Response.Headers.RetryAfter = "60";
                return ValueTask.CompletedTask;
            };
            limits.AddPolicy(
                SignInLimit,
                context =>
                    RateLimitPartition.GetFixedWindowLimiter(
                        context.Connection.RemoteIpAddress?.ToString() ?? "",
                        _ =>
                            new()
                            {
                                PermitLimit = context.RequestServices.GetRequiredService<HouseSettings>().SignInsPerMinute,
                                Window = TimeSpan.FromMinutes(1),
                            }
                    )
            );
        });
}
