using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Vision.Features;
using SkiaSharp;

namespace IpGuard.Rooms.Tests.Vision;

/// <summary>Whatever a marketplace serves is looked at, or refused with a reason; nothing makes the look fail.</summary>
public class BadPictureTests
{
    static byte[] Png(int width, int height)
    {
        using var bitmap = Made.Busy(width, height);
        return Made.Encode(bitmap, SKEncodedImageFormat.Png);
    }

    static byte[] Plain(SKColor colour)
    {
        using var bitmap = new SKBitmap(300, 200);
        bitmap.Erase(colour);
        return Made.Encode(bitmap, SKEncodedImageFormat.Png);
    }

    static byte[] Transparent()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(300, 300, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { Color = new SKColor(180, 20, 60, 120) };
        for (var i = 0; i < 12; i++)
            canvas.DrawCircle(30 + (i * 21), 40 + (i * i), 26, paint);
        return Made.Encode(bitmap, SKEncodedImageFormat.Png);
    }

    static readonly Dictionary<string, Func<byte[]>> Files = new(StringComparer.Ordinal)
    {
        ["one pixel"] = () => Png(1, 1),
        ["a column"] = () => Png(1, 900),
        ["a row"] = () => Png(900, 1),
        ["a thin strip"] = () => Png(1_400, 3),
        ["two by two"] = () => Png(2, 2),
        ["a patch's width less one"] = () => Png(32, 33),
        ["all white"] = () => Plain(SKColors.White),
        ["all blue"] = () => Plain(SKColors.Blue),
        ["nothing but transparency"] = () => Plain(SKColors.Transparent),
        ["half transparent"] = Transparent,
        ["an animated GIF"] = () => RareFiles.AnimatedGif(200, 150),
        ["16 bits a channel"] = () => RareFiles.Png16(260, 180),
        ["four inks"] = () => RareFiles.CmykJpeg(30, 24),
        ["a broken profile"] = () => RareFiles.WithBrokenProfile(Made.Jpeg(300, 200)),
        ["cut in the middle"] = () => Made.Jpeg(600, 600)[..20_000],
        ["cut before it begins"] = () => Made.Jpeg(600, 600)[..640],
        ["a header alone"] = () => Made.PngClaiming(200, 200),
        ["text"] = () => "<html>not found</html>"u8.ToArray(),
        ["nothing"] = () => [],
    };

    static readonly string[] Unreadable = ["cut before it begins", "a header alone", "text", "nothing"];

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_file_gives_features_or_a_reason_on_either_side_in_either_pass(string name)
    {
        var bytes = Files[name]();
        foreach (var side in Enum.GetValues<Side>())
        {
            foreach (var pass in Enum.GetValues<Pass>())
            {
                var (reading, features) = Eyes.Whole.Examine(bytes, side, pass);
                if (Unreadable.Contains(name))
                {
                    Assert.NotEmpty(Assert.IsType<Reading.Unreadable>(reading).Fault.Message);
                    Assert.Null(features);
                    continue;
                }

                Assert.IsType<Reading.Read>(reading);
                AssertSound(features!, pass);
            }
        }
    }

    static void AssertSound(PictureFeatures features, Pass pass)
    {
        Assert.Equal((RegionKind.Whole, Area.Whole), (features.Whole.Kind, features.Whole.Area));
        Assert.NotNull(features.Whole.Embedding);
        Assert.Equal(pass == Pass.Deep, features.IsDeep);
        Assert.All(
            features.Regions,
            r =>
            {
                Assert.InRange(r.Area.X, 0, 1);
                Assert.InRange(r.Area.Y, 0, 1);
                Assert.InRange(r.Area.X + r.Area.Width, 0, 1.0001f);
                Assert.InRange(r.Area.Y + r.Area.Height, 0, 1.0001f);
                Assert.True(r.Area.Share > 0);
            }
        );
        Assert.InRange(Math.Max(features.WidthPx, features.HeightPx), 1, Sheet.LongestSidePx);
        Assert.InRange(features.Keypoints.Count, 0, Keypoints.Most);
        Assert.Equal(features.ToBytes(), PictureFeatures.FromBytes(features.ToBytes())!.ToBytes());
        // And it can be compared with anything, itself first.
        var prepared = new PreparedPicture(features);
        var contender = new Contender("F-1", 1, prepared, default);
        var evidence = PictureComparison.Compare(prepared, [contender], Effort.Fast)[0];
        Assert.All(evidence.ToNumbers(), n => Assert.True(float.IsFinite(n)));
        _ = PictureOpinion.Of(0.9, evidence, features, features);
    }

    [Fact]
    public void Of_an_animation_the_first_frame_is_looked_at()
    {
        // Without an animation behind it: the second frame, all of one colour, would have no keypoints and be flat.
        var examined = Eyes.Quick.Examine(RareFiles.AnimatedGif(300, 240), Side.Listed, Pass.Fast);
        var print = Assert.IsType<Reading.Read>(examined.Reading).Fingerprint;
        Assert.Equal((PictureFormat.Gif, 300, 240, false), (print.Format, print.WidthPx, print.HeightPx, print.IsTruncated));
        Assert.False(print.IsFlat);
        Assert.True(examined.Features!.Keypoints.Count > 50);
    }

    [Fact]
    public void A_broken_profile_changes_nothing()
    {
        var jpeg = Made.Jpeg(400, 300);
        Assert.Equal(Eyes.Features(jpeg).ToBytes(), Eyes.Features(RareFiles.WithBrokenProfile(jpeg)).ToBytes());
    }

    [Fact]
    public void Sixteen_bits_and_four_inks_are_seen_as_drawings_and_not_as_noise_or_one_colour()
    {
        foreach (var bytes in new[] { RareFiles.Png16(400, 300), RareFiles.CmykJpeg(50, 40) })
        {
            var features = Eyes.Features(bytes);
            Assert.False(features.Whole.IsFlat);
            Assert.True(features.Colours.Distinct().Count() > 30);
        }
    }

    [Fact]
    public void A_cut_picture_is_looked_at_as_far_as_it_goes()
    {
        var whole = Made.Jpeg(600, 600);
        var examined = Eyes.Quick.Examine(whole.AsMemory(0, whole.Length * 6 / 10), Side.Listed, Pass.Fast);
        Assert.True(Assert.IsType<Reading.Read>(examined.Reading).Fingerprint.IsTruncated);
        var fit = KeypointGeometry.Fit(Eyes.Features(whole).Keypoints, examined.Features!.Keypoints);
        Assert.True(fit!.Cells > 30);
    }
}
