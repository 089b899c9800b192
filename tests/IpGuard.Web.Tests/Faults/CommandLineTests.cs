using System.Net;
using System.Net.Sockets;
using IpGuard.Core.Accounts;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Judging;
using IpGuard.Store;
using IpGuard.Vision.Drawing;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Faults;

public sealed class CommandLineTests : IDisposable
{
    readonly string _folder = Path.Combine(Path.GetTempPath(), $"ipguard-cli-{Guid.NewGuid():N}");

    public CommandLineTests() => Directory.CreateDirectory(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    string Draw(string folder, string name, int seed, Attack? attack = null)
    {
        Directory.CreateDirectory(At(folder));
        var picture = MotifPainter.Draw(Category.Apparel, seed, 320);
        File.WriteAllBytes(At(folder, name), attack is { } a ? AttackPainter.Apply(picture, a, 1) : picture);
        return At(folder, name);
    }

    [Fact]
    public async Task Compare_gives_the_best_three_of_every_listing_best_first_and_names_what_it_could_not_read()
    {
        for (var seed = 1; seed <= 5; seed++)
            Draw("works", $"w{seed}.jpg", seed);
        Draw("listings", "q1.jpg", 3, Attack.Mirror);
        Draw("listings", "q2.jpg", 99);
        await File.WriteAllTextAsync(At("listings", "q3.jpg"), "no picture");
        var (exitCode, output, _) = await CommandLine.RunAsync("compare", At("works"), At("listings"), "--export", At("results.csv"));

        Assert.Equal(0, exitCode);
        Assert.Contains("q3.jpg", output, StringComparison.Ordinal);
        var rows = (await File.ReadAllLinesAsync(At("results.csv"))).Select(l => l.Split(',')).ToList();
        Assert.Equal(["query_id", "matched_source_id", "score"], rows[0]);
        Assert.Equal(["q1", "q1", "q1", "q2", "q2", "q2"], rows.Skip(1).Select(r => r[0]));
        Assert.Equal("w3", rows[1][1]);
        Assert.All(
            rows.Skip(1).Chunk(3),
            r => Assert.Equal(r.OrderByDescending(x => double.Parse(x[2], System.Globalization.CultureInfo.InvariantCulture)), r)
        );
    }

    [Fact]
    public async Task Columns_of_a_table_are_shown_corrected_and_kept_for_the_sweep()
    {
        var table = At("listings.csv");
        await File.WriteAllTextAsync(table, "no,商品标题,甲,乙\n1,Cloud dress,Red,x\n2,Another dress,Blue,y\n");
        var (exitCode, output, error) = await CommandLine.RunAsync("columns", table, "--set", "id=no", "--set", "description=3");
        Assert.True(exitCode == 0, output + error);
        Assert.Contains("Cloud dress", output, StringComparison.Ordinal);
        Assert.True(File.Exists(table + ".columns.json"));

        Assert.Equal(2, (await CommandLine.RunAsync("columns", table, "--set", "price=nowhere")).ExitCode);
        Assert.Equal(3, (await CommandLine.RunAsync("columns", At("none.csv"))).ExitCode);
        var swept = await CommandLine.RunAsync("sweep", table, "--data", At("data"));
        Assert.True(swept.ExitCode == 0, swept.Output + swept.Error);
        await using var store = await GuardStore.OpenAsync(At("data"), CancellationToken.None);
        await using var db = store.Open(Viewer.House);
        var listings = await db.Listings.OrderBy(l => l.ExternalId).ToListAsync();
        Assert.Equal(
            [("1", "Cloud dress", "Red"), ("2", "Another dress", "Blue")],
            listings.Select(l => (l.ExternalId, l.Title, l.Description!))
        );
    }

    [Fact]
    public async Task The_same_picture_gets_the_same_rows_whatever_else_is_compared()
    {
        for (var seed = 1; seed <= 4; seed++)
            Draw("works", $"w{seed}.jpg", seed);
        Draw("alone", "q.jpg", 2, Attack.Resaved);
        Draw("among", "q.jpg", 2, Attack.Resaved);
        for (var seed = 20; seed < 26; seed++)
            Draw("among", $"z{seed}.jpg", seed);
        foreach (var folder in new[] { "alone", "among" })
            await CommandLine.RunAsync("compare", At("works"), At(folder), "--export", At($"{folder}.csv"));
        var alone = (await File.ReadAllLinesAsync(At("alone.csv"))).Skip(1).ToList();
        Assert.Equal(alone, (await File.ReadAllLinesAsync(At("among.csv"))).Where(l => l.StartsWith("q,", StringComparison.Ordinal)));
        Assert.Equal(3, alone.Count);
    }

    [Fact]
    public async Task A_work_is_filed_and_filed_again_and_a_file_that_is_no_picture_is_refused()
    {
        var picture = Draw("works", "a.jpg", 1);
        string[] file = ["file", picture, "--holder", "Studio", "--title", "Dress", "--category", "apparel", "--data", At("data")];
        Assert.Contains("accepted", (await CommandLine.RunAsync(file)).Output, StringComparison.Ordinal);
        Assert.Contains("filed before", (await CommandLine.RunAsync(file)).Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(At("no.jpg"), "<svg/>");
        var refused = await CommandLine.RunAsync(
            "file",
            At("no.jpg"),
            "--holder",
            "Studio",
            "--title",
            "Dress",
            "--category",
            "apparel",
            "--data",
            At("data")
        );
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("an SVG drawing", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fly")]
    [InlineData("compare")]
    [InlineData("demo", "--works", "5")]
    public async Task A_command_that_is_not_understood_ends_with_2(params string[] arguments) =>
        Assert.Equal(2, (await CommandLine.RunAsync(arguments)).ExitCode);

    [Fact]
    public async Task Folders_that_are_not_there_end_with_3_and_one_sentence()
    {
        var (exitCode, _, error) = await CommandLine.RunAsync("compare", At("nowhere"), At("nowhere"), "--export", At("x.csv"));
        Assert.Equal(3, exitCode);
        Assert.StartsWith("ipguard: expected a folder of works", error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("x.csv")));
    }

    [Fact]
    public async Task A_port_in_use_and_a_data_folder_in_use_are_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        var (exitCode, _, error) = await CommandLine.RunAsync("serve", "--data", At("data"), "--urls", url);
        Assert.Equal(3, exitCode);
        Assert.Contains("in use", error, StringComparison.Ordinal);

        using var serving = CommandLine.Start("serve", "--data", At("data"), "--urls", "http://127.0.0.1:0");
        while (
            await serving.StandardOutput.ReadLineAsync().WaitAsync(CommandLine.Patience) is { } line
            && !line.Contains("open at", StringComparison.Ordinal)
        ) { }

        var second = await CommandLine.RunAsync("reindex", "--data", At("data"));
        serving.Kill();
        await serving.WaitForExitAsync();
        Assert.Equal(3, second.ExitCode);
        Assert.Contains("another IpGuard process", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_that_was_changed_ends_with_1()
    {
        await File.WriteAllTextAsync(At("b.zip"), "no bundle");
        Assert.Equal(1, (await CommandLine.RunAsync("verify", At("b.zip"))).ExitCode);
        Assert.Equal(3, (await CommandLine.RunAsync("verify", At("missing.zip"))).ExitCode);
    }

    [Fact]
    public async Task A_damaged_index_is_made_again_at_the_next_start()
    {
        var picture = Draw("works", "a.jpg", 1);
        await CommandLine.RunAsync("file", picture, "--holder", "S", "--title", "D", "--category", "apparel", "--data", At("data"));
        var index = Directory.GetFiles(At("data", "index"), "*.log").Single();
        var bytes = await File.ReadAllBytesAsync(index);
        bytes[30] ^= 0xFF;
        await File.WriteAllBytesAsync(index, bytes);
        Draw("listings", "q.jpg", 1, Attack.Resaved);
        var (exitCode, output, _) = await CommandLine.RunAsync("sweep", At("listings"), "--data", At("data"));
        Assert.Equal(0, exitCode);
        Assert.Contains("the index of filed pictures was made again", output, StringComparison.Ordinal);
        Assert.Contains("1 same", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sound_index_is_not_made_again_although_the_search_for_prior_designs_is_done_too()
    {
        var picture = Draw("works", "a.jpg", 1);
        await CommandLine.RunAsync("file", picture, "--holder", "S", "--title", "D", "--category", "apparel", "--data", At("data"));
        await using (var store = await GuardStore.OpenAsync(At("data"), CancellationToken.None))
        await using (var db = store.Open(Viewer.House))
        {
            var search = await db.Outbox.SingleAsync(o => o.Kind == PriorFlow.SearchPrior);
            Assert.True(search.Id > (await db.Outbox.SingleAsync(o => o.Kind == WorksSource.IndexFiling)).Id);
            search.DoneAt = search.CreatedAt;
            await db.SaveChangesAsync();
        }

        Draw("listings", "q.jpg", 1, Attack.Resaved);
        var (exitCode, output, _) = await CommandLine.RunAsync("sweep", At("listings"), "--data", At("data"));
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("the index of filed pictures was made again", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_setting_is_refused_and_named()
    {
        using var process = new System.Diagnostics.Process();
        process.StartInfo = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "ipguard.dll"), "reindex", "--data", At("data")])
        {
            RedirectStandardError = true,
        };
        process.StartInfo.Environment["IpGuard__TickSecond"] = "5";
        process.Start();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(3, process.ExitCode);
        Assert.Contains("TickSecond", error, StringComparison.Ordinal);
    }
}
