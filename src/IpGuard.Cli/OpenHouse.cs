using System.CommandLine;
using IpGuard.Core.Listings;
using IpGuard.Flows;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>A house opened for one verb, and its flows.</summary>
sealed class OpenHouse : IAsyncDisposable
{
    readonly House _house;
    readonly ServiceProvider _flows;

    OpenHouse(House house, ServiceProvider flows) => (_house, _flows) = (house, flows);

    /// <summary>The option by which every verb is told its data folder.</summary>
    public static Option<string?> DataOption() =>
        new("--data") { Description = "data folder (default: IpGuard:Data of the configuration, else ./data)" };

    /// <summary>The option by which `demo`, `serve` and `reindex` are told to use Elasticsearch.</summary>
    public static Option<Uri?> ElasticsearchOption() =>
        new("--elasticsearch")
        {
            Description = "address of Elasticsearch 8.19 (default: IpGuard:Elasticsearch of the configuration, else the embedded index)",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                    return url;
                result.AddError($"expected --elasticsearch with an http(s) address, got '{result.Tokens[0].Value}'");
                return null;
            },
        };

    /// <summary>The settings, with the Elasticsearch that was said on the command line.</summary>
    public static HouseSettings With(HouseSettings settings, Uri? elasticsearch) =>
        elasticsearch is null
            ? settings
            : settings with
            {
                Elasticsearch = (settings.Elasticsearch ?? ElasticsearchSettings.At(elasticsearch)) with { Urls = [elasticsearch] },
            };

    public static async Task<OpenHouse> OpenAsync(HouseSettings settings, CancellationToken stop)
    {
        var house = await House.OpenAsync(settings, TimeProvider.System, AddressPolicy.Production, Say, stop);
        return new(house, new ServiceCollection().AddIpGuard(house, TimeProvider.System).BuildServiceProvider());
    }

    public T Get<T>()
        where T : notnull => _flows.GetRequiredService<T>();

    public IServiceScope Scope() => _flows.CreateScope();

    /// <summary>Settings from appsettings.json beside the program, the environment, and what was said on the command line.</summary>
    public static HouseSettings Settings(string? data)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .Build();
        var settings = HouseSettings.Read(configuration);
        return data is null ? settings : settings with { Data = data };
    }

    public async ValueTask DisposeAsync()
    {
        await _flows.DisposeAsync();
        await _house.DisposeAsync();
    }

    static void Say(string sentence) => Speech.Markup($"[yellow]{sentence}[/]");
}
