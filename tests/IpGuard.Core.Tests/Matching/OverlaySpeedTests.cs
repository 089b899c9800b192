using IpGuard.Bench;
using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class OverlaySpeedTests
{
    static Miniature Drawn(int width, int height, Func<double, double, double> brightness)
    {
        var pixels = new byte[width * height];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(brightness(i % width, i / width), 0, 255);
        return new(pixels, width, height);
    }

    // Rings and bars, nowhere the same.
    static double Motif(double x, double y) =>
        128 + (50 * Math.Sin(((x * x) + (y * y)) / 160)) + (40 * Math.Sin((x / 7) + (y / 19))) + (30 * Math.Cos((x * y) / 400));

    [Theory]
    [InlineData(40, 40, 40, 30)]
    [InlineData(13, 20, 40, 40)]
    [InlineData(70, 52, 40, 27)]
    [InlineData(5, 9, 33, 40)]
    public void A_drawing_is_found_where_the_plain_search_finds_it(int width, int height, int listedWidth, int listedHeight)
    {
        static float[] Gray(Miniature m) => Array.ConvertAll(m.Pixels, p => (float)p);
        var drawing = new ReliefLevel(Gray(Drawn(width, height, (x, y) => Motif(x + 3, y + 1))), width, height);
        var listed = new ReliefLevel(Gray(Drawn(listedWidth, listedHeight, Motif)), listedWidth, listedHeight);
        var (ours, plain) = (new Sliding(listed).Best(drawing), PlainMatching.Slide(drawing, listed));
        Assert.Equal((plain.X, plain.Y), (ours.X, ours.Y));
        Assert.Equal(plain.Score, ours.Score, 1e-3f);
    }

    [Fact]
    public void A_work_is_found_at_its_place_and_size_on_a_listing()
    {
        const double size = 0.6;
        var filed = new Relief(Drawn(160, 120, Motif), 512);
        var listed = new Relief(
            Drawn(160, 160, (x, y) => x is >= 40 and < 136 && y is >= 30 and < 102 ? Motif((x - 40) / size, (y - 30) / size) : 200),
            512
        );
        var fit = OverlaySearch.Find(filed, listed);
        Assert.InRange(fit.Likeness, 0.8f, 1);
        Assert.InRange(fit.ToListed.Scale, 0.57f, 0.63f);
        Assert.InRange(fit.ToListed.Tx, (40 * 3.2f) - 4, (40 * 3.2f) + 4);
        Assert.InRange(fit.ToListed.Ty, (30 * 3.2f) - 4, (30 * 3.2f) + 4);
    }

    [Fact]
    public void A_picture_lies_over_itself_without_a_difference()
    {
        var relief = new Relief(Drawn(157, 101, Motif), 512);
        var fit = Overlay.Measure(relief, relief, Affine.Identity);
        Assert.InRange(fit.Likeness, 0.97f, 1);
        Assert.Equal(1, fit.FiledCover, 1e-3f);
        Assert.Equal(1, fit.ShareAlike, 1e-3f);
    }
}
