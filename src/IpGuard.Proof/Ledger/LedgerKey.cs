using System.Text;
using IpGuard.Core.Ledger;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Org.BouncyCastle.Security;

namespace IpGuard.Proof.Ledger;

/// <summary>The Ed25519 key that signs the ledger's checkpoints. A new key is a new origin, and so a new log.</summary>
public sealed class LedgerKey
{
    const string KeyName = "ledger.key";

    readonly byte[] _secret;

    LedgerKey(string origin, byte[] secret)
    {
        (Origin, _secret) = (origin, secret);
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(secret, 0, publicKey, 0);
        Public = new(origin, NoteKey.Ed25519, publicKey);
    }

    /// <summary>The log's name; also the key's.</summary>
    public string Origin { get; }

    public NoteKey Public { get; }

    /// <summary>Reads the key of a folder, making it on first use. The file can be read by its owner alone.</summary>
    /// <param name="origin">The origin asked for.</param>
    /// <exception cref="LedgerException">The key there is of another origin, or its file is not a key.</exception>
    public static LedgerKey Open(string folder, string origin)
    {
        var path = Path.Combine(folder, KeyName);
        if (!File.Exists(path))
        {
            var secret = new byte[Ed25519.SecretKeySize];
            Ed25519.GeneratePrivateKey(new SecureRandom(), secret);
            SecretFile.Write(path, Encoding.UTF8.GetBytes($"{origin}\n{Convert.ToBase64String(secret)}\n"));
        }

        return Read(folder, origin);
    }

    /// <summary>Reads the key of a folder, which has to be there.</summary>
    /// <exception cref="LedgerException">It is not there, is of another origin, or its file is not a key.</exception>
    public static LedgerKey Read(string folder, string origin)
    {
        var path = Path.Combine(folder, KeyName);
        if (!File.Exists(path))
            throw new LedgerException($"expected the ledger's key in {path}, found none: restore it from a backup");
        var lines = File.ReadAllLines(path);
        var key = new byte[Ed25519.SecretKeySize + 3];
        if (
            lines.Length < 2
            || lines[0].Length == 0
            || !Convert.TryFromBase64String(lines[1], key, out var written)
            || written != Ed25519.SecretKeySize
        )
            throw new LedgerException($"expected an origin and a base64 Ed25519 key in {path}, got another file: restore it from a backup");
        if (lines[0] != origin)
        {
            throw new LedgerException(
                $"expected the ledger of origin {origin}, found that of {lines[0]} in {folder}: set LogOrigin back, or begin a new data folder (another origin is another log)"
            );
        }

        return new(lines[0], key[..written]);
    }

    /// <summary>The checkpoint as a signed note.</summary>
    public SignedNote Sign(Checkpoint checkpoint)
    {
        var message = checkpoint.ToBody();
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_secret, 0, message, 0, message.Length, signature, 0);
        return new(checkpoint.ToText(), [new(Public.Name, Public.Id, signature)]);
    }
}

/// <summary>The ledger cannot go on; the message says why and what to do.</summary>
public sealed class LedgerException : Exception
{
    public LedgerException(string message)
        : base(message) { }

    public LedgerException(string message, Exception inner)
        : base(message, inner) { }
}
