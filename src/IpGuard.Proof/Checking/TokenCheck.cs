using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IpGuard.Core.Ledger;
using IpGuard.Proof.Bundles;

namespace IpGuard.Proof.Checking;

/// <summary>Checks every token of a bundle. All have to be good; the earliest tells since when the checkpoint exists.</summary>
static class TokenCheck
{
    const int MostTokens = 99;

    /// <summary>Places of the tokens in a bundle, from 1.</summary>
    public static IReadOnlyList<int> Numbers(IReadOnlyDictionary<string, byte[]> files) =>
        [.. Enumerable.Range(1, MostTokens).Where(n => files.Keys.Any(k => k.StartsWith($"tokens/{n:00}/", StringComparison.Ordinal)))];

    /// <param name="rootsPem">Roots from elsewhere; null to use the bundle's own.</param>
    public static DateTimeOffset? Check(IReadOnlyDictionary<string, byte[]> files, Checkpoint? checkpoint, string? rootsPem, StepList steps)
    {
        var numbers = Numbers(files);
        if (checkpoint is null || numbers.Count == 0)
        {
            steps.Add("token", $"expected a checkpoint and a token over it, found {numbers.Count} tokens", "");
            return null;
        }

        DateTimeOffset? earliest = null;
        foreach (var no in numbers)
        {
            var (time, fault, sentence) = CheckOne(files, checkpoint, no, rootsPem);
            steps.Add($"token {no}", fault, sentence);
            if (time is { } at && (earliest is null || at < earliest))
                earliest = at;
        }

        return earliest;
    }

    static (DateTimeOffset? At, string? Fault, string Sentence) CheckOne(
        IReadOnlyDictionary<string, byte[]> files,
        Checkpoint checkpoint,
        int no,
        string? rootsPem
    )
    {
        if (!files.TryGetValue(BundleNames.Token(no), out var token) || !files.TryGetValue(BundleNames.Root(no), out var own))
            return (null, "expected a token and its authority's root, found one missing", "");
        if (DataOf(files, checkpoint, no) is not { } data)
            return (null, "expected the two digits of a token before this one in “renews”, got another text", "");
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(rootsPem ?? Encoding.ASCII.GetString(own));
            if (roots.Count == 0 || (rootsPem is null && roots.Count > 1))
                return (null, $"expected one root in ca.pem, found {roots.Count}", "");
            var context = new TokenContext(
                rootsPem ?? Encoding.ASCII.GetString(own),
                Encoding.ASCII.GetString(files.GetValueOrDefault(BundleNames.Chain(no)) ?? []),
                files.GetValueOrDefault(BundleNames.Request(no))
            );
            var (time, fault) = TimestampCheck.Check(token, data, context);
            var whose = rootsPem is null ? "the root in the bundle: compare its fingerprint elsewhere" : "a root you gave";
            var prints = string.Join(", ", roots.Select(BundleTexts.Fingerprint));
            return (time?.At, fault, $"{time?.At:u} by {time?.Authority}, root SHA-256 {prints} ({whose})");
        }
        catch (CryptographicException e)
        {
            return (null, $"expected an authority's root in PEM, got: {e.Message}", "");
        }
    }

    // What the token has to be over: the checkpoint's body; for one that renews, the renewed token before it.
    static byte[]? DataOf(IReadOnlyDictionary<string, byte[]> files, Checkpoint checkpoint, int no)
    {
        if (!files.TryGetValue(BundleNames.Renews(no), out var renews))
            return checkpoint.ToBody();
        var text = Encoding.ASCII.GetString(renews);
        return
            int.TryParse(text.AsSpan().TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var renewed)
            && text == renewed.ToString("00", CultureInfo.InvariantCulture) + "\n"
            && renewed < no
            && files.TryGetValue(BundleNames.Token(renewed), out var token)
            ? [.. token, .. checkpoint.ToBody()]
            : null;
    }
}
