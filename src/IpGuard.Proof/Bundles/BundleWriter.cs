using System.Globalization;
using System.IO.Compression;
using System.Text;
using IpGuard.Core.Ledger;

namespace IpGuard.Proof.Bundles;

/// <summary>Writes an evidence bundle: the same content gives the same bytes.</summary>
public static class BundleWriter
{
    // The earliest time that ZIP can write: a bundle says when it was filed, not when it was packed.
    static readonly DateTimeOffset Packed = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="FormatException">The manifest, proof or key is not one.</exception>
    public static byte[] Write(Bundle bundle)
    {
        var files = Lay(bundle);
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (name, content) in files)
                Add(zip, name, content);
        }

        return bytes.ToArray();
    }

    static Dictionary<string, byte[]> Lay(Bundle bundle)
    {
        if (!TlogProof.TryParse(bundle.Proof, out var proof))
            throw new FormatException("expected a tlog-proof for the bundle, got another text");
        var collector = bundle.Fields.FirstOrDefault(f => f.Name == "collector")?.Value;
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [BundleNames.ReadMe] = Encoding.UTF8.GetBytes(BundleReadMe.Write(bundle)),
            [BundleNames.Manifest] = bundle.Manifest,
            [BundleNames.Fields] = BundleTexts.Fields(bundle.Fields),
            [BundleNames.Collection] = BundleTexts.Collection(Manifest.Read(bundle.Manifest), collector),
            [BundleNames.Proof] = Encoding.UTF8.GetBytes(bundle.Proof),
            [BundleNames.Checkpoint] = Encoding.UTF8.GetBytes(proof!.CheckpointNote),
            [BundleNames.LogKey] = Encoding.UTF8.GetBytes(bundle.LogKey + "\n"),
            [BundleNames.Script] = ReadScript(),
        };
        foreach (var file in bundle.Files)
        {
            files.Add(BundleNames.File(file.No), file.Bytes.ToArray());
            files.Add(BundleNames.FileName(file.No), Encoding.UTF8.GetBytes(file.FileName));
            files.Add(BundleNames.Salt(file.No), file.Salt);
        }

        for (var no = 1; no <= bundle.Tokens.Count; no++)
            LayToken(no, bundle.Tokens[no - 1], files);
        files.Add(BundleNames.Sums, BundleTexts.Sums(files));
        return files;
    }

    static void LayToken(int no, BundleToken token, Dictionary<string, byte[]> files)
    {
        files.Add(BundleNames.Token(no), token.Token);
        files.Add(BundleNames.Root(no), Encoding.ASCII.GetBytes(token.RootPem));
        if (token.ChainPem.Length > 0)
            files.Add(BundleNames.Chain(no), Encoding.ASCII.GetBytes(token.ChainPem));
        if (token.Request is { } request)
            files.Add(BundleNames.Request(no), request);
        if (token.Renews is { } renewed)
            files.Add(BundleNames.Renews(no), Encoding.ASCII.GetBytes(renewed.ToString("00", CultureInfo.InvariantCulture) + "\n"));
    }

    static byte[] ReadScript()
    {
        using var stream =
            typeof(BundleWriter).Assembly.GetManifestResourceStream(BundleNames.Script)
            ?? throw new InvalidOperationException($"expected {BundleNames.Script} in the assembly, found none");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    static void Add(ZipArchive zip, string name, ReadOnlyMemory<byte> content)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Packed;
        using var stream = entry.Open();
        stream.Write(content.Span);
    }
}
