using System.Diagnostics;
using IpGuard.Core.Works;
using IpGuard.Vision.Drawing;

namespace IpGuard.Web.Tests.Faults;

/// <summary>On a real disk of a few megabytes, which fills up.</summary>
public sealed class FullDiskTests : IDisposable
{
    readonly string _folder = Path.Combine(Path.GetTempPath(), $"ipguard-full-{Guid.NewGuid():N}");
    readonly bool _isMounted;

    public FullDiskTests()
    {
        Directory.CreateDirectory(_folder);
        _isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", _folder);
    }

    public void Dispose()
    {
        if (_isMounted)
            Run("umount", "-l", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_full_disk_is_told_in_a_sentence_and_what_was_answered_before_it_is_still_there()
    {
        Assert.SkipUnless(_isMounted, "needs the right to mount a small tmpfs, which is absent here");
        var picture = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jpg");
        var data = Path.Combine(_folder, "data");
        var answered = 0;
        (int ExitCode, string Output, string Error) last = default;
        for (var i = 0; i < 30 && last.ExitCode == 0; i++)
        {
            await File.WriteAllBytesAsync(picture, MotifPainter.Draw(Category.Furniture, i, 2_000));
            last = await CommandLine.RunAsync([
                "file",
                picture,
                "--holder",
                "S",
                "--title",
                $"Chair {i}",
                "--category",
                "furniture",
                "--data",
                data,
            ]);
            answered += last.Output.Contains("accepted", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.True(last.ExitCode == 3, last.Error);
        Assert.StartsWith("ipguard: ", last.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", last.Error, StringComparison.Ordinal);
        Assert.True(answered >= 1);

        // With room again, the next start is whole and every answered filing is there.
        var roomy = $"{_folder}-copy";
        CopyFolder(data, roomy);
        var reindexed = await CommandLine.RunAsync("reindex", "--data", roomy);
        Directory.Delete(roomy, recursive: true);
        File.Delete(picture);
        Assert.Equal(0, reindexed.ExitCode);
        Assert.Contains($"{answered} pictures indexed", reindexed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_fills_up_in_a_sweep_ends_it_with_a_sentence_and_with_room_again_it_goes_on_to_the_end()
    {
        const int listings = 24;
        Assert.SkipUnless(_isMounted, "needs the right to mount a small tmpfs, which is absent here");
        var (market, data, roomy) = ($"{_folder}-market", Path.Combine(_folder, "data"), $"{_folder}-roomy");
        Directory.CreateDirectory(market);
        for (var i = 0; i < listings; i++)
            await File.WriteAllBytesAsync(Path.Combine(market, $"{i}.jpg"), MotifPainter.Draw(Category.Furniture, i, 1_200));
        try
        {
            var full = await CommandLine.RunAsync("sweep", market, "--data", data);
            Assert.True(full.ExitCode == 3, full.Output + full.Error);
            Assert.StartsWith("ipguard: ", full.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("Unhandled", full.Error, StringComparison.Ordinal);
            CopyFolder(data, roomy);
            var whole = await CommandLine.RunAsync("sweep", market, "--data", roomy);
            Assert.True(whole.ExitCode == 0, whole.Error);
            Assert.Contains($"{listings} listings", whole.Output, StringComparison.Ordinal);
            Assert.Contains($"{listings} pictures", whole.Output, StringComparison.Ordinal);
        }
        finally
        {
            foreach (var folder in new[] { market, roomy }.Where(Directory.Exists))
                Directory.Delete(folder, recursive: true);
        }
    }

    static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
