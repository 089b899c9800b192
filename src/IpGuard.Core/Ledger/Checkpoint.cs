using System.Globalization;
using System.Text;
using IpGuard.Core.Works;

namespace IpGuard.Core.Ledger;

/// <summary>Size and root of a log at an instant (C2SP tlog-checkpoint), without extension lines.</summary>
/// <param name="Origin">Schema-less address that names the log.</param>
public sealed record Checkpoint(string Origin, long Size, Sha256Hash Root)
{
    /// <summary>The three lines that are signed, and whose time is signed.</summary>
    public byte[] ToBody() => Encoding.UTF8.GetBytes(ToText());

    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.ToBytes())}\n");

    /// <summary>Reads the text of a checkpoint; lines after the third are allowed and not looked at.</summary>
    public static bool TryParse(string text, out Checkpoint? checkpoint)
    {
        checkpoint = null;
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[0].Length == 0 || !TryParseSize(lines[1], out var size))
            return false;
        if (Base64Text.Read(lines[2]) is not { Length: Sha256Hash.LengthBytes } root)
            return false;
        checkpoint = new(lines[0], size, new(root));
        return true;
    }

    // ASCII decimal, no leading zero.
    static bool TryParseSize(string text, out long size) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size)
        && text == size.ToString(CultureInfo.InvariantCulture);
}
