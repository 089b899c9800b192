using System.CommandLine;
using IpGuard.Core.Listings;
using IpGuard.Flows;
using IpGuard.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard serve`: pages, API and schedule.</summary>
static class ServeVerb
{
    public static Option<string> UrlsOption() =>
        new("--urls")
        {
            Description = "addresses to listen on, separated by semicolons",
            DefaultValueFactory = _ => "http://127.0.0.1:5080",
        };

    public static Command Make()
    {
        var (data, urls, elasticsearch) = (OpenHouse.DataOption(), UrlsOption(), OpenHouse.ElasticsearchOption());
        var verb = new Command(
            "serve",
            "Serve the pages and the API, and run the schedule.\n\nExamples:\n  ipguard serve\n  ipguard serve --data /var/lib/ipguard --urls http://0.0.0.0:8080"
        )
        {
            data,
            urls,
            elasticsearch,
        };
        verb.SetAction(
            (parse, stop) =>
                ServeAsync(
                    OpenHouse.With(OpenHouse.Settings(parse.GetValue(data)), parse.GetValue(elasticsearch)),
                    parse.GetRequiredValue(urls),
                    () => { },
                    stop
                )
        );
        return verb;
    }

    /// <param name="tell">Called once it listens.</param>
    public static async Task<int> ServeAsync(HouseSettings settings, string urls, Action tell, CancellationToken stop)
    {
        await using var house = await House.OpenAsync(
            settings,
            TimeProvider.System,
            AddressPolicy.Production,
            s => Speech.Markup($"[yellow]{s}[/]"),
            stop
        );
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(urls);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning);
        builder.Services.AddIpGuard(house, TimeProvider.System).AddIpGuardSchedule(settings);
        builder.AddDoor();
        await using var app = builder.Build();
        app.MapDoor();
        await app.StartAsync(stop);
        foreach (var url in app.Urls)
            Speech.Markup($"IpGuard is open at [green]{url}[/]  (Ctrl+C ends it)");
        tell();
        await app.WaitForShutdownAsync(stop);
        return ExitCodes.Done;
    }
}
