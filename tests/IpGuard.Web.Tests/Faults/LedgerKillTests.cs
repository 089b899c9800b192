using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Ledger;
using IpGuard.Web.Tests.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IpGuard.Web.Tests.Faults;

/// <summary>The running service is ended without warning (SIGKILL) while clients file and checkpoints are signed: what was answered is
/// there.</summary>
public sealed class LedgerKillTests : IDisposable
{
    const int Clients = 4;

    readonly string _folder = OpenHouse.NewFolder();

    // IPGUARD_SERVICE_KILLS raises the number for the slow suite.
    static int Kills => int.TryParse(Environment.GetEnvironmentVariable("IPGUARD_SERVICE_KILLS"), out var kills) ? kills : 3;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Killed_at_random_every_answered_filing_is_there_indices_are_contiguous_and_fsck_is_clean()
    {
        var email = $"{Guid.NewGuid():N}@test.example";
        await using (var house = await OpenHouse.OpenAsync(folder: _folder))
        {
            using var scope = house.Scope();
            Assert.Empty(
                await scope
                    .ServiceProvider.GetRequiredService<AccountFlow>()
                    .AdmitAsync("Killed", OrganisationKind.Designer, email, OpenDoor.Password, CancellationToken.None)
            );
            await house.CloseAsync();
        }

        var answered = new ConcurrentBag<string>();
        var random = new Random(11);
        using var http = await SignedInAsync(email);
        for (var kill = 0; kill < Kills; kill++)
        {
            var port = FreePort();
            using var service = CommandLine.Start("serve", "--data", _folder, "--urls", $"http://127.0.0.1:{port}");
            // Now and then before it is open.
            using var ended = new CancellationTokenSource();
            var clients = Enumerable
                .Range(0, Clients)
                .Select(c => Task.Run(() => FileAsync(http, port, (kill * 1_000) + (c * 100), answered, ended.Token)))
                .ToList();
            if (kill % 10 != 9)
                await AnsweredAsync(answered, service);
            await Task.Delay(random.Next(kill % 10 == 9 ? 1_500 : 700));
            service.Kill();
            await service.WaitForExitAsync();
            await ended.CancelAsync();
            await Task.WhenAll(clients);
        }

        // Every service but each tenth had answered one before it was killed.
        Assert.True(answered.Count >= Kills - (Kills / 10), $"expected an answered filing a kill of {Kills}, got {answered.Count}");
        await AssertWholeAsync(answered);
    }

    async Task AssertWholeAsync(IReadOnlyCollection<string> answered)
    {
        await using var house = await OpenHouse.OpenAsync(folder: _folder);
        await house.FinishAsync();
        await using (var db = house.Store.Open(Viewer.House))
        {
            var kept = await db.Filings.Select(f => f.Number).ToListAsync();
            Assert.Empty(answered.Except(kept, StringComparer.Ordinal));
            Assert.Equal(kept.Count, await db.Outbox.CountAsync(o => o.Kind == "index-filing" && o.DoneAt != null));
            var indices = await db.Leaves.OrderBy(l => l.LeafIndex).Select(l => l.LeafIndex).ToListAsync();
            Assert.Equal(Enumerable.Range(0, indices.Count).Select(i => (long)i), indices);
        }

        var report = await house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None);
        Assert.All(report.Parts, p => Assert.True(p.Damaged == 0, $"{p.Part}: {string.Join("; ", p.Faults)}"));
        await house.CloseAsync();
    }

    // Signed in once: the session outlives the service, since its keys are in the data folder.
    async Task<HttpClient> SignedInAsync(string email)
    {
        var port = FreePort();
        using var service = CommandLine.Start("serve", "--data", _folder, "--urls", $"http://127.0.0.1:{port}");
        var http = new HttpClient(new HttpClientHandler { CookieContainer = new() }) { Timeout = TimeSpan.FromSeconds(20) };
        await OpenAsync(http, port, service);
        var page = await http.GetStringAsync($"http://127.0.0.1:{port}/sign-in");
        var token = System.Text.RegularExpressions.Regex.Match(page, "__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        var form = new Dictionary<string, string>
        {
            ["email"] = email,
            ["password"] = OpenDoor.Password,
            ["__RequestVerificationToken"] = WebUtility.HtmlDecode(token),
        };
        using var answer = await http.PostAsync($"http://127.0.0.1:{port}/sign-in", new FormUrlEncodedContent(form));
        Assert.Equal("/", answer.RequestMessage!.RequestUri!.AbsolutePath);
        service.Kill();
        await service.WaitForExitAsync();
        return http;
    }

    static async Task FileAsync(HttpClient http, int port, int seed, ConcurrentBag<string> answered, CancellationToken stop)
    {
        string? token = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                token ??= JsonSerializer.Deserialize<string>(await http.GetStringAsync($"http://127.0.0.1:{port}/api/token", stop));
                var form = new MultipartFormDataContent
                {
                    { new StringContent(token!), "__RequestVerificationToken" },
                    { new StringContent("Work"), "title" },
                    { new StringContent("apparel"), "category" },
                    { new StringContent("Lin"), "author" },
                    { new StringContent("OwnCreation"), "ownershipBasis" },
                    { new ByteArrayContent(OpenDoor.Picture(3_000_000 + seed++)), "pictures", "work.jpg" },
                };
                using var answer = await http.PostAsync($"http://127.0.0.1:{port}/api/filings", form, stop);
                if (answer.StatusCode != HttpStatusCode.Created)
                    continue;
                using var filed = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop));
                answered.Add(filed.RootElement.GetProperty("number").GetString()!);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    static async Task AnsweredAsync(ConcurrentBag<string> answered, System.Diagnostics.Process service)
    {
        var before = answered.Count;
        for (var i = 0; i < 2_400 && answered.Count == before; i++)
        {
            Assert.False(service.HasExited, "expected a service that runs until it is killed");
            await Task.Delay(50);
        }

        Assert.True(answered.Count > before, "expected an answered filing within two minutes");
    }

    static async Task OpenAsync(HttpClient http, int port, System.Diagnostics.Process service)
    {
        for (var i = 0; i < 1_200; i++)
        {
            try
            {
                using var answer = await http.GetAsync($"http://127.0.0.1:{port}/sign-in");
                return;
            }
            catch (HttpRequestException) when (!service.HasExited)
            {
                await Task.Delay(50);
            }
        }

        Assert.Fail("expected the service to open within a minute");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
