using System.Globalization;
using SkiaSharp;

namespace IpGuard.Proof.Certificates;

/// <summary>Lays text, hashes and pictures on A4 pages from the top down, and begins a new page where one is full.</summary>
/// <param name="number">Of the filing: printed at the foot of each page.</param>
sealed class CertificateSheet(SKDocument document, CertificateFont font, string number)
{
    // Points, 72 to the inch: ISO 216.
    const float Width = 595.28f;
    const float Height = 841.89f;

    const float Left = 62;
    const float Right = 48;
    const float Top = 48;
    const float Bottom = 54;
    const float LabelWidth = 148;
    const float PictureSide = 108;
    const float Gap = 10;
    const int MostPictures = 4;

    static readonly SKColor Ink = new(0x19, 0x1f, 0x1e);
    static readonly SKColor Muted = new(0x5a, 0x63, 0x61);
    static readonly SKColor Line = new(0xdd, 0xd6, 0xca);
    static readonly SKColor Accent = new(0x9e, 0x2f, 0x23);

    SKCanvas? _page;
    int _pages;
    float _y;

    static float Inner => Width - Left - Right;

    public void Heading(string chinese, string english, string? checkUrl)
    {
        BeginPage();
        var qr = checkUrl is null ? 0 : 62f;
        Write(chinese, 26, Ink, font.Bold, Left, _y + 26);
        Write(english, 12, Muted, font.Regular, Left, _y + 46);
        if (checkUrl is not null)
            QrCode.Draw(_page!, checkUrl, Width - Right - qr, _y - 4, qr, Ink);
        _y += Math.Max(62, qr);
        Rule(Accent, 1.2f);
        _y += 14;
    }

    public void Pictures(IReadOnlyList<byte[]> pictures)
    {
        if (pictures.Count == 0)
            return;
        var x = Left;
        foreach (var bytes in pictures.Take(MostPictures))
        {
            using var image =
                SKImage.FromEncodedData(bytes) ?? throw new CertificateException("expected a picture to print, got bytes that are none");
            var scale = Math.Min(PictureSide / image.Width, PictureSide / image.Height);
            var (w, h) = (image.Width * scale, image.Height * scale);
            var at = SKRect.Create(x + ((PictureSide - w) / 2), _y + ((PictureSide - h) / 2), w, h);
            _page!.DrawImage(image, at, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            using var frame = new SKPaint
            {
                Color = Line,
                Style = SKPaintStyle.Stroke,
                StrokeWidth = 0.8f,
                IsAntialias = true,
            };
            _page!.DrawRect(SKRect.Create(x, _y, PictureSide, PictureSide), frame);
            x += PictureSide + Gap;
        }

        if (pictures.Count > MostPictures)
            Write($"+{pictures.Count - MostPictures}", 10, Muted, font.Regular, x - Gap + 4, _y + PictureSide);
        _y += PictureSide + 14;
    }

    public void Title(string title)
    {
        Lines(title, 15, Ink, font.Bold, Left, Inner, 21);
        _y += 5;
    }

    public void Section(string chinese, string english)
    {
        Need(48);
        _y += 9;
        Rule(Line, 0.8f);
        _y += 15;
        Write(chinese, 11, Accent, font.Bold, Left, _y);
        Write(english, 8.5f, Muted, font.Regular, Left + Measure(chinese, 11, font.Bold) + 8, _y);
        _y += 7;
    }

    public void Fact(string chinese, string english, string value)
    {
        Need(15);
        Write(chinese, 9, Ink, font.Regular, Left, _y + 11);
        Write(english, 7.5f, Muted, font.Regular, Left + Measure(chinese, 9, font.Regular) + 5, _y + 11);
        Lines(value, 9, Ink, font.Regular, Left + LabelWidth, Inner - LabelWidth, 13.5f);
    }

    /// <summary>A hash in full: 64 digits on one line, in groups of eight.</summary>
    public void Hash(string label, string hex)
    {
        Need(28);
        Lines(label, 7.5f, Muted, font.Regular, Left, Inner, 11);
        var x = Left;
        foreach (var group in hex.Chunk(8))
        {
            Write(new(group), 9, Ink, font.Regular, x, _y + 10);
            x += Inner / 8;
        }

        _y += 16;
    }

    public void Paragraph(string text, bool isWarning = false) =>
        Lines(text, 8, isWarning ? Accent : Ink, isWarning ? font.Bold : font.Regular, Left, Inner, 11.5f);

    public void Close() => EndPage();

    void BeginPage()
    {
        _page = document.BeginPage(Width, Height);
        _pages++;
        _y = Top;
        // The red thread, stitched down the binding.
        using var thread = new SKPaint
        {
            Color = Accent,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 1.4f,
            StrokeCap = SKStrokeCap.Round,
            IsAntialias = true,
            PathEffect = SKPathEffect.CreateDash([7, 6], 0),
        };
        _page.DrawLine(34, Top - 14, 34, Height - Bottom + 20, thread);
    }

    void EndPage()
    {
        var foot = Height - Bottom + 24;
        Write($"IpGuard · {number}", 7.5f, Muted, font.Regular, Left, foot);
        var page = _pages.ToString(CultureInfo.InvariantCulture);
        Write(page, 7.5f, Muted, font.Regular, Width - Right - Measure(page, 7.5f, font.Regular), foot);
        document.EndPage();
    }

    void Need(float points)
    {
        if (_y + points <= Height - Bottom)
            return;
        EndPage();
        BeginPage();
    }

    void Rule(SKColor colour, float thickness)
    {
        using var paint = new SKPaint
        {
            Color = colour,
            StrokeWidth = thickness,
            IsAntialias = true,
        };
        _page!.DrawLine(Left, _y, Width - Right, _y, paint);
    }

    void Lines(string text, float size, SKColor colour, SKTypeface face, float x, float width, float leading)
    {
        foreach (var line in Wrapping.Wrap(text, width, part => Measure(part, size, face)))
        {
            Need(leading);
            Write(line, size, colour, face, x, _y + (leading * 0.78f));
            _y += leading;
        }
    }

    void Write(string text, float size, SKColor colour, SKTypeface face, float x, float y)
    {
        using var sized = new SKFont(face, size);
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        _page!.DrawText(text, x, y, SKTextAlign.Left, sized, paint);
    }

    static float Measure(string text, float size, SKTypeface face)
    {
        using var sized = new SKFont(face, size);
        return sized.MeasureText(text);
    }
}
