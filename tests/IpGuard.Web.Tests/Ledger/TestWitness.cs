using System.Globalization;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Proof.Checking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Org.BouncyCastle.Security;

namespace IpGuard.Web.Tests.Ledger;

/// <summary>A witness on loopback, as C2SP tlog-witness describes one: it signs only what continues what it saw.</summary>
sealed class TestWitness : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly byte[] _secret = new byte[Ed25519.SecretKeySize];
    Checkpoint? _seen;

    TestWitness(WebApplication app)
    {
        _app = app;
        Ed25519.GeneratePrivateKey(new SecureRandom(), _secret);
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(_secret, 0, publicKey, 0);
        Key = new("witness.example/one", NoteKey.Witness, publicKey);
    }

    public NoteKey Key { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>The ledger's key, which a witness knows beforehand.</summary>
    public NoteKey? Log { get; set; }

    /// <summary>True to spoil the signature.</summary>
    public bool IsLying { get; set; }

    public static async Task<TestWitness> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var witness = new TestWitness(app);
        app.MapPost("/add-checkpoint", witness.AddAsync);
        await app.StartAsync();
        witness.Address = new(app.Urls.Single() + "/");
        return witness;
    }

    /// <summary>Forgets what it saw, or is made to think that it saw this.</summary>
    public void Set(Checkpoint? seen) => _seen = seen;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task AddAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = text[..split].Split('\n');
        var old = long.Parse(lines[0]["old ".Length..], CultureInfo.InvariantCulture);
        var proof = lines.Skip(1).Select(l => new Sha256Hash(Convert.FromBase64String(l))).ToList();
        Assert.True(SignedNote.TryParse(text[(split + 2)..], out var note));
        Assert.True(Checkpoint.TryParse(note!.Text, out var checkpoint));
        if (NoteCheck.Fault(note, Log!) is not null)
        {
            context.Response.StatusCode = 403;
        }
        else if (old != (_seen?.Size ?? 0))
        {
            context.Response.StatusCode = 409;
            context.Response.ContentType = "text/x.tlog.size";
            await context.Response.WriteAsync($"{_seen?.Size ?? 0}\n");
        }
        else if (
            _seen is { Size: > 0 } seen
            && !MerkleTree.VerifyConsistency((ulong)seen.Size, (ulong)checkpoint!.Size, proof, seen.Root, checkpoint.Root)
        )
        {
            context.Response.StatusCode = 422;
        }
        else
        {
            _seen = checkpoint;
            await context.Response.WriteAsync(SignedNote.Line(Sign(note.Text)));
        }
    }

    NoteSignature Sign(string text)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        var message = Cosignature.MessageOf(text, at);
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_secret, 0, message, 0, message.Length, signature, 0);
        if (IsLying)
            signature[3] ^= 1;
        byte[] time = [.. BitConverter.GetBytes(at.ToUnixTimeSeconds()).Reverse()];
        return new(Key.Name, Key.Id, [.. time, .. signature]);
    }
}
