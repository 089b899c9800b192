using System.Globalization;
using System.Text;
using IpGuard.Core.Works;

namespace IpGuard.Core.Ledger;

/// <summary>A self-contained proof that an entry is in a log (C2SP tlog-proof, version 1): index, inclusion proof, signed
/// checkpoint.</summary>
public sealed record TlogProof(long Index, IReadOnlyList<Sha256Hash> Hashes, string CheckpointNote)
{
    const string Header = "c2sp.org/tlog-proof@v1";
    const int MostHashes = 63;

    public override string ToString()
    {
        var text = new StringBuilder(Header).Append('\n').Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Hashes)
            text.Append(Convert.ToBase64String(hash.ToBytes())).Append('\n');
        return text.Append('\n').Append(CheckpointNote).ToString();
    }

    /// <summary>Reads a proof file; an “extra” line is allowed and not looked at.</summary>
    public static bool TryParse(string text, out TlogProof? proof)
    {
        proof = null;
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0)
            return false;
        var lines = text[..split].Split('\n').ToList();
        if (lines[0] != Header)
            return false;
        lines.RemoveAt(0);
        if (lines.Count > 0 && lines[0].StartsWith("extra ", StringComparison.Ordinal))
            lines.RemoveAt(0);
        if (lines.Count == 0 || lines.Count > MostHashes + 1 || !TryParseIndex(lines[0], out var index))
            return false;
        var hashes = new List<Sha256Hash>();
        foreach (var line in lines.Skip(1))
        {
            if (Base64Text.Read(line) is not { Length: Sha256Hash.LengthBytes } hash)
                return false;
            hashes.Add(new(hash));
        }

        proof = new(index, hashes, text[(split + 2)..]);
        return true;
    }

    static bool TryParseIndex(string line, out long index)
    {
        index = 0;
        return line.StartsWith("index ", StringComparison.Ordinal)
            && long.TryParse(line.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out index)
            && line == $"index {index.ToString(CultureInfo.InvariantCulture)}";
    }
}
