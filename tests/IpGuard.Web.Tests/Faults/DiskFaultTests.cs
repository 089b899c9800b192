using System.Diagnostics;
using System.Text.RegularExpressions;
using IpGuard.Core.Accounts;
using IpGuard.Flows.Ledger;
using IpGuard.Testing;
using IpGuard.Web.Tests.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Faults;

/// <summary>Each system call that one filing and its checkpoint make on the data folder fails once (EIO). The filing may be refused, but
/// what was answered is there, and the house stays whole.</summary>
public sealed class DiskFaultTests : IDisposable
{
    const string Strace = "/usr/bin/strace";
    const string Calls = "openat,pwrite64,write,pread64,fsync,fdatasync,ftruncate,rename,unlink,mkdir";

    readonly string _folder = Directory.CreateTempSubdirectory("ipguard-disk-").FullName;

    // IPGUARD_DISK_FAULTS: so many of the calls, spread over all; “all” for each.
    static int? Most =>
        Environment.GetEnvironmentVariable("IPGUARD_DISK_FAULTS") switch
        {
            "all" => null,
            { } text when int.TryParse(text, out var most) => most,
            _ => 4,
        };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task A_failing_disk_loses_nothing_that_was_answered_and_leaves_the_house_whole()
    {
        Assert.SkipUnless(File.Exists(Strace), "needs strace, which is absent here");
        await File.WriteAllBytesAsync(At("work.jpg"), OpenDoor.Picture(4_000_000));
        await File.WriteAllBytesAsync(At("before.jpg"), OpenDoor.Picture(4_000_001));
        // A house that has filed before, so that its files are there.
        var (filed, _, error) = await CommandLine.RunAsync(Filing("before.jpg", At("start")));
        Assert.True(filed == 0, error);

        var calls = await CallsAsync();
        Assert.True(calls.Count > 20, $"expected more than 20 calls on the data folder, got {calls.Count}");
        var chosen = Most is { } most ? Enumerable.Range(0, most).Select(i => calls[i * calls.Count / most]).ToList() : calls;
        foreach (var (call, nth) in chosen)
            await FailAsync(call, nth);
    }

    // What a filing that succeeds does: each call on the data folder, and which of its kind it is.
    async Task<List<(string Call, int Nth)>> CallsAsync()
    {
        var (data, log) = (Copy("dry"), At("dry.log"));
        await RunAsync(["-f", "-y", "-e", $"trace={Calls}", "-o", log], data);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var calls = new List<(string, int)>();
        foreach (var line in await File.ReadAllLinesAsync(log))
        {
            var match = Regex.Match(line, @"^\d+ +(\w+)\(");
            if (!match.Success)
                continue;
            var call = match.Groups[1].Value;
            counts[call] = counts.GetValueOrDefault(call) + 1;
            if (line.Contains(data, StringComparison.Ordinal))
                calls.Add((call, counts[call]));
        }

        return calls;
    }

    async Task FailAsync(string call, int nth)
    {
        var data = Copy("faulty");
        var output = await RunAsync(
            ["-f", "--seccomp-bpf", "-e", $"trace={call}", "-e", $"inject={call}:error=EIO:when={nth}", "-o", "/dev/null"],
            data
        );
        var answered = Regex.Match(output, "F-[0-9a-f]{32}");
        await using var house = await OpenHouse.OpenAsync(folder: data);
        await house.FinishAsync();
        await using (var db = house.Store.Open(Viewer.House))
        {
            var kept = await db.Filings.Select(f => f.Number).ToListAsync();
            if (answered.Success)
                Assert.Contains(answered.Value, kept);
        }

        var report = await house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None);
        Assert.All(report.Parts, p => Assert.True(p.Damaged == 0, $"{call} {nth}: {p.Part}: {string.Join("; ", p.Faults)}"));
    }

    string Copy(string name)
    {
        var to = At($"{name}-{Guid.NewGuid():N}");
        foreach (var path in Directory.EnumerateFiles(At("start"), "*", SearchOption.AllDirectories))
        {
            var file = Path.Combine(to, Path.GetRelativePath(At("start"), path));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.Copy(path, file);
        }

        return to;
    }

    string[] Filing(string picture, string data) =>
        ["file", At(picture), "--holder", "Disk", "--title", "Work", "--category", "apparel", "--data", data];

    async Task<string> RunAsync(string[] strace, string data)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ipguard.dll");
        var start = new ProcessStartInfo(Strace, [.. strace, "dotnet", program, .. Filing("work.jpg", data)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["IpGuard__Models"] = Path.Combine(SharedData.ProjectRoot, "models");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        await errors;
        return await output;
    }
}
