using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Vision.Decoding;
using SkiaSharp;

namespace IpGuard.Rooms.Tests.Vision;

public class LaidPictureTests
{
    // WebP and resampling move a channel by a few steps; another picture by fifty and more in the mean.
    const double SamePicture = 12;

    static SKBitmap Lay(byte[] listing, byte[] work, Affine toListed, int sidePx = 800)
    {
        var (webp, fault) = LaidPicture.Make(listing, work, toListed, sidePx);
        Assert.Null(fault);
        return SKBitmap.Decode(webp);
    }

    static byte[] Png(SKBitmap bitmap) => Made.Encode(bitmap, SKEncodedImageFormat.Png);

    static double Distance(SKBitmap one, SKBitmap other, SKRectI within)
    {
        double sum = 0;
        for (var y = within.Top; y < within.Bottom; y += 3)
        {
            for (var x = within.Left; x < within.Right; x += 3)
            {
                var (a, b) = (one.GetPixel(x, y), other.GetPixel(x, y));
                sum += (Math.Abs(a.Red - b.Red) + Math.Abs(a.Green - b.Green) + Math.Abs(a.Blue - b.Blue)) / 3.0;
            }
        }

        return sum / (((within.Width + 2) / 3) * ((within.Height + 2) / 3));
    }

    [Fact]
    public void A_copy_inside_a_wider_picture_is_laid_back_onto_the_work()
    {
        using var work = Made.Busy(400, 300);
        using var listing = new SKBitmap(new SKImageInfo(1000, 500, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(listing))
        {
            canvas.Clear(SKColors.Gray);
            canvas.DrawBitmap(work, 500, 100, SKSamplingOptions.Default);
        }

        var map = new Affine(0.4f, 0, 0.5f, 0, 0.6f, 0.2f);
        using var laid = Lay(Png(listing), Png(work), map);
        Assert.Equal((400, 300), (laid.Width, laid.Height));
        Assert.InRange(Distance(laid, work, new(5, 5, 395, 295)), 0, SamePicture);
    }

    [Fact]
    public void A_mirrored_copy_is_mirrored_back()
    {
        using var work = Made.Busy(400, 300);
        using var listing = new SKBitmap(work.Info);
        using (var canvas = new SKCanvas(listing))
        {
            canvas.Scale(-1, 1, 200, 0);
            canvas.DrawBitmap(work, 0, 0, SKSamplingOptions.Default);
        }

        var map = new Affine(-1, 0, 1, 0, 1, 0);
        using var laid = Lay(Png(listing), Png(work), map);
        Assert.InRange(Distance(laid, work, new(5, 5, 395, 295)), 0, SamePicture);
    }

    [Fact]
    public void What_the_listing_does_not_show_is_transparent()
    {
        using var work = Made.Busy(400, 300);
        using var listing = new SKBitmap(new SKImageInfo(200, 300));
        work.ExtractSubset(listing, new(0, 0, 200, 300));
        using var laid = Lay(Png(listing), Png(work), Affine.Scaling(2, 1));
        Assert.Equal((255, 0), (laid.GetPixel(100, 150).Alpha, laid.GetPixel(300, 150).Alpha));
        Assert.InRange(Distance(laid, work, new(5, 5, 190, 295)), 0, SamePicture);
    }

    // EXIF 6: what is stored lies on its left side; 8 on its right.
    [Theory]
    [InlineData(1, 640, 480)]
    [InlineData(6, 480, 640)]
    [InlineData(8, 480, 640)]
    public void A_picture_is_as_large_as_people_see_it(int orientation, int width, int height)
    {
        var jpeg = Made.WithOrientation(Made.Jpeg(640, 480), orientation);
        Assert.Equal(new PictureSize(width, height), LaidPicture.SizeOf(jpeg).Size);
        using var laid = Lay(jpeg, jpeg, Affine.Identity, 320);
        using var shown = SKBitmap.Decode(Thumbnail.Make(jpeg, 320).Jpeg);
        Assert.Equal((shown.Width, shown.Height), (laid.Width, laid.Height));
        Assert.InRange(Distance(laid, shown, new(3, 3, laid.Width - 3, laid.Height - 3)), 0, SamePicture);
    }

    [Fact]
    public void A_map_that_flattens_the_picture_lays_nothing()
    {
        var picture = Made.Jpeg();
        Assert.Equal((null, null), LaidPicture.Make(picture, picture, new Affine(1, 1, 0, 1, 1, 0), 320));
    }

    [Fact]
    public void What_is_no_picture_is_told_as_a_fault() =>
        Assert.Equal(PictureFaultKind.Empty, LaidPicture.Make(default, Made.Jpeg(), Affine.Identity, 320).Fault!.Kind);
}
