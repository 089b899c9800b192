using System.Text;
using IpGuard.Core.Ledger;
using IpGuard.Proof.Bundles;

namespace IpGuard.Proof.Checking;

/// <summary>One step of a check.</summary>
/// <param name="Name">Stable token.</param>
/// <param name="Sentence">What was found, or what was expected and what came.</param>
public sealed record CheckStep(string Name, bool IsPassed, string Sentence);

/// <summary>What checking a bundle gave.</summary>
/// <param name="Number">The filing's number; null where not even the manifest could be read.</param>
/// <param name="StampedAt">The earliest time that a token proves; null where none does.</param>
public sealed record BundleReport(IReadOnlyList<CheckStep> Steps, string? Number, DateTimeOffset? StampedAt)
{
    public bool IsPassed => StampedAt is not null && Steps.All(s => s.IsPassed);
}

/// <summary>Keys that the checker brings along, got from elsewhere than the bundle. Null: the bundle's own are used, and named.</summary>
/// <param name="AuthorityPem">One root or several: every token has to lead to one of them.</param>
public sealed record TrustAnchors(string? LogKey = null, string? AuthorityPem = null);

/// <summary>Checks an evidence bundle with nothing but its bytes: no settings, no server, no database, no network.</summary>
public static class BundleCheck
{
    public static BundleReport Check(Stream zip, TrustAnchors anchors)
    {
        var steps = new StepList();
        var (files, fault) = BundleReader.Read(zip);
        steps.Add("bundle", fault, $"{files.Count} files, nothing out of bounds");
        if (fault is not null)
            return new(steps.All, null, null);

        CheckSums(files, steps);
        var manifest = ReadManifest(files, steps);
        CheckLayout(files, manifest, steps);
        if (manifest is not null)
            ContentCheck.Check(files, manifest, steps);
        var checkpoint = LedgerCheck.Check(files, anchors.LogKey, steps);
        var time = TokenCheck.Check(files, checkpoint, anchors.AuthorityPem, steps);
        return new(steps.All, manifest?.Number, time);
    }

    // Against damage: whoever can rewrite a file can rewrite its sum. What guards against forgery are the steps after it.
    static void CheckSums(IReadOnlyDictionary<string, byte[]> files, StepList steps)
    {
        if (!files.TryGetValue(BundleNames.Sums, out var stated))
        {
            steps.Add("sums", $"expected {BundleNames.Sums} in the bundle, found none", "");
            return;
        }

        var (expected, found) = (Lines(stated), Lines(BundleTexts.Sums(files)));
        var names = expected.Except(found).Concat(found.Except(expected)).Select(NameOf).Distinct(StringComparer.Ordinal).Order().ToList();
        var isSame = stated.AsSpan().SequenceEqual(BundleTexts.Sums(files));
        steps.Add(
            "sums",
            isSame ? null : $"changed, missing or added: {string.Join(", ", names)} (or {BundleNames.Sums} itself)",
            $"{found.Length - 1} files as listed in {BundleNames.Sums}"
        );
    }

    static string[] Lines(byte[] sums) => Encoding.UTF8.GetString(sums).Split('\n');

    static string NameOf(string line) => line.Length > 66 ? line[66..] : line;

    static ManifestContent? ReadManifest(IReadOnlyDictionary<string, byte[]> files, StepList steps)
    {
        try
        {
            if (!files.TryGetValue(BundleNames.Manifest, out var bytes))
                throw new FormatException($"expected {BundleNames.Manifest} in the bundle, found none");
            var manifest = Manifest.Read(bytes);
            var making = manifest.Stage is null ? "" : $", stage {manifest.Stage}, AI use {manifest.AiUse}";
            var after = manifest.Previous is { } previous ? $", follows {previous.Number} (entry {previous.Entry})" : "";
            steps.Add("manifest", null, $"{manifest.Number}, filed {manifest.FiledAt:u}{making}{after}, canonical form");
            return manifest;
        }
        catch (FormatException e)
        {
            steps.Add("manifest", e.Message, "");
            return null;
        }
    }

    static void CheckLayout(IReadOnlyDictionary<string, byte[]> files, ManifestContent? manifest, StepList steps)
    {
        var numbers = manifest?.Files.Select(f => f.No).ToList() ?? [];
        string[] needed =
        [
            BundleNames.Sums,
            .. BundleNames.Single,
            .. numbers.SelectMany(n => new[] { BundleNames.File(n), BundleNames.FileName(n), BundleNames.Salt(n) }),
        ];
        var tokens = TokenCheck.Numbers(files);
        string[] allowed =
        [
            .. needed,
            .. tokens.SelectMany(n =>
                new[] { BundleNames.Token(n), BundleNames.Root(n), BundleNames.Chain(n), BundleNames.Request(n), BundleNames.Renews(n) }
            ),
        ];
        var missing = needed.Where(n => !files.ContainsKey(n)).ToList();
        var strange = files.Keys.Except(allowed, StringComparer.Ordinal).ToList();
        var fault = string.Join(
            "; ",
            new[] { Told("missing", missing), Told("not a bundle's, or not committed to", strange) }.Where(t => t.Length > 0)
        );
        steps.Add("layout", fault.Length == 0 ? null : fault, "every file that a bundle has, and no other");
    }

    static string Told(string what, List<string> names) => names.Count == 0 ? "" : $"{what}: {string.Join(", ", names)}";
}

/// <summary>The steps of a check as they come.</summary>
sealed class StepList
{
    readonly List<CheckStep> _steps = [];

    public IReadOnlyList<CheckStep> All => _steps;

    /// <param name="fault">Null where the step passed.</param>
    public void Add(string name, string? fault, string found) => _steps.Add(new(name, fault is null, fault ?? found));
}
