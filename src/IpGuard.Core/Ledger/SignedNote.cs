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
        if (split < 0 || split + 2 == note.Length || !note.EndsWith('\n'))
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

    /// <summary>Reads signature lines by themselves, as a witness answers them.</summary>
    /// <returns>Null where a line is malformed, or there is none.</returns>
    public static IReadOnlyList<NoteSignature>? ReadLines(string lines) =>
        TryParse($"-\n\n{lines}", out var note) ? note!.Signatures : null;

    /// <summary>One signature line with its newline.</summary>
    public static string Line(NoteSignature signature)
    {
        byte[] bytes = [.. KeyIdBytes(signature.KeyId), .. signature.Signature];
        return $"{SignaturePrefix}{signature.KeyName} {Convert.ToBase64String(bytes)}\n";
    }

    /// <summary>The note as it is written down.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
            note.Append(Line(signature));
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
        if (parts.Length != 2 || !NoteKey.IsName(parts[0]) || Base64Text.Read(parts[1]) is not { Length: >= 5 } bytes)
            return null;
        return new(parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..]);
    }
}

/// <summary>A key that checks notes, as it is handed round: name, key id, algorithm and public key (C2SP signed-note, “vkey”).</summary>
public sealed record NoteKey(string Name, byte Algorithm, byte[] PublicKey)
{
    /// <summary>Ed25519, 32 bytes of public key.</summary>
    public const byte Ed25519 = 0x01;

    /// <summary>Ed25519 of a witness, over the note and a time (C2SP tlog-cosignature).</summary>
    public const byte Witness = 0x04;

    /// <summary>Length of an Ed25519 signature.</summary>
    public const int SignatureBytes = 64;

    const int Ed25519Bytes = 32;

    /// <summary>SHA-256(name ‖ newline ‖ algorithm ‖ public key), first four bytes.</summary>
    public uint Id =>
        BinaryPrimitives.ReadUInt32BigEndian(
            Sha256Hash.Of([.. Encoding.UTF8.GetBytes(Name), (byte)'\n', Algorithm, .. PublicKey]).ToBytes()
        );

    /// <summary>SHA-256 of the public key's bytes; what people compare.</summary>
    public Sha256Hash Fingerprint => Sha256Hash.Of(PublicKey);

    /// <summary>True for what may name a key: some characters, no Unicode space and no plus among them.</summary>
    public static bool IsName(string text) => text.Length > 0 && !text.Any(c => char.IsWhiteSpace(c) || c == '+');

    /// <summary>Reads <c>name+hex key id+base64</c>, with white space around it or none.</summary>
    /// <returns>False where the id is not the key's, and for any key but one of Ed25519.</returns>
    public static bool TryParse(string text, out NoteKey? key) => TryParse(text, Ed25519, out key);

    /// <summary>Reads the key of a witness, written alike.</summary>
    public static bool TryParseWitness(string text, out NoteKey? key) => TryParse(text, Witness, out key);

    static bool TryParse(string text, byte algorithm, out NoteKey? key)
    {
        key = null;
        var parts = text.Trim().Split('+', 3);
        if (
            parts.Length != 3
            || !IsName(parts[0])
            || Base64Text.Read(parts[2]) is not [var found, .. { Length: Ed25519Bytes } publicKey]
            || found != algorithm
        )
            return false;
        var read = new NoteKey(parts[0], algorithm, publicKey);
        if (!string.Equals(parts[1], $"{read.Id:x8}", StringComparison.OrdinalIgnoreCase))
            return false;
        key = read;
        return true;
    }

    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([Algorithm, .. PublicKey])}";
}
