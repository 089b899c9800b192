using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Vision.Drawing;
using IpGuard.Vision.Features;
using SkiaSharp;

namespace IpGuard.Rooms.Tests.Vision;

/// <summary>What a drawn picture is known by, and that it is found again on a copy.</summary>
public class FeatureTests
{
    static byte[] Draw(int width, int height, SKColor ground, Action<SKCanvas> paint)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(ground);
        paint(canvas);
        return Made.Encode(bitmap, SKEncodedImageFormat.Png);
    }

    static void Paste(SKCanvas canvas, SKBitmap picture, SKRect at)
    {
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, at, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    static float BestOverlap(PictureFeatures features, Area truth, params RegionKind[] kinds) =>
        features.Regions.Where(r => kinds.Contains(r.Kind)).Select(r => r.Area.OverlapWith(truth)).DefaultIfEmpty(0).Max();

    [Theory]
    [InlineData(0.1f, 0.1f, 0.1f, 0.1f)]
    [InlineData(0.05f, 0.25f, 0.2f, 0.12f)]
    public void A_frame_of_one_colour_is_taken_off(float left, float top, float right, float bottom)
    {
        using var picture = Made.Busy(400, 300, seed: 4);
        var (width, height) = ((int)(400 * (1 + left + right)), (int)(300 * (1 + top + bottom)));
        var framed = Draw(width, height, SKColors.DarkSlateGray, c => Paste(c, picture, SKRect.Create(400 * left, 300 * top, 400, 300)));
        var truth = new Area(400 * left / width, 300 * top / height, 400f / width, 300f / height);
        // Its edges are straight, so it may be found by them already.
        foreach (var side in Enum.GetValues<Side>())
            Assert.True(BestOverlap(Eyes.Features(framed, side), truth, RegionKind.Trimmed, RegionKind.Inner) > 0.9f);
    }

    [Fact]
    public void A_soft_picture_in_a_frame_is_trimmed()
    {
        // Fades into its frame at the edges, so that no straight edge is there to be found.
        var framed = Draw(
            400,
            400,
            SKColors.White,
            canvas =>
            {
                using var paint = new SKPaint { Color = SKColors.DarkRed, IsAntialias = true };
                for (var i = 0; i < 40; i++)
                    canvas.DrawCircle(120 + (i * 37 % 160), 100 + (i * 53 % 200), 6 + (i % 9), paint);
            }
        );
        Assert.Contains(Eyes.Features(framed, Side.Listed).Regions, r => r.Kind is RegionKind.Trimmed or RegionKind.Foreground);
    }

    [Theory]
    [InlineData(0.3f, 0.25f, 0.5f, 0.55f)]
    [InlineData(0.05f, 0.4f, 0.45f, 0.45f)]
    public void A_picture_in_a_picture_is_found_by_its_edges(float x, float y, float width, float height)
    {
        using var outer = Made.Busy(600, 500, seed: 2);
        using var inner = Made.Busy(300, 300, seed: 3);
        var bytes = Draw(
            600,
            500,
            SKColors.White,
            c =>
            {
                Paste(c, outer, SKRect.Create(0, 0, 600, 500));
                Paste(c, inner, SKRect.Create(600 * x, 500 * y, 600 * width, 500 * height));
            }
        );
        Assert.True(BestOverlap(Eyes.Features(bytes, Side.Listed), new(x, y, width, height), RegionKind.Inner) > 0.8f);
    }

    [Fact]
    public void The_picture_in_a_screenshot_is_found_by_its_edges()
    {
        var bytes = Draw(
            360,
            720,
            SKColors.White,
            canvas =>
            {
                using var ground = new SKPaint { Color = SKColors.DarkOliveGreen };
                canvas.DrawRect(0, 110, 360, 360, ground);
                using var spot = new SKPaint { Color = SKColors.Orange, IsAntialias = true };
                for (var i = 0; i < 30; i++)
                    canvas.DrawCircle(20 + (i * 71 % 320), 135 + (i * 47 % 310), 5 + (i % 11), spot);
                using var ink = new SKPaint { Color = SKColors.Black };
                for (var i = 0; i < 24; i++)
                    canvas.DrawRect(20 + (i % 8 * 40), 510 + (i / 8 * 40), 24, 10, ink);
                canvas.DrawRect(180, 670, 165, 36, ink);
            }
        );
        var truth = new Area(0, 110 / 720f, 1, 0.5f);
        Assert.True(BestOverlap(Eyes.Features(bytes, Side.Listed), truth, RegionKind.Inner) > 0.8f);
    }

    // A ground of one colour is trimmed off already; one that grows a little darker is not.
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void What_stands_before_a_plain_ground_is_a_part_and_a_busy_ground_has_no_foreground(int darker)
    {
        var subject = Draw(
            400,
            400,
            SKColors.WhiteSmoke,
            canvas =>
            {
                for (var x = 0; x < 400; x++)
                {
                    var gray = (byte)(240 - (x * darker / 400));
                    using var shade = new SKPaint { Color = new SKColor(gray, gray, gray) };
                    canvas.DrawRect(x, 0, 1, 400, shade);
                }

                using var paint = new SKPaint { Color = SKColors.Navy, IsAntialias = true };
                canvas.DrawOval(200, 200, 90, 120, paint);
            }
        );
        var kind = darker == 0 ? RegionKind.Trimmed : RegionKind.Foreground;
        Assert.True(BestOverlap(Eyes.Features(subject), new(110 / 400f, 0.2f, 0.45f, 0.6f), kind) > 0.9f);
        using var busy = Made.Busy(400, 400, seed: 3);
        Assert.DoesNotContain(Eyes.Features(Made.Encode(busy, SKEncodedImageFormat.Png)).Regions, r => r.Kind == RegionKind.Foreground);
    }

    [Fact]
    public void No_two_parts_of_a_picture_are_nearly_the_same()
    {
        var features = Eyes.Features(MotifPainter.Draw(Category.Apparel, 5, 480), Side.Listed);
        for (var i = 0; i < features.Regions.Count; i++)
            Assert.All(features.Regions.Skip(i + 1), r => Assert.InRange(r.Area.OverlapWith(features.Regions[i].Area), 0, 0.88f));
    }

    [Theory]
    [InlineData(Category.Apparel)]
    [InlineData(Category.Jewellery)]
    [InlineData(Category.Furniture)]
    public void A_drawn_picture_has_300_to_500_keypoints_all_on_it(Category category)
    {
        var features = Eyes.Features(MotifPainter.Draw(category, 3, 512));
        Assert.InRange(features.Keypoints.Count, 300, Keypoints.Most);
        Assert.All(features.Keypoints.Xs, x => Assert.InRange(x, 0, features.WidthPx));
        Assert.All(features.Keypoints.Ys, y => Assert.InRange(y, 0, features.HeightPx));
    }

    [Theory]
    [InlineData(Attack.Resaved)]
    [InlineData(Attack.Jpeg30)]
    [InlineData(Attack.Turn5)]
    [InlineData(Attack.Turn90)]
    [InlineData(Attack.Mirror)]
    [InlineData(Attack.Crop60)]
    [InlineData(Attack.Border)]
    [InlineData(Attack.Gray)]
    [InlineData(Attack.Screenshot)]
    public void Keypoints_agree_on_where_a_copy_lies_whatever_was_done_to_it(Attack attack)
    {
        var work = MotifPainter.Draw(Category.Apparel, 12, 512);
        var listed = Eyes.Features(AttackPainter.Apply(work, attack, 1), Side.Listed);
        var filed = Eyes.Features(work);
        var fit = KeypointGeometry.Better(
            KeypointGeometry.Fit(filed.Keypoints, listed.Keypoints),
            KeypointGeometry.Fit(filed.Keypoints, listed.Keypoints.Mirrored(listed.WidthPx)),
            listed.WidthPx
        );
        Assert.True(fit?.Cells >= 24, $"{fit?.Cells} cells");
        Assert.Equal(attack == Attack.Mirror, fit!.ToListed.Determinant < 0);
    }

    [Fact]
    public void Two_designs_agree_on_few_keypoints()
    {
        var cells = Enumerable.Range(20, 6).Select(i => Eyes.Features(MotifPainter.Draw(Category.Apparel, i, 512)).Keypoints).ToList();
        for (var i = 1; i < cells.Count; i++)
            Assert.InRange(KeypointGeometry.Fit(cells[0], cells[i])?.Cells ?? 0, 0, 12);
    }

    [Fact]
    public void The_same_picture_has_the_same_features_each_time_and_on_many_threads()
    {
        var picture = MotifPainter.Draw(Category.Furniture, 8, 400);
        var once = Eyes.Features(picture, Side.Listed, Eyes.Whole, Pass.Deep).ToBytes();
        var others = new byte[6][];
        Parallel.For(0, others.Length, i => others[i] = Eyes.Features(picture, Side.Listed, Eyes.Whole, Pass.Deep).ToBytes());
        Assert.All(others, o => Assert.Equal(once, o));
    }

    [Fact]
    public void Of_a_listing_the_network_sees_cells_and_inner_pictures_and_of_a_work_every_part()
    {
        var picture = MotifPainter.Draw(Category.Apparel, 8, 400);
        var listed = Eyes.Features(picture, Side.Listed, Eyes.Whole, Pass.Deep).Regions;
        RegionKind[] unseen = [RegionKind.Stripped, RegionKind.Centre, RegionKind.Half, RegionKind.Window];
        Assert.All(listed, r => Assert.Equal(unseen.Contains(r.Kind), r.Embedding is null));
        Assert.Contains(listed, r => r.Kind == RegionKind.Quadrant);
        Assert.Contains(listed, r => r.Kind == RegionKind.Ninth);
        Assert.Contains(listed, r => r.Kind == RegionKind.Window);
        var filed = Eyes.Features(picture, Side.Filed, Eyes.Whole, Pass.Deep).Regions;
        Assert.All(filed, r => Assert.NotNull(r.Embedding));
        Assert.Contains(filed, r => r.Kind == RegionKind.Window);
    }

    [Fact]
    public async Task Looking_deeper_later_gives_what_looking_deeply_at_once_gives()
    {
        var picture = MotifPainter.Draw(Category.Apparel, 8, 400);
        var fast = Eyes.Features(picture, Side.Listed, Eyes.Whole);
        var deepened = await Eyes.Whole.DeepenAsync(picture, fast, CancellationToken.None);
        Assert.True(deepened.IsDeep);
        var atOnce = Eyes.Features(picture, Side.Listed, Eyes.Whole, Pass.Deep);
        Assert.Equal(atOnce.Regions.Select(r => r.Embedding is null), deepened.Regions.Select(r => r.Embedding is null));
        Assert.All(
            atOnce.Regions.Zip(deepened.Regions).Where(pair => pair.First.Embedding is not null),
            pair => Assert.InRange(pair.First.Embedding!.CosineTo(pair.Second.Embedding!), 0.999f, 1.0001f)
        );
        // What can no longer be decoded stays as it was.
        Assert.Same(fast, await Eyes.Whole.DeepenAsync("gone"u8.ToArray(), fast, CancellationToken.None));
    }

    [Fact]
    public void What_is_kept_is_what_was_seen()
    {
        var seen = Eyes.Features(MotifPainter.Draw(Category.Apparel, 9, 480));
        var kept = PictureFeatures.FromBytes(seen.ToBytes())!;
        Assert.Equal(seen.Keypoints.Xs, kept.Keypoints.Xs);
        Assert.Equal(seen.Keypoints.Ys, kept.Keypoints.Ys);
        Assert.Equal(seen.Keypoints.Scales, kept.Keypoints.Scales);
        Assert.Equal(seen.Keypoints.Angles, kept.Keypoints.Angles);
    }
}
