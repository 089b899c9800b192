using System.IO.Compression;
using System.Text;
using IpGuard.Flows;
using IpGuard.Rooms.Tests.Proof;

namespace IpGuard.Web.Tests;

/// <summary>In a real browser: a bundle is checked on the page, by the same steps as by the program, and goes nowhere.</summary>
[Collection(nameof(DoorCollection))]
public sealed class CheckBrowserTests(OpenDoor door) : IDisposable
{
    readonly MadeBundle _made = new();

    public void Dispose() => _made.Dispose();

    async Task<byte[]> FiledBundleAsync()
    {
        var http = await door.SignedInAsync("Checks");
        using var filed = await OpenDoor.FileAsync(http, "云纹 “coat” & <b>belt</b>", OpenDoor.Picture(77), fileName: "裙 1.jpg");
        var number = OpenDoor.Numbers(await filed.Content.ReadAsStringAsync(), 'F').Single();
        await door.Get<FinishFlow>().FinishAsync(CancellationToken.None);
        return await http.GetByteArrayAsync($"/filings/{number}/bundle");
    }

    [Fact]
    public async Task A_filed_works_bundle_is_dropped_and_every_step_passes_with_nothing_asked_of_any_server()
    {
        var zip = await FiledBundleAsync();
        var report = MadeBundle.Check(zip);
        await using var page = await CheckedPage.OpenAsync(door);
        var asked = new List<string>();
        page.Page.Request += (_, request) => asked.Add($"{request.Method} {request.Url}");

        var told = await page.DropAsync(zip);
        Assert.Equal("", told.Faults);
        Assert.Equal(report.Steps.Select(s => s.Name), told.Steps.Select(s => s.Name));
        Assert.True(told.IsVerified);
        Assert.StartsWith("✓ Verified", told.Verdict, StringComparison.Ordinal);
        Assert.Contains(report.Number!, told.Verdict, StringComparison.Ordinal);
        Assert.Contains($"{report.StampedAt:yyyy-MM-dd HH:mm:ss} UTC", told.Verdict, StringComparison.Ordinal);
        // Both keys are those that the page itself shows.
        Assert.Equal(2, await page.Page.Locator(".verdict.good .ours").CountAsync());
        var title = told.Steps.Single(s => s.Name == "field title").Sentence;
        Assert.Contains("“云纹 “coat” & <b>belt</b>”", title, StringComparison.Ordinal);
        Assert.Equal(told.Verdict, (await page.ChooseAsync(zip)).Verdict);
        Assert.Empty(asked);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Opening_the_page_asks_for_its_own_static_files_and_for_nothing_else()
    {
        await using var browser = await Browser.OpenAsync(door);
        var asked = new List<Uri>();
        browser.Page.Request += (_, request) => asked.Add(new(request.Url));
        await browser.Page.GotoAsync("/check", new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });
        Assert.All(asked, a => Assert.Equal(door.Address.Authority, a.Authority));
        Assert.All(asked.Skip(1), a => Assert.Matches("^/(js|css|img)/", a.AbsolutePath));
        Assert.Contains(asked, a => a.AbsolutePath == "/js/check/token.js");
    }

    [Fact]
    public async Task A_bundle_by_other_keys_is_verified_and_each_key_is_told_to_be_anothers()
    {
        await using var page = await CheckedPage.OpenAsync(door);
        var told = await page.AgreedAsync(_made.Zip);
        Assert.True(told.IsVerified, told.Faults);
        Assert.Equal(2, await page.Page.Locator(".verdict.warn .others").CountAsync());
        Assert.Contains("compare it elsewhere", told.Verdict, StringComparison.Ordinal);
        Assert.Contains("2026-11-24 08:09:05 UTC", told.Verdict, StringComparison.Ordinal);
        Assert.Contains("2026-11-24 16:09:05", told.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flipped_byte_of_any_part_fails_its_own_step_though_the_sums_are_made_again()
    {
        (string Name, int At, string Step)[] flips =
        [
            ("files/01/original", 2, "file 1"),
            ("files/01/salt", 31, "file 1"),
            ("files/01/name.txt", 0, "file 1"),
            ("fields.json", 40, "field"),
            ("collection.json", 20, "collection"),
            ("manifest.json", 200, "inclusion"),
            ("manifest.json", 0, "manifest"),
            ("proof.tlog-proof", 60, "inclusion"),
            ("proof.tlog-proof", -10, "checkpoint"),
            ("checkpoint", 3, "checkpoint"),
            ("log.pub", 40, "checkpoint"),
            ("tokens/01/token.tsr", 100, "token 1"),
            ("tokens/01/token.tsr", -10, "token 1"),
            ("tokens/01/ca.pem", 100, "token 1"),
        ];
        await using var page = await CheckedPage.OpenAsync(door);
        foreach (var (name, at, step) in flips)
        {
            void Flip(Dictionary<string, byte[]> files) => files[name][at < 0 ? files[name].Length + at : at] ^= 1;
            var told = await page.ChooseAsync(CheckedPage.Changed(_made.Zip, Flip, isResummed: false));
            Assert.False(told.IsVerified, name);
            Assert.Contains(name, told.Steps.Single(s => s.Name == "sums").Sentence, StringComparison.Ordinal);

            told = await page.AgreedAsync(CheckedPage.Changed(_made.Zip, Flip));
            Assert.StartsWith("✕ Not verified", told.Verdict, StringComparison.Ordinal);
            Assert.Contains(told.Failed, f => f.StartsWith(step, StringComparison.Ordinal));
            Assert.DoesNotContain("sums", told.Failed);
        }

        Assert.Empty(page.Complaints);
    }

    // The program believes such a root by its fingerprint, which is then another than the house's.
    [Fact]
    public async Task A_flipped_byte_of_the_roots_own_signature_fails_here_though_it_is_only_another_root_to_the_program()
    {
        await using var page = await CheckedPage.OpenAsync(door);

        // Another letter of base64 and not a flipped bit: that may make a sign which is none, and then there is no root to read.
        void Flip(Dictionary<string, byte[]> files) =>
            files["tokens/01/ca.pem"][^60] = (byte)(files["tokens/01/ca.pem"][^60] == 'A' ? 'B' : 'A');
        var told = await page.ChooseAsync(CheckedPage.Changed(_made.Zip, Flip));
        Assert.StartsWith("token 1: Expected a root that has signed itself", told.Faults, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_or_an_extra_file_and_a_proof_of_the_wrong_length_fail()
    {
        await using var page = await CheckedPage.OpenAsync(door);
        foreach (var name in MadeBundle.Unpack(_made.Zip).Keys.Where(n => n != "SHA256SUMS"))
            Assert.False((await page.AgreedAsync(CheckedPage.Changed(_made.Zip, files => files.Remove(name)))).IsVerified, name);
        foreach (var name in new[] { "evil.txt", "files/02/original", "files/", "tokens/1/token.tsr", "tokens/02/ca.pem" })
            Assert.False((await page.AgreedAsync(CheckedPage.Changed(_made.Zip, files => files[name] = []))).IsVerified, name);

        var lines = _made.Bundle.Proof.Split('\n').ToList();
        foreach (
            List<string> proof in (List<string>[])
                [
                    [.. lines[..2], .. lines[3..]],
                    [.. lines[..3], lines[2], .. lines[3..]],
                ]
        )
        {
            var bytes = Encoding.UTF8.GetBytes(string.Join('\n', proof));
            Assert.Equal(
                ["inclusion"],
                (await page.AgreedAsync(CheckedPage.Changed(_made.Zip, files => files["proof.tlog-proof"] = bytes))).Failed
            );
        }
    }

    [Fact]
    public async Task What_is_no_bundle_is_refused_before_anything_of_it_is_read()
    {
        var files = MadeBundle.Unpack(_made.Zip);
        (byte[] Zip, string Said)[] cases =
        [
            ("no zip at all"u8.ToArray(), "Expected a ZIP file"),
            ([], "Expected a ZIP file"),
            (MadeBundle.Pack([.. files, new("../evil", [1])]), "inside the bundle, got “../evil”"),
            (MadeBundle.Pack([.. files, new("/etc/evil", [1])]), "inside the bundle"),
            (MadeBundle.Pack([.. files, new("..\\evil", [1])]), "inside the bundle"),
            (MadeBundle.Pack([.. files, new("C:evil", [1])]), "inside the bundle"),
            (MadeBundle.Pack([.. files, new("log.pub", [1])]), "“log.pub” twice"),
            (MadeBundle.Pack(Enumerable.Range(0, 129).Select(i => KeyValuePair.Create($"{i}", Array.Empty<byte>()))), "128 files, got 129"),
            (Bomb(330), "320 MB unpacked, got more"),
            (Lying(Bomb(2)), "Expected 5 bytes unpacked"),
            (Renamed(_made.Zip), "Expected a ZIP file"),
        ];
        await using var page = await CheckedPage.OpenAsync(door);
        foreach (var (zip, said) in cases)
        {
            var told = await page.ChooseAsync(zip);
            Assert.False(told.IsVerified);
            Assert.Contains(said, Assert.Single(told.Steps).Sentence, StringComparison.Ordinal);
        }

        Assert.Empty(page.Complaints);
    }

    static byte[] Bomb(int megabytes)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var stream = zip.CreateEntry("zeros", CompressionLevel.Fastest).Open())
        {
            for (var i = 0; i < megabytes; i++)
                stream.Write(new byte[1024 * 1024]);
        }

        return bytes.ToArray();
    }

    // The uncompressed size in the central directory, 24 bytes after its signature (APPNOTE.TXT, 4.3.12).
    static byte[] Lying(byte[] zip)
    {
        var directory = zip.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x50, 0x4b, 0x01, 0x02]);
        BitConverter.TryWriteBytes(zip.AsSpan(directory + 24), 5);
        return zip;
    }

    // Another name before the first file, 30 bytes after its signature, than in the directory (APPNOTE.TXT, 4.3.7).
    static byte[] Renamed(byte[] zip)
    {
        zip[30]++;
        return zip;
    }
}
