using System.Diagnostics;
using System.Globalization;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Drawing;
using IpGuard.Vision.Hashing;
using SkiaSharp;

namespace IpGuard.Bench;

/// <summary>Speed of the hashes, both sides of each ratio alternating in one process; the ratio is the median over the rounds.</summary>
static class PdqBench
{
    const int Rounds = 15;

    // Code is compiled anew, and well, after some dozens of calls and a pause.
    const int WarmUpRounds = 12;

    public static int Run()
    {
        var pictures = Enumerable.Range(0, 12).Select(i => MotifPainter.Draw(Categories.All[i % 9].Category, 40 + i, 1_024)).ToList();
        var lumas = pictures.Select(p => LumaOf(p, 512)).ToList();
        Console.WriteLine($"{lumas.Count} pictures drawn by code, one thread, {Rounds} rounds");
        Compare(
            "8 symmetric hashes of a 512 × 512 luma",
            l => _ = SymmetricPdq.Hash(l),
            "plain scalar port",
            l => _ = ScalarPdq.Hash(l.Pixels, l.WidthPx, l.HeightPx),
            lumas
        );
        Compare(
            "exact hash of a 512 × 512 luma",
            l => _ = CanonicalPdq.Hash(l),
            "plain scalar port",
            l => _ = ScalarPdq.Hash(l.Pixels, l.WidthPx, l.HeightPx),
            lumas
        );
        using var vision = new Fingerprinter();
        Compare("fingerprint of a 1024-px JPEG", p => _ = vision.Read(p), "bare decode at 1/2 with SkiaSharp", Decode, pictures);
        var differing = lumas.Count(l => CanonicalPdq.Hash(l) != ScalarPdq.Hash(l.Pixels, l.WidthPx, l.HeightPx));
        Console.WriteLine($"exact hash and scalar port differ on {differing} of {lumas.Count} pictures");
        return 0;
    }

    static void Compare<T>(string name, Action<T> ours, string otherName, Action<T> other, List<T> on)
    {
        var (ratios, mine, theirs) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            var (a, b) = (Time(ours, on), Time(other, on));
            if (round < 0)
                continue;
            mine.Add(a);
            theirs.Add(b);
            ratios.Add(b / a);
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {Median(mine):F0} µs; {otherName}: {Median(theirs):F0} µs; ratio {Median(ratios):F2}"
            )
        );
    }

    static double Time<T>(Action<T> work, List<T> on)
    {
        var watch = Stopwatch.StartNew();
        foreach (var one in on)
            work(one);
        return watch.Elapsed.TotalMicroseconds / on.Count;
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    static void Decode(byte[] jpeg)
    {
        using var codec = SKCodec.Create(new SKMemoryStream(jpeg));
        var size = codec.GetScaledDimensions(0.5f);
        using var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        codec.GetPixels(bitmap.Info, bitmap.GetPixels());
    }

    static Luma LumaOf(byte[] jpeg, int sidePx)
    {
        using var bitmap = SKBitmap.Decode(jpeg);
        using var small = bitmap.Resize(
            new SKImageInfo(sidePx, sidePx, SKColorType.Gray8),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
        );
        return new(small.GetPixelSpan().ToArray(), sidePx, sidePx);
    }
}
