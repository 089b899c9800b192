using SkiaSharp;

namespace IpGuard.Proof.Certificates;

/// <summary>The typefaces of certificates. They have to hold Chinese; what is printed is embedded in the document and reads the same
/// everywhere.</summary>
public sealed class CertificateFont : IDisposable
{
    // What a certificate has to be able to say.
    const string Sample = "预备案证书绛";

    // Files of free fonts by their names, regular and bold; where a collection holds several, the simplified one is taken.
    static readonly (string Regular, string Bold)[] Files =
    [
        ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"),
        ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"),
        ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
        ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf"),
        ("wqy-zenhei.ttc", "wqy-zenhei.ttc"),
        ("wqy-microhei.ttc", "wqy-microhei.ttc"),
    ];

    // What Windows and macOS bring, asked by family: on Linux the renderer knows of no installed fonts.
    static readonly string[] Families = ["PingFang SC", "Microsoft YaHei"];

    const int MostFaces = 12;

    CertificateFont(SKTypeface regular, SKTypeface bold) => (Regular, Bold) = (regular, bold);

    internal SKTypeface Regular { get; }

    internal SKTypeface Bold { get; }

    /// <summary>Its family's name.</summary>
    public string Name => Regular.FamilyName;

    /// <summary>The font of a file, or one that is installed.</summary>
    /// <param name="path">A TrueType or OpenType file, or a collection of which the first is taken; null for what is installed.</param>
    /// <exception cref="CertificateException">There is none that holds Chinese.</exception>
    public static CertificateFont Find(string? path)
    {
        if (path is not null)
        {
            var face = File.Exists(path) ? SKTypeface.FromFile(path) : null;
            return face is not null && HoldsChinese(face)
                ? new(face, face)
                : throw new CertificateException($"expected a font that holds Chinese at {Path.GetFileName(path)}, got none");
        }

        foreach (var (regular, bold) in Files)
        {
            if (Installed(regular) is { } face)
                return new(face, Installed(bold) ?? face);
        }

        foreach (var family in Families)
        {
            var face = SKFontManager.Default.MatchFamily(family, SKFontStyle.Normal);
            if (face?.FamilyName == family && HoldsChinese(face))
                return new(face, SKFontManager.Default.MatchFamily(family, SKFontStyle.Bold) ?? face);
            face?.Dispose();
        }

        throw new CertificateException(
            "expected an installed font that holds Chinese to print certificates with, as Noto Sans CJK, got none; install one, as with "
                + "`apt-get install fonts-noto-cjk`, or name a file by IpGuard:CertificateFont"
        );
    }

    static SKTypeface? Installed(string fileName)
    {
        var path = Folders()
            .Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, fileName, SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (path is null)
            return null;
        SKTypeface? first = null;
        for (var index = 0; index < MostFaces && SKTypeface.FromFile(path, index) is { } face; index++)
        {
            if (face.FamilyName.EndsWith(" SC", StringComparison.Ordinal))
            {
                first?.Dispose();
                return face;
            }

            if (first is null && HoldsChinese(face))
                first = face;
            else
                face.Dispose();
        }

        return first;
    }

    static IEnumerable<string> Folders()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        yield return "/usr/share/fonts";
        yield return "/usr/local/share/fonts";
        yield return Path.Combine(home, ".local", "share", "fonts");
        yield return Environment.GetFolderPath(Environment.SpecialFolder.Fonts);
    }

    static bool HoldsChinese(SKTypeface face)
    {
        using var font = new SKFont(face);
        return font.ContainsGlyphs(Sample);
    }

    public void Dispose()
    {
        Regular.Dispose();
        if (!ReferenceEquals(Regular, Bold))
            Bold.Dispose();
    }
}

/// <summary>A certificate cannot be printed here. The message is one sentence: what was expected, what came, what to do.</summary>
public sealed class CertificateException(string message) : Exception(message);
