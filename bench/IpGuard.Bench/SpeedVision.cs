using IpGuard.Core.Matching;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Features;
using IpGuard.Vision.Hashing;
using IpGuard.Vision.Networks;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace IpGuard.Bench;

/// <summary>Speed from the bytes of a picture to its fingerprint and features.</summary>
sealed class SpeedVision(IReadOnlyList<byte[]> jpegs, NetworkSettings networkSettings)
{
    readonly List<SheetPicture> _sheets = [.. jpegs.Select(SheetOf)];

    public void Run()
    {
        Console.WriteLine($"{jpegs.Count} JPEGs of 1,024 px drawn by code; JPEGs are read by {JpegDecoder.Name}");
        using var network = EmbeddingNetwork.Open(networkSettings);
        using var vision = new Fingerprinter(network);
        Stops(network, vision);
        Network(network);
        Decoding();
        Hashes();
    }

    void Stops(EmbeddingNetwork network, Fingerprinter vision)
    {
        var lumas = _sheets.ConvertAll(s => s.ToLuma());
        var all = Stopwatches.Median(() => Each(jpegs, j => vision.Examine(j, Side.Listed, Pass.Fast)), jpegs.Count);
        Stopwatches.Say($"whole fingerprint, fast pass: {all:F0} µs, {1_000_000 / all:F0} pictures a second and core; of it");
        var left = 100.0;
        void Stop(string name, Action work)
        {
            var share = 100 * Stopwatches.Median(work, jpegs.Count) / all;
            left -= share;
            Stopwatches.Say($"  {share, 5:F1} % {name}");
        }

        Stop("decoding in colour", () => Each(jpegs, j => SheetOf(j)));
        Stop("brightness", () => Each(_sheets, s => s.ToLuma()));
        Stop("published hash", () => Each(lumas, l => CanonicalPdq.Hash(l)));
        Stop("eight hashes of the whole, twice", () => Each(lumas, l => (SymmetricPdq.Hash(l), SymmetricPdq.Hash(l))));
        Stop("finding regions", () => Each(lumas, l => RegionFinder.Find(l, Side.Listed)));
        Stop("keypoints", () => Each(lumas, l => KeypointFinder.Find(l)));
        Stop("network on the whole", () => Each(_sheets, s => network.Embed(s, [Area.Whole])));
        Stopwatches.Say($"  {left, 5:F1} % hashes of regions, miniature, colours, all else");
    }

    void Network(EmbeddingNetwork network)
    {
        const int batch = EmbeddingNetwork.MostInBatch;
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(networkSettings.Path, options);
        var side = networkSettings.SidePx;
        var bytes = new byte[batch * side * side * 3];
        Area[] areas = [.. Enumerable.Repeat(new Area(0.1f, 0.1f, 0.64f, 0.64f), batch)];
        for (var i = 0; i < batch; i++)
            Resampler.Stretch(_sheets[0], areas[i], bytes.AsSpan(i * side * side * 3), side, side, 3);
        using var input = OrtValue.CreateTensorValueFromMemory(bytes, [batch, side, side, 3]);
        using var run = new RunOptions();
        var name = session.InputMetadata.Keys.Single();
        Stopwatches.Compare(
            $"network on a batch of {batch} parts, cutting included, a part",
            () => network.Embed(_sheets[0], areas),
            "bare session on the same tensor",
            () => session.Run(run, [name], [input], [networkSettings.Output]).Dispose(),
            batch
        );
    }

    void Decoding()
    {
        using var vision = new Fingerprinter();
        void Hashes(bool withTurbo) => Each(jpegs, j => SymmetricPdq.Hash(LumaOf(j, withTurbo ? TurboJpeg.Instance : null)));
        void Bare() => Each(jpegs, SkiaGray);
        void All() => Each(jpegs, j => vision.Read(j));
        const string skia = "bare scaled gray decode, SkiaSharp";
        const string floor = "bare gray decode at 1/2, libturbojpeg";
        Stopwatches.Compare("decoding and eight hashes, SkiaSharp", () => Hashes(false), skia, Bare, jpegs.Count);
        Stopwatches.Compare("decoding and all nine hashes", All, skia, Bare, jpegs.Count);
        if (TurboJpeg.Instance is not { } turbo)
            return;
        var gray = new byte[512 * 512];
        void Floor() => Each(jpegs, j => turbo.TryDecode(j, 512, 512, TurboPixels.Gray, gray));
        Stopwatches.Compare("decoding and eight hashes, libturbojpeg", () => Hashes(true), floor, Floor, jpegs.Count);
        Stopwatches.Compare("decoding and all nine hashes", All, floor, Floor, jpegs.Count);
    }

    void Hashes()
    {
        var lumas = _sheets.ConvertAll(s => s.ToLuma());
        // Each four times in turn, since the luma is in the cache just after decoding too.
        const int again = 4;
        List<Luma> warm = [.. lumas.Take(6).SelectMany(l => Enumerable.Repeat(l, again))];
        void Plain() => Each(warm, l => ScalarPdq.Hash(l.Pixels, l.WidthPx, l.HeightPx));
        Stopwatches.Compare("eight hashes of 512 × 512", () => Each(warm, l => SymmetricPdq.Hash(l)), "plain port", Plain, warm.Count);
        Stopwatches.Compare("published hash of 512 × 512", () => Each(warm, l => CanonicalPdq.Hash(l)), "plain port", Plain, warm.Count);
        var differing = lumas.Count(l => CanonicalPdq.Hash(l) != ScalarPdq.Hash(l.Pixels, l.WidthPx, l.HeightPx));
        Console.WriteLine($"published hash and scalar port differ on {differing} of {lumas.Count} pictures");
        if (TurboJpeg.Instance is null)
            return;
        Pdq Upright(byte[] jpeg, TurboJpeg? turbo) => SymmetricPdq.Hash(LumaOf(jpeg, turbo)).Hashes.Upright;
        var bits = jpegs.Max(j => Upright(j, null).BitsFrom(Upright(j, TurboJpeg.Instance)));
        Console.WriteLine($"hashes by the two decoders differ by at most {bits} bits");
    }

    static void Each<T>(IReadOnlyList<T> all, Action<T> work)
    {
        foreach (var one in all)
            work(one);
    }

    static void Each<TOne, TAnswer>(IReadOnlyList<TOne> all, Func<TOne, TAnswer> work)
    {
        foreach (var one in all)
            _ = work(one);
    }

    static SheetPicture SheetOf(byte[] jpeg)
    {
        using var codec = PictureDoor.Open(jpeg).Codec!;
        return SheetReader.Read(codec, jpeg, TurboJpeg.Instance).Picture!;
    }

    static Luma LumaOf(byte[] jpeg, TurboJpeg? turbo)
    {
        using var codec = PictureDoor.Open(jpeg).Codec!;
        return LumaReader.Read(codec, jpeg, turbo).Luma!.Value;
    }

    static unsafe void SkiaGray(byte[] jpeg)
    {
        using var codec = PictureDoor.Open(jpeg).Codec!;
        var size = codec.GetScaledDimensions(0.5f);
        var (rgba, gray) = (new byte[4 * size.Width * size.Height], new byte[size.Width * size.Height]);
        fixed (byte* at = rgba)
            codec.GetPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), (nint)at);
        Brightness.OfRgba(rgba, gray);
    }
}
