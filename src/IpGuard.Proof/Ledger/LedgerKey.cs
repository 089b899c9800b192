using System.Buffers.Binary;
using System.Security.Cryptography;
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
    readonly ECDsa? _ecdsa;

    LedgerKey(string origin, byte[] secret, ECDsa? ecdsa)
    {
        (Origin, _secret, _ecdsa) = (origin, secret, ecdsa);
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(secret, 0, publicKey, 0);
        Public = new(origin, NoteKey.Ed25519, publicKey);
    }

    /// <summary>The log's name; also the key's.</summary>
    public string Origin { get; }

    public NoteKey Public { get; }

    /// <summary>The second public key, as PEM; null where there is none.</summary>
    public string? EcdsaPem => _ecdsa?.ExportSubjectPublicKeyInfoPem();

    /// <summary>Reads the key of a folder, making it on first use. The file can be read by its owner alone.</summary>
    /// <param name="origin">The origin asked for.</param>
    /// <param name="isWithEcdsa">Whether it signs with a second key, of ECDSA P-256, too; that one may come and go.</param>
    /// <exception cref="LedgerException">The key there is of another origin, or its file is not a key.</exception>
    public static LedgerKey Open(string folder, string origin, bool isWithEcdsa = false)
    {
        var path = Path.Combine(folder, KeyName);
        if (!File.Exists(path))
        {
            var secret = new byte[Ed25519.SecretKeySize];
            Ed25519.GeneratePrivateKey(new SecureRandom(), secret);
            SecretFile.Write(path, Encoding.UTF8.GetBytes($"{origin}\n{Convert.ToBase64String(secret)}\n"));
        }

        var key = Read(folder, origin);
        return isWithEcdsa ? new(key.Origin, key._secret, OpenEcdsa(folder)) : key;
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

        return new(lines[0], key[..written], null);
    }

    /// <summary>The checkpoint as a signed note.</summary>
    public SignedNote Sign(Checkpoint checkpoint)
    {
        var message = checkpoint.ToBody();
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_secret, 0, message, 0, message.Length, signature, 0);
        var signatures = new List<NoteSignature> { new(Public.Name, Public.Id, signature) };
        if (_ecdsa is not null)
            signatures.Add(new(Public.Name, EcdsaId(_ecdsa), SignEcdsa(message)));
        return new(checkpoint.ToText(), signatures);
    }

    // DER, as openssl and the signed-note specification have it; .NET's own form is another.
    byte[] SignEcdsa(byte[] message) => _ecdsa!.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    // SHA-256 of the public key in DER, first four bytes (C2SP signed-note, type 0x02).
    static uint EcdsaId(ECDsa key) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    static ECDsa OpenEcdsa(string folder)
    {
        var path = Path.Combine(folder, "ledger-ecdsa.key");
        if (!File.Exists(path))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            SecretFile.Write(path, Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem()));
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new LedgerException($"expected an ECDSA key in PEM in {path}, got another file: restore it from a backup", e);
        }
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
