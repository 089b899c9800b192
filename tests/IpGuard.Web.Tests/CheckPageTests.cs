using System.Text;
using System.Text.RegularExpressions;
using IpGuard.Rooms.Tests.Proof;
using IpGuard.Testing;
using Microsoft.Playwright;

namespace IpGuard.Web.Tests;

/// <summary>In a real browser: what the page makes of manifests, of browsers and of languages other than usual.</summary>
[Collection(nameof(DoorCollection))]
public sealed class CheckPageTests(OpenDoor door) : IDisposable
{
    readonly MadeBundle _made = new();

    public void Dispose() => _made.Dispose();

    // Most of a picture's bytes, and the ZIP's own: some say nothing, none breaks the page.
    [Fact]
    public async Task A_flipped_bit_anywhere_in_the_zip_is_told_or_says_nothing()
    {
        await using var page = await CheckedPage.OpenAsync(door);
        var zip = _made.Zip;
        for (var at = 0; at < zip.Length; at += zip.Length / 60)
        {
            byte[] changed = [.. zip];
            changed[at] ^= (byte)(1 << (at % 8));
            var told = await page.ChooseAsync(changed);
            Assert.Equal(told.IsVerified, told.Failed.Count == 0);
        }

        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_manifest_written_otherwise_or_of_an_unknown_version_fails()
    {
        await using var page = await CheckedPage.OpenAsync(door);
        async Task<string> SayAsync(string from, string to)
        {
            static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
            byte[] Rewritten(byte[] manifest) => Encoding.UTF8.GetBytes(Text(manifest).Replace(from, to, StringComparison.Ordinal));
            var zip = CheckedPage.Changed(_made.Zip, files => files["manifest.json"] = Rewritten(files["manifest.json"]));
            return (await page.ChooseAsync(zip)).Faults;
        }

        Assert.Contains("manifest: Expected canonical form", await SayAsync("\"no\":1", "\"no\":1.0"), StringComparison.Ordinal);
        Assert.Contains("manifest: Expected canonical form", await SayAsync(",\"files\"", ", \"files\""), StringComparison.Ordinal);
        Assert.Contains("manifest: Expected texts, whole", await SayAsync("\"no\":1", "\"no\":null"), StringComparison.Ordinal);
        Assert.Contains("manifest: Expected “filed_at”", await SayAsync("2026-11-24T", "2026-11-31T"), StringComparison.Ordinal);
        Assert.Contains("got “ipguard/manifest/v9”", await SayAsync("manifest/v3", "manifest/v9"), StringComparison.Ordinal);
        Assert.Contains("manifest: Expected “stage”", await SayAsync("\"stage\":\"photograph\",", ""), StringComparison.Ordinal);
        // Of a version with further keys, what is known is checked all the same: but this entry is another.
        Assert.DoesNotContain("manifest: ", await SayAsync("\"stage\":", "\"season\":1,\"stage\":"), StringComparison.Ordinal);
    }

    // Nothing else makes a Chromium of today lack it.
    [Fact]
    public async Task A_browser_without_Ed25519_says_so_and_has_verified_nothing()
    {
        await using var page = await CheckedPage.OpenAsync(
            door,
            """
            const own = SubtleCrypto.prototype.importKey;
            SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...rest) {
              if (algorithm.name === 'Ed25519') return Promise.reject(new DOMException('Unrecognized name', 'NotSupportedError'));
              return own.call(this, format, key, algorithm, ...rest);
            };
            """
        );
        var told = await page.ChooseAsync(_made.Zip);
        Assert.False(told.IsVerified);
        Assert.Equal(
            "checkpoint: This browser cannot check Ed25519: use verify.sh or ipguard verify. What is not checked has not passed.",
            told.Faults
        );
    }

    [Fact]
    public async Task The_page_speaks_Chinese_of_a_bundle_too()
    {
        await using var page = await CheckedPage.OpenAsync(door);
        await page.Page.ClickAsync("form[action='/language'] button");
        await page.Page.WaitForSelectorAsync("html[lang=zh-CN] [data-bundle]:not([hidden])");
        await page.Page.SetInputFilesAsync(
            "#bundle",
            new FilePayload
            {
                Name = "F-1.zip",
                MimeType = "",
                Buffer = _made.Zip,
            }
        );
        await page.Page.WaitForSelectorAsync(".verdict.warn");
        Assert.StartsWith("✓ 核验通过", await page.Page.InnerTextAsync("[role=status]"), StringComparison.Ordinal);
        Assert.All(
            await page.Page.Locator(".checks li").AllInnerTextsAsync(),
            line => Assert.Contains("✓ 通过", line, StringComparison.Ordinal)
        );
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public void Every_word_that_the_scripts_say_of_a_bundle_is_in_the_texts_and_each_of_those_is_said()
    {
        var folder = Path.Combine(SharedData.ProjectRoot, "src", "IpGuard.Web", "wwwroot", "js");
        var scripts = string.Concat(
            Directory.GetFiles(Path.Combine(folder, "check")).Append(Path.Combine(folder, "bundle-check.js")).Select(File.ReadAllText)
        );
        var said = Regex.Matches(scripts, @"(?:Fault|found|say)\('([a-z0-9.]+)'").Select(m => $"check.say.{m.Groups[1].Value}");
        Assert.Empty(said.Except(Texts.All.Keys));
        Assert.All(
            Texts.All.Keys.Where(k =>
                k.StartsWith("check.say.", StringComparison.Ordinal) && !k.Contains(".step.", StringComparison.Ordinal)
            ),
            k => Assert.Contains($"'{k["check.say.".Length..]}'", scripts, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_script_that_another_imports_is_asked_for_again_when_the_program_is_another()
    {
        var http = door.Stranger();
        Assert.True((await http.GetAsync("/js/check/check.js")).Headers.CacheControl!.NoCache);
        Assert.True((await http.GetAsync("/js/bundle-check.js?v=1")).Headers.CacheControl!.MaxAge > TimeSpan.FromDays(300));
    }
}
