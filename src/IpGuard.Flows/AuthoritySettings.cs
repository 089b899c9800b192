using IpGuard.Proof.Timestamps;
using Microsoft.Extensions.Configuration;

namespace IpGuard.Flows;

/// <summary>A timestamp authority (RFC 3161) that the operator chose.</summary>
/// <param name="RootPem">Its root certificate, from the file that the setting names: fetched from the authority itself, once and by
/// hand.</param>
/// <param name="ChainPem">Certificates between its signer and the root, where its tokens lack them; empty for none.</param>
public sealed record AuthoritySettings(Uri Url, string RootPem, string ChainPem)
{
    static readonly string[] Keys = ["Url", "Root", "Chain"];

    /// <param name="faults">Every fault is added.</param>
    internal static IReadOnlyList<AuthoritySettings> Read(IConfigurationSection section, List<string> faults)
    {
        var authorities = new List<AuthoritySettings>();
        foreach (var one in section.GetChildren())
        {
            faults.AddRange(
                one.GetChildren()
                    .Where(c => !Keys.Contains(c.Key, StringComparer.OrdinalIgnoreCase))
                    .Select(c => $"{c.Path}: expected one of {string.Join(", ", Keys)}")
            );
            var isAddress =
                Uri.TryCreate(one["Url"], UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0;
            if (!isAddress)
                faults.Add($"{one.Path}:Url: expected an http(s) address without account");
            var root = ReadFile(one, "Root", faults);
            var chain = one["Chain"] is { Length: > 0 } ? ReadFile(one, "Chain", faults) : "";
            if (root is not null && RootCertificate.CountIn(root) != 1)
                faults.Add($"{one.Path}:Root: expected one certificate in PEM, got {RootCertificate.CountIn(root)}");
            if (chain is { Length: > 0 } && RootCertificate.CountIn(chain) == 0)
                faults.Add($"{one.Path}:Chain: expected certificates in PEM, got none");
            if (isAddress && root is not null && chain is not null)
                authorities.Add(new(url!, root, chain));
        }

        foreach (var twice in authorities.GroupBy(a => a.Url).Where(g => g.Count() > 1))
            faults.Add($"{section.Path}: expected each authority once, got {twice.Key} twice");
        return authorities;
    }

    static string? ReadFile(IConfigurationSection at, string key, List<string> faults)
    {
        if (at[key] is not { Length: > 0 } path || !File.Exists(path))
        {
            faults.Add($"{at.Path}:{key}: expected a file of certificates in PEM, got '{at[key]}'");
            return null;
        }

        return File.ReadAllText(path);
    }
}
