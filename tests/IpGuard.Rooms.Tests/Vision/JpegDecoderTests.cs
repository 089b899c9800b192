using IpGuard.Testing;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Hashing;
using SkiaSharp;

namespace IpGuard.Rooms.Tests.Vision;

public class JpegDecoderTests
{
    static TurboJpeg Turbo
    {
        get
        {
            Assert.SkipWhen(TurboJpeg.Instance is null, "needs libturbojpeg (Debian package libturbojpeg0), which is absent here");
            return TurboJpeg.Instance!;
        }
    }

    static T With<T>(byte[] bytes, Func<SKCodec, T> read)
    {
        using var codec = PictureDoor.Open(bytes).Codec!;
        return read(codec);
    }

    static byte[] Sheet(byte[] bytes, TurboJpeg? turbo) => With(bytes, c => SheetReader.Read(c, bytes, turbo).Picture!.Pixels);

    static Luma Luma(byte[] bytes, TurboJpeg? turbo) => With(bytes, c => LumaReader.Read(c, bytes, turbo).Luma!.Value);

    [Fact]
    public void Which_decoder_is_used_can_be_seen() =>
        Assert.Equal(TurboJpeg.Instance is null ? "SkiaSharp" : "libturbojpeg", JpegDecoder.Name);

    [Theory]
    [InlineData(640, 480)]
    [InlineData(1_030, 1_050)]
    [InlineData(2_100, 2_300)]
    [InlineData(63, 65)]
    [InlineData(1, 1)]
    public void Both_decoders_give_the_same_colours(int width, int height)
    {
        var jpeg = Made.Jpeg(width, height);
        Assert.Equal(Sheet(jpeg, null), Sheet(jpeg, Turbo));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void Both_decoders_turn_a_picture_the_same_way(int orientation)
    {
        var jpeg = Made.WithOrientation(Made.Jpeg(400, 300), orientation);
        var (turbo, skia) = (Luma(jpeg, Turbo), Luma(jpeg, null));
        Assert.Equal((skia.WidthPx, skia.HeightPx), (turbo.WidthPx, turbo.HeightPx));
        Assert.InRange(SymmetricPdq.Hash(turbo).Hashes.Upright.BitsFrom(SymmetricPdq.Hash(skia).Hashes.Upright), 0, 2);
    }

    [Fact]
    public void A_jpeg_that_is_cut_is_said_to_be_so_and_read_as_before()
    {
        var cut = Made.Jpeg(600, 600);
        cut = cut[..(cut.Length * 6 / 10)];
        Assert.True(With(cut, c => LumaReader.Read(c, cut, Turbo).IsTruncated));
        Assert.True(With(cut, c => SheetReader.Read(c, cut, Turbo).IsTruncated));
        Assert.Equal(Sheet(cut, null), Sheet(cut, Turbo));
    }

    // Brightness straight from the file is not cut to what red, green and blue can show, so on loud colours it is another by some grays.
    [Fact]
    public void Hashes_by_both_decoders_are_nearly_the_same_on_photographs()
    {
        var folder = SharedData.PathOrSkip("data", "images", "clothing");
        var turbo = Turbo;
        var bits = Directory
            .EnumerateFiles(folder, "*.jpg")
            .Order(StringComparer.Ordinal)
            .Where((_, i) => i % 6 == 0)
            .Select(File.ReadAllBytes)
            .Select(j => (One: SymmetricPdq.Hash(Luma(j, turbo)), Other: SymmetricPdq.Hash(Luma(j, null))))
            .Where(h => h.Other.Quality >= 50)
            .Select(h => h.One.Hashes.Upright.BitsFrom(h.Other.Hashes.Upright))
            .ToList();
        Assert.InRange(bits.Max(), 0, 4);
        Assert.InRange(bits.Count(b => b > 2), 0, bits.Count / 50);
    }
}
