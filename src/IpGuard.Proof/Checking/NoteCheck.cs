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
        return own.All(s => IsGood(s.Signature, key.PublicKey, note.Text))
            ? null
            : $"expected a signature by {key.Name}+{key.Id:x8} over this text, got another";
    }

    static bool IsGood(byte[] signature, byte[] publicKey, string text)
    {
        var message = Encoding.UTF8.GetBytes(text);
        return signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, 0, publicKey, 0, message, 0, message.Length);
    }
}
