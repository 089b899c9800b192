using System.Buffers.Binary;
using System.Text;
using IpGuard.Core.Works;

namespace IpGuard.Core.Ledger;

/// <summary>One signature line of a note.</summary>
/// <param name="KeyId">The first four bytes after decoding.</param>
public sealed record NoteSignature(string KeyName, uint KeyId, byte[] Signature);

/// <summary>A text with signatures under it (C2SP signed-note).</summary>
/// <param name="Text">Ends with a newline.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    const string SignaturePrefix = "— ";
    const int MostSignatures = 100;

    /// <summary>Reads a note.</summary>
    /// <returns>False for a missing blank line, a control character other than newline, or a malformed signature line.</returns>
    public static bool TryParse(string note, out SignedNote? parsed)
    {
        parsed = null;
        if (note.Any(c => c < ' ' && c != '\n') || note.Contains('\uFFFD', StringComparison.Ordinal))
            return false;
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !note.EndsWith('\n'))
            return false;
        var signatures = new List<NoteSignature>();
        foreach (var line in note[(split + 2)..^1].Split('\n'))
        {
            if (signatures.Count == MostSignatures || ParseLine(line) is not { } signature)
                return false;
            signatures.Add(signature);
        }

        parsed = new(note[..(split + 1)], signatures);
        return true;
    }

    /// <summary>The note as it is written down.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            byte[] bytes = [.. KeyIdBytes(signature.KeyId), .. signature.Signature];
            note.Append(SignaturePrefix).Append(signature.KeyName).Append(' ').Append(Convert.ToBase64String(bytes)).Append('\n');
        }

        return note.ToString();
    }

    static byte[] KeyIdBytes(uint id)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, id);
        return bytes;
    }

    static NoteSignature? ParseLine(string line)
    {
        if (!line.StartsWith(SignaturePrefix, StringComparison.Ordinal))
            return null;
        var parts = line[SignaturePrefix.Length..].Split(' ');
        if (parts.Length != 2 || parts[0].Length == 0 || parts[0].Contains('+', StringComparison.Ordinal))
            return null;
        var bytes = new byte[(parts[1].Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(parts[1], bytes, out var written) || written < 5)
            return null;
        return new(parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..written]);
    }
}

/// <summary>A key that checks notes, as it is handed round: name, key id, algorithm and public key (C2SP signed-note, “vkey”).</summary>
public sealed record NoteKey(string Name, byte Algorithm, byte[] PublicKey)
{
    /// <summary>Ed25519, 32 bytes of public key.</summary>
    public const byte Ed25519 = 0x01;

    /// <summary>SHA-256(name ‖ newline ‖ algorithm ‖ public key), first four bytes.</summary>
    public uint Id =>
        BinaryPrimitives.ReadUInt32BigEndian(
            Sha256Hash.Of([.. Encoding.UTF8.GetBytes(Name), (byte)'\n', Algorithm, .. PublicKey]).ToBytes()
        );

    /// <summary>SHA-256 of the public key's bytes; what people compare.</summary>
    public Sha256Hash Fingerprint => Sha256Hash.Of(PublicKey);

    /// <summary>Reads <c>name+hex key id+base64</c>; false where the id is not the key's.</summary>
    public static bool TryParse(string text, out NoteKey? key)
    {
        key = null;
        var parts = text.Trim().Split('+', 3);
        if (parts.Length != 3 || parts[0].Length == 0)
            return false;
        var bytes = new byte[(parts[2].Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(parts[2], bytes, out var written) || written < 2)
            return false;
        var read = new NoteKey(parts[0], bytes[0], bytes[1..written]);
        if (!string.Equals(parts[1], $"{read.Id:x8}", StringComparison.OrdinalIgnoreCase))
            return false;
        key = read;
        return true;
    }

    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([Algorithm, .. PublicKey])}";
}
