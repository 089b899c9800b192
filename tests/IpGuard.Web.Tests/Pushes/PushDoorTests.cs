using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using IpGuard.Core.Accounts;
using IpGuard.Flows;
using IpGuard.Flows.Pushes;
using IpGuard.Flows.Sweeps;
using IpGuard.Store;
using IpGuard.Vision.Drawing;
using IpGuard.Web.Pushes;
using IpGuard.Web.Tests.Faults;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Pushes;

/// <summary>Pushes over real HTTP.</summary>
public sealed class PushDoorTests(OpenDoor door) : IClassFixture<OpenDoor>
{
    const string Plain = """{"id":"1","title":"Lamp"}""";

    static string Inline(byte[] picture) => $"data:image/jpeg;base64,{Convert.ToBase64String(picture)}";

    static async Task HoldAsync(HttpResponseMessage answer, HttpStatusCode status, string told)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == status, text);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
            using var problem = JsonDocument.Parse(text);
            Assert.Contains(
                problem.RootElement.GetProperty("errors").GetProperty("push").EnumerateArray(),
                f => f.GetString()!.Contains(told, StringComparison.Ordinal)
            );
        }
    }

    async Task<int> BatchesAsync(Pusher pusher)
    {
        await using var db = door.Get<GuardStore>().Open(Viewer.House);
        return await db.PushedBatches.CountAsync(b => b.KeyId == pusher.KeyId);
    }

    [Fact]
    public async Task A_pushed_copy_becomes_a_match_of_its_holder()
    {
        var brand = await door.SignedInAsync("Pushed", OrganisationKind.Brand);
        var work = MotifPainter.Draw(Core.Works.Category.Watches, 4_711, 400);
        await OpenDoor.FileAsync(brand, "Watch", work);
        var pusher = await Pusher.AddAsync(door, brand);
        var receipt = await pusher.ReceiptAsync(
            JsonSerializer.Serialize(
                new
                {
                    id = "copy",
                    title = "Watch",
                    seller_id = "s",
                    url = "https://market.example/1",
                    pictures = new[] { Inline(AttackPainter.Apply(work, Attack.Mirror, 1)) },
                }
            ) + "\n{\"id\":\"gone\",\"removed\":true}\n{ broken",
            "night 1"
        );
        Assert.Equal((1, 1, 1), (receipt.Listings, receipt.Removed, receipt.Broken));
        Assert.Contains("record 3", Assert.Single(receipt.Examples), StringComparison.Ordinal);
        Assert.True(await door.Get<DueSweeps>().RunAsync(CancellationToken.None) >= 1);
        await door.Get<FinishFlow>().FinishAsync(CancellationToken.None);
        var match = Assert.Single(OpenDoor.Numbers(await brand.GetStringAsync("/matches"), 'M'));
        Assert.Equal(HttpStatusCode.OK, (await brand.GetAsync($"/matches/{match}/listing")).StatusCode);
        Assert.Contains("Pushed by a crawler", await brand.GetStringAsync("/watches"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_batch_again_gets_the_same_receipt_and_another_under_its_name_is_refused()
    {
        var pusher = await Pusher.AddAsync(door, await door.SignedInAsync("Twice"));
        var first = await (await pusher.PushAsync(Plain, "a")).Content.ReadAsStringAsync();
        Assert.Equal(first, await (await pusher.PushAsync(Plain, "a")).Content.ReadAsStringAsync());
        // Packed or not, it is the same.
        var packed = await pusher.PushAsync(Pusher.Pack(Encoding.UTF8.GetBytes(Plain)), "a", "gzip");
        Assert.Equal((HttpStatusCode.Accepted, first), (packed.StatusCode, await packed.Content.ReadAsStringAsync()));
        Assert.Equal(1, await BatchesAsync(pusher));
        await HoldAsync(await pusher.PushAsync(Plain + "\n", "a"), HttpStatusCode.UnprocessableEntity, "Idempotency-Key");
        Assert.Equal(1, await BatchesAsync(pusher));
    }

    [Fact]
    public async Task The_same_batch_many_times_at_once_is_kept_once()
    {
        var pusher = await Pusher.AddAsync(door, await door.SignedInAsync("Racing"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => pusher.PushAsync(Plain, "race")));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a.StatusCode));
        Assert.Equal(1, await BatchesAsync(pusher));
    }

    [Fact]
    public async Task Whatever_is_signed_wrongly_is_refused_and_told_how_to_sign()
    {
        var pusher = await Pusher.AddAsync(door, await door.SignedInAsync("Wrong"));
        await HoldAsync(
            await pusher.PushAsync(Plain, "a", r => r.Content = new StringContent("{}")),
            HttpStatusCode.Unauthorized,
            "Content-Digest: expected this header"
        );
        await HoldAsync(
            await pusher.PushAsync(Plain, "a", r => Swap(r.Headers, "Idempotency-Key", "b")),
            HttpStatusCode.Unauthorized,
            "Signature: expected the one"
        );
        await HoldAsync(await pusher.PushAsync(Plain, "a", late: TimeSpan.FromMinutes(6)), HttpStatusCode.Unauthorized, "clock");
        var stranger = new Pusher(door, "K-000000000000000000000000", pusher.Secret);
        await HoldAsync(await stranger.PushAsync(Plain, "a"), HttpStatusCode.Unauthorized, "a key of this service");
        using var told = await new Pusher(door, pusher.KeyId, Convert.ToBase64String(new byte[32])).PushAsync(Plain, "a");
        Assert.Equal(HttpStatusCode.Unauthorized, told.StatusCode);
        Assert.Contains("\"idempotency-key\"", told.Headers.GetValues("Accept-Signature").Single(), StringComparison.Ordinal);
        Assert.Equal(0, await BatchesAsync(pusher));
    }

    [Fact]
    public async Task A_body_that_is_not_the_signed_one_is_refused()
    {
        var pusher = await Pusher.AddAsync(door, await door.SignedInAsync("Swapped"));
        var answer = await pusher.PushAsync(
            Plain,
            "a",
            r =>
            {
                var digest = r.Content!.Headers.GetValues("Content-Digest").Single();
                r.Content = new StringContent("""{"id":"2","title":"Other"}""");
                r.Content.Headers.TryAddWithoutValidation("Content-Digest", digest);
            }
        );
        await HoldAsync(answer, HttpStatusCode.Unauthorized, "not the signed one");
    }

    [Fact]
    public async Task What_is_too_much_or_no_batch_is_refused()
    {
        var pusher = await Pusher.AddAsync(door, await door.SignedInAsync("Much"));
        var many = string.Join('\n', Enumerable.Range(0, 1_001).Select(i => $$"""{"id":"{{i}}","title":"t"}"""));
        await HoldAsync(await pusher.PushAsync(many, "many"), HttpStatusCode.RequestEntityTooLarge, "1000 records");
        var bomb = Pusher.Pack(new byte[200 * 1024 * 1024]);
        Assert.True(bomb.Length < 2 * 1024 * 1024);
        await HoldAsync(await pusher.PushAsync(bomb, "bomb", "gzip"), HttpStatusCode.RequestEntityTooLarge, "32 MB unpacked");
        await HoldAsync(
            await pusher.PushAsync(new byte[(32 * 1024 * 1024) + 1], "long", null),
            HttpStatusCode.RequestEntityTooLarge,
            "32 MB"
        );
        await HoldAsync(await pusher.PushAsync("id,title", "csv"), HttpStatusCode.BadRequest, "JSON Lines");
        await HoldAsync(await pusher.PushAsync("""{"title":"t"}""", "none"), HttpStatusCode.BadRequest, "at least one listing");
        await HoldAsync(
            await pusher.PushAsync(Encoding.UTF8.GetBytes(Plain), "gz", "gzip"),
            HttpStatusCode.BadRequest,
            "a whole gzip stream"
        );
        await HoldAsync(
            await pusher.PushAsync(Encoding.UTF8.GetBytes(Plain), "br", "br"),
            HttpStatusCode.UnsupportedMediaType,
            "Content-Encoding"
        );
        Assert.Equal(0, await BatchesAsync(pusher));
    }

    [Fact]
    public async Task A_revoked_key_is_out_of_force_at_once_and_a_new_one_pushes_to_the_same_marketplace()
    {
        var brand = await door.SignedInAsync("Rotated");
        var old = await Pusher.AddAsync(door, brand, "Night market");
        await old.ReceiptAsync(Plain, "a");
        var next = await Pusher.AddAsync(door, brand, "Night market");
        using (var revoked = await OpenDoor.PostAsync(brand, $"/keys/{old.KeyId}/revoke", [], "/keys"))
            Assert.Equal("/keys", revoked.RequestMessage!.RequestUri!.AbsolutePath);
        await HoldAsync(await old.PushAsync(Plain, "b"), HttpStatusCode.Unauthorized, "was revoked");
        await next.ReceiptAsync(Plain, "b");
        await using var db = door.Get<GuardStore>().Open(Viewer.House);
        var keys = await db.ApiKeys.Where(k => k.Id == old.KeyId || k.Id == next.KeyId).ToListAsync();
        Assert.Single(keys.Select(k => k.MarketplaceId).Distinct());
        Assert.All(keys, k => Assert.NotNull(k.LastUsedAt));
        Assert.Equal(
            ["key.added", "key.revoked"],
            await db.Audit.Where(a => a.Subject == old.KeyId).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync()
        );
    }

    [Fact]
    public async Task A_key_is_shown_once_sealed_where_it_is_kept_and_to_no_other_organisation()
    {
        var (brand, other) = (await door.SignedInAsync("Own"), await door.SignedInAsync("Other"));
        var pusher = await Pusher.AddAsync(door, brand);
        var page = await brand.GetStringAsync("/keys");
        Assert.Contains(pusher.KeyId, page, StringComparison.Ordinal);
        Assert.DoesNotContain(pusher.Secret, page, StringComparison.Ordinal);
        Assert.DoesNotContain(pusher.KeyId, await other.GetStringAsync("/keys"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await OpenDoor.PostAsync(other, $"/keys/{pusher.KeyId}/revoke", [], "/keys")).StatusCode);
        await pusher.ReceiptAsync(Plain, "still in force");
        await using var db = door.Get<GuardStore>().Open(Viewer.House);
        var kept = (await db.ApiKeys.SingleAsync(k => k.Id == pusher.KeyId)).Secret;
        Assert.True(kept.AsSpan().IndexOf(Convert.FromBase64String(pusher.Secret)) < 0);
    }

    [Theory]
    [InlineData("", "m", "name")]
    [InlineData("n", " ", "marketplace")]
    public async Task A_key_without_a_name_or_a_marketplace_is_not_added(string name, string marketplace, string field)
    {
        var http = await door.SignedInAsync("Nameless");
        using var answer = await OpenDoor.PostAsync(http, "/keys", new() { ["name"] = name, ["marketplace"] = marketplace });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"id=\"{field}-fault\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sixty_first_batch_of_a_minute_is_asked_to_wait_and_another_key_is_not()
    {
        var brand = await door.SignedInAsync("Often");
        var (eager, calm) = (await Pusher.AddAsync(door, brand), await Pusher.AddAsync(door, brand));
        for (var i = 0; i < PushFlow.BatchesPerMinute; i++)
            await eager.ReceiptAsync(Plain, "same");
        using var refused = await eager.PushAsync(Plain, "same");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        await calm.ReceiptAsync(Plain, "same");
    }

    [Fact]
    public async Task The_command_line_pushes_a_file_in_batches_and_again_doubles_nothing()
    {
        var pusher = await Pusher.AddAsync(door, await door.SignedInAsync("Commanded"));
        var folder = Directory.CreateTempSubdirectory("ipguard-push").FullName;
        var (file, secret) = (Path.Combine(folder, "listings.jsonl"), Path.Combine(folder, "secret.txt"));
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 1_001).Select(i => $$"""{"id":"{{i}}","title":"t"}"""));
        await File.WriteAllTextAsync(secret, pusher.Secret + "\n");
        string[] arguments = ["push", file, "--key", pusher.KeyId, "--secret-file", secret, "--to", door.Address.ToString()];
        for (var run = 0; run < 2; run++)
        {
            var (exitCode, output, error) = await CommandLine.RunAsync(arguments);
            Assert.True(exitCode == 0, output + error);
            Assert.Contains("2 batches: 1001 listings, 0 removed, 0 broken", output, StringComparison.Ordinal);
        }

        Assert.Equal(2, await BatchesAsync(pusher));
        arguments[3] = "K-unknown";
        var refused = await CommandLine.RunAsync(arguments);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("K-unknown", refused.Error, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_example_on_the_page_pushes()
    {
        Openssl.SkipWhereAbsent();
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "needs /usr/bin/curl, which is absent here");
        var pusher = await Pusher.AddAsync(door, await door.SignedInAsync("Shell"));
        var folder = Directory.CreateTempSubdirectory("ipguard-push").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "listings.jsonl"), Plain);
        var script = Path.Combine(folder, "push.sh");
        await File.WriteAllTextAsync(script, PushExample.Script(door.Address, pusher.KeyId, pusher.Secret));
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", [script])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = await shell.StandardOutput.ReadToEndAsync() + await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.Contains("\"listings\":1", said, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    static void Swap(System.Net.Http.Headers.HttpRequestHeaders headers, string name, string value)
    {
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, value);
    }
}
