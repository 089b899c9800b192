using QRCoder;
using SkiaSharp;

namespace IpGuard.Proof.Certificates;

/// <summary>A QR code (ISO/IEC 18004) drawn as squares, so that it prints sharp at any size.</summary>
static class QrCode
{
    /// <param name="side">Points, with the quiet zone of four modules that the standard asks for.</param>
    public static void Draw(SKCanvas canvas, string text, float x, float y, float side, SKColor ink)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = data.ModuleMatrix;
        var step = side / modules.Count;
        using var paint = new SKPaint { Color = ink };
        for (var row = 0; row < modules.Count; row++)
        {
            for (var column = 0; column < modules.Count; column++)
            {
                if (modules[row][column])
                    canvas.DrawRect(SKRect.Create(x + (column * step), y + (row * step), step, step), paint);
            }
        }
    }
}
