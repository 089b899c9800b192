using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using SkiaSharp;

namespace IpGuard.Vision.Decoding;

/// <summary>A listing's picture laid onto the work: drawn into the work's frame, so that what shows the same lies at one place.</summary>
public static class LaidPicture
{
    const int WebPQuality = 82;

    /// <summary>A WebP of the work's shape, at most <paramref name="maximumSidePx"/> a side; transparent where the listing shows nothing of
    /// the work.</summary>
    /// <param name="toListed">From the work to the listing, both in fractions of their width and height.</param>
    /// <returns>Null and the fault where one of the two cannot be read; null and none where the map flattens the picture.</returns>
    public static (byte[]? WebP, PictureFault? Fault) Make(
        ReadOnlyMemory<byte> listing,
        ReadOnlyMemory<byte> work,
        in Affine toListed,
        int maximumSidePx
    )
    {
        var (size, fault) = SizeOf(work);
        if (size is not { } frame)
            return (null, fault);
        var (codec, format, listingFault) = PictureDoor.Open(listing);
        if (codec is null)
            return (null, listingFault);
        using (codec)
        {
            using var decoded = Thumbnail.Decode(codec, maximumSidePx);
            if (decoded is null)
                return (null, new(PictureFaultKind.Undecodable, $"expected a {format} picture that can be decoded"));
            return (Draw(decoded, codec.EncodedOrigin, Within(frame, maximumSidePx), toListed), null);
        }
    }

    /// <summary>The size that a picture's header tells, its EXIF orientation applied; nothing is decoded.</summary>
    public static (PictureSize? Size, PictureFault? Fault) SizeOf(ReadOnlyMemory<byte> bytes)
    {
        var (codec, _, fault) = PictureDoor.Open(bytes);
        if (codec is null)
            return (null, fault);
        using (codec)
        {
            var (w, h) = (codec.Info.Width, codec.Info.Height);
            return (IsSideways(codec.EncodedOrigin) ? new(h, w) : new(w, h), null);
        }
    }

    static PictureSize Within(PictureSize size, int maximumSidePx)
    {
        var scale = Math.Min(1f, (float)maximumSidePx / Math.Max(size.WidthPx, size.HeightPx));
        return new(Math.Max(1, (int)MathF.Round(size.WidthPx * scale)), Math.Max(1, (int)MathF.Round(size.HeightPx * scale)));
    }

    static byte[]? Draw(SKBitmap listing, SKEncodedOrigin origin, PictureSize frame, in Affine toListed)
    {
        var (w, h) = IsSideways(origin) ? (listing.Height, listing.Width) : (listing.Width, listing.Height);
        var toPixels = Affine.Scaling(1f / frame.WidthPx, 1f / frame.HeightPx).Then(toListed).Then(Affine.Scaling(w, h));
        // Less than one pixel of the listing for a thousand of the frame is no picture.
        if (MathF.Abs(toPixels.Determinant) < 1e-3f)
            return null;
        using var surface = SKSurface.Create(new SKImageInfo(frame.WidthPx, frame.HeightPx, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.Transparent);
        canvas.Concat(MatrixOf(toPixels.Inverse()));
        using (var white = new SKPaint { Color = SKColors.White })
            canvas.DrawRect(0, 0, w, h, white);
        canvas.Translate(w / 2f, h / 2f);
        canvas.Concat(Thumbnail.MatrixOf(origin));
        canvas.Translate(-listing.Width / 2f, -listing.Height / 2f);
        using var image = SKImage.FromBitmap(listing);
        canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var snapshot = surface.Snapshot();
        using var data = snapshot.Encode(SKEncodedImageFormat.Webp, WebPQuality);
        return data.ToArray();
    }

    static SKMatrix MatrixOf(in Affine map) => new(map.Xx, map.Xy, map.Tx, map.Yx, map.Yy, map.Ty, 0, 0, 1);

    // EXIF 5 to 8 lie on their side.
    static bool IsSideways(SKEncodedOrigin origin) => (int)origin >= 5;
}
