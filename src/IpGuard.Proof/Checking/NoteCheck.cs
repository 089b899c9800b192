using System.Text;
using IpGuard.Core.Ledger;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace IpGuard.Proof.Checking;

/// <summary>Checks the signatures under a note (C2SP signed-note): unknown ones are ignored, a known key's bad one spoils the
/// note.</summary>
public static class NoteCheck
{
    /// <returns>Null where the key has signed the note; else why it is not to be believed.</returns>
    public static string? Fault(SignedNote note, NoteKey key)
    {
        if (key.Algorithm != NoteKey.Ed25519 || key.PublicKey.Length != Ed25519.PublicKeySize)
            return $"expected an Ed25519 key of {Ed25519.PublicKeySize} bytes, got algorithm {key.Algorithm} with {key.PublicKey.Length}";
        var own = note.Signatures.Where(s => s.KeyName == key.Name && s.KeyId == key.Id).ToList();
        if (own.Count == 0)
            return $"expected a signature of {key.Name}+{key.Id:x8}, got {string.Join(", ", note.Signatures.Select(s => $"{s.KeyName}+{s.KeyId:x8}"))}";
        return own.All(s => IsGood(s.Signature, key.PublicKey, Encoding.UTF8.GetBytes(note.Text)))
            ? null
            : $"expected a signature by {key.Name}+{key.Id:x8} over this text, got another";
    }

    /// <summary>The time at which a witness saw the note; null where none of its lines is good.</summary>
    public static DateTimeOffset? WitnessedAt(string text, IReadOnlyList<NoteSignature> lines, NoteKey witness)
    {
        foreach (var line in lines.Where(l => l.KeyName == witness.Name && l.KeyId == witness.Id))
        {
            if (
                Cosignature.Read(line.Signature) is { } seen
                && IsGood(seen.Signature, witness.PublicKey, Cosignature.MessageOf(text, seen.At))
            )
                return seen.At;
        }

        return null;
    }

    static bool IsGood(byte[] signature, byte[] publicKey, byte[] message)
    {
        return signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, 0, publicKey, 0, message, 0, message.Length);
    }
}
