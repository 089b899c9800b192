using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace IpGuard.Core.Ledger;

/// <summary>A witness's word that it saw a checkpoint, and none before it that it contradicts (C2SP tlog-cosignature, version 1).</summary>
/// <param name="At">When it saw it, in whole seconds.</param>
/// <param name="Signature">Ed25519, 64 bytes, over <see cref="MessageOf"/>.</param>
public sealed record Cosignature(DateTimeOffset At, byte[] Signature)
{
    const int TimeBytes = 8;

    /// <summary>Reads the bytes of a signature line behind its key id: eight of time, 64 of signature.</summary>
    public static Cosignature? Read(byte[] bytes) =>
        bytes.Length == TimeBytes + NoteKey.SignatureBytes
        && BinaryPrimitives.ReadInt64BigEndian(bytes) is >= 0 and <= MostSeconds and var seconds
            ? new(DateTimeOffset.FromUnixTimeSeconds(seconds), bytes[TimeBytes..])
            : null;

    /// <summary>What a witness signs.</summary>
    /// <param name="noteText">The checkpoint's text, with its last newline.</param>
    public static byte[] MessageOf(string noteText, DateTimeOffset at) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {at.ToUnixTimeSeconds()}\n{noteText}"));

    // Year 9999.
    const long MostSeconds = 253_402_300_799;
}

/// <summary>What a witness is asked (C2SP tlog-witness, add-checkpoint).</summary>
/// <param name="OldSize">What it saw last; 0 for nothing yet.</param>
/// <param name="Proof">From there to the checkpoint; empty from 0.</param>
public sealed record WitnessRequest(long OldSize, IReadOnlyList<Works.Sha256Hash> Proof, string CheckpointNote)
{
    /// <summary>The body of the request.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {OldSize}\n");
        foreach (var hash in Proof)
            text.Append(Convert.ToBase64String(hash.ToBytes())).Append('\n');
        return text.Append('\n').Append(CheckpointNote).ToString();
    }
}
