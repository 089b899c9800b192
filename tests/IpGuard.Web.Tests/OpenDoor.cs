using System.Net;
using System.Text.RegularExpressions;
using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Flows;
using IpGuard.Flows.Accounts;
using IpGuard.Testing;
using IpGuard.Vision.Drawing;
using IpGuard.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IpGuard.Web.Tests;

/// <summary>A whole house behind its real web door, on a port and a data folder of its own.</summary>
public sealed class OpenDoor : IAsyncLifetime
{
    public const string Password = "a long enough password";

    readonly string _folder = Path.Combine(Path.GetTempPath(), $"ipguard-web-{Guid.NewGuid():N}");
    House _house = null!;
    WebApplication _app = null!;

    /// <summary>The folder of models; the project's own unless a test takes something away.</summary>
    public string Models { get; init; } = Path.Combine(SharedData.ProjectRoot, "models");

    /// <summary>Where the house's index is; embedded unless a test says otherwise.</summary>
    public ElasticsearchSettings? Elasticsearch { get; init; }

    /// <summary>The browser of screenshots; none unless a test says otherwise.</summary>
    public string Chromium { get; init; } = "";

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public async ValueTask InitializeAsync()
    {
        var settings = new HouseSettings
        {
            Data = _folder,
            Models = Models,
            SignInsPerMinute = 10_000,
            Elasticsearch = Elasticsearch,
            Chromium = Chromium,
            ChromiumWithoutSandbox = true,
        };
        _house = await House.OpenAsync(settings, TimeProvider.System, AddressPolicy.LoopbackForTests, null, CancellationToken.None);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddIpGuard(_house, TimeProvider.System);
        builder.AddDoor();
        _app = builder.Build();
        _app.MapDoor();
        await _app.StartAsync();
        Address = new(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _house.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A browser that no one has signed in with.</summary>
    public HttpClient Stranger(string language = "en")
    {
        var http = new HttpClient(new HttpClientHandler { CookieContainer = new(), AllowAutoRedirect = true }) { BaseAddress = Address };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        http.DefaultRequestHeaders.Add("Accept-Language", language);
        return http;
    }

    /// <summary>A browser signed in with a new account of its own organisation.</summary>
    public async Task<HttpClient> SignedInAsync(string name, OrganisationKind kind = OrganisationKind.Designer, string language = "en")
    {
        var email = await AdmitAsync(name, kind);
        var http = Stranger(language);
        using var answer = await PostAsync(http, "/sign-in", new() { ["email"] = email, ["password"] = Password });
        Assert.Equal("/", answer.RequestMessage!.RequestUri!.AbsolutePath);
        return http;
    }

    /// <summary>Makes an account of its own organisation, and gives its address.</summary>
    public async Task<string> AdmitAsync(string name, OrganisationKind kind)
    {
        var email = $"{Guid.NewGuid():N}@test.example";
        using var scope = Services.CreateScope();
        Assert.Empty(
            await scope
                .ServiceProvider.GetRequiredService<AccountFlow>()
                .AdmitAsync($"{name} {Guid.NewGuid():N}", kind, email, Password, CancellationToken.None)
        );
        return email;
    }

    /// <summary>Posts a form as a page would: with the token of the page it stands on.</summary>
    public static async Task<HttpResponseMessage> PostAsync(
        HttpClient http,
        string path,
        Dictionary<string, string> fields,
        string? page = null
    )
    {
        fields["__RequestVerificationToken"] = await TokenAsync(http, page ?? path);
        return await http.PostAsync(path, new FormUrlEncodedContent(fields));
    }

    /// <summary>Files a picture through the form.</summary>
    public static async Task<HttpResponseMessage> FileAsync(
        HttpClient http,
        string title,
        byte[] picture,
        string path = "/file",
        string fileName = "work.jpg"
    )
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent(await TokenAsync(http, "/file")), "__RequestVerificationToken" },
            { new StringContent(title), "title" },
            { new StringContent("apparel"), "category" },
            { new StringContent("Lin"), "author" },
            { new StringContent("OwnCreation"), "ownershipBasis" },
            { new ByteArrayContent(picture), "pictures", fileName },
        };
        return await http.PostAsync(path, form);
    }

    public static byte[] Picture(int seed) => MotifPainter.Draw(Core.Works.Category.Apparel, seed, 320);

    /// <summary>Numbers of filings or matches in a page.</summary>
    public static List<string> Numbers(string html, char kind) =>
        [.. Regex.Matches(html, $"{kind}-[0-9a-f]{{32}}").Select(m => m.Value).Distinct()];

    static async Task<string> TokenAsync(HttpClient http, string page) =>
        WebUtility.HtmlDecode(
            Regex.Match(await http.GetStringAsync(page), "__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value
        );
}

/// <summary>One house for all walks through the door; each walk brings its own organisations.</summary>
[CollectionDefinition(nameof(DoorCollection))]
public sealed class DoorCollection : ICollectionFixture<OpenDoor>;
