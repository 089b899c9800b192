using IpGuard.Core.Ledger;
using Microsoft.Extensions.Configuration;

namespace IpGuard.Flows;

/// <summary>A witness that every checkpoint is shown to (C2SP tlog-witness).</summary>
/// <param name="Url">Ends with a slash; checkpoints are posted to `add-checkpoint` behind it.</param>
/// <param name="Key">The verifier key by which its cosignatures are checked.</param>
public sealed record WitnessSettings(Uri Url, NoteKey Key)
{
    static readonly string[] Keys = ["Url", "Key"];

    /// <param name="faults">Every fault is added.</param>
    internal static IReadOnlyList<WitnessSettings> Read(IConfigurationSection section, List<string> faults)
    {
        var witnesses = new List<WitnessSettings>();
        foreach (var one in section.GetChildren())
        {
            faults.AddRange(
                one.GetChildren()
                    .Where(c => !Keys.Contains(c.Key, StringComparer.OrdinalIgnoreCase))
                    .Select(c => $"{c.Path}: expected one of {string.Join(", ", Keys)}")
            );
            var isAddress =
                Uri.TryCreate($"{one["Url"]?.TrimEnd('/')}/", UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https"
                && url.UserInfo.Length == 0;
            if (!isAddress)
                faults.Add($"{one.Path}:Url: expected an http(s) address without account");
            if (!NoteKey.TryParseWitness(one["Key"] ?? "", out var key))
                faults.Add($"{one.Path}:Key: expected the witness's verifier key (name+id+base64, type 04)");
            if (isAddress && key is not null)
                witnesses.Add(new(url!, key));
        }

        return witnesses;
    }
}
