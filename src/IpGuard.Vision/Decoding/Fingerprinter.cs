using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Vision.Features;
using IpGuard.Vision.Hashing;
using IpGuard.Vision.Networks;
using SkiaSharp;

namespace IpGuard.Vision.Decoding;

/// <summary>Makes fingerprints of pictures. Any bytes may be handed in; the answer is a fingerprint or a reason, never an
/// exception.</summary>
/// <param name="network">Null where there is none: pictures are then known by hashes and keypoints only.</param>
public sealed class Fingerprinter(EmbeddingNetwork? network = null) : IDisposable
{
    /// <summary>Above it pictures are decoded one at a time: at 50 megapixels one takes 200 MB for a moment.</summary>
    const long LargePicturePixels = 8_000_000;

    readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    readonly SemaphoreSlim _large = new(1);

    /// <summary>Which network makes the embeddings; empty where there is none.</summary>
    public string NetworkId => network?.Id ?? "";

    /// <summary>Examines a picture off the caller's thread, as many at once as there are cores.</summary>
    public async Task<Examination> ExamineAsync(ReadOnlyMemory<byte> bytes, Side side, Pass pass, CancellationToken stop)
    {
        await _cores.WaitAsync(stop);
        try
        {
            return await Task.Run(() => Examine(bytes, side, pass), stop);
        }
        finally
        {
            _cores.Release();
        }
    }

    /// <summary>Fingerprint and features of a picture, on the caller's thread, from one decoding.</summary>
    public Examination Examine(ReadOnlyMemory<byte> bytes, Side side, Pass pass) =>
        Open<Examination>(
            bytes,
            (codec, format) =>
            {
                var (decoded, isTruncated, fault) = SheetReader.Read(codec, bytes.Span, TurboJpeg.Instance);
                if (decoded is null)
                    return new(Undecodable(format, fault!), null);
                var luma = decoded.ToLuma();
                var reading = Fingerprint(codec, format, luma, isTruncated);
                return new(reading, reading is Reading.Read ? FeatureReader.Read(decoded, luma, side, pass, network) : null);
            },
            fault => new(new Reading.Unreadable(fault), null)
        );

    /// <summary>Runs the network on the parts of a picture whose features the fast pass made.</summary>
    /// <returns>The features as they were where the picture can no longer be decoded.</returns>
    public async Task<PictureFeatures> DeepenAsync(ReadOnlyMemory<byte> bytes, PictureFeatures features, CancellationToken stop)
    {
        await _cores.WaitAsync(stop);
        try
        {
            return await Task.Run(
                () =>
                    Open(
                        bytes,
                        (codec, _) =>
                            SheetReader.Read(codec, bytes.Span, TurboJpeg.Instance).Picture is { } picture
                                ? FeatureReader.Deepen(features, picture, network)
                                : features,
                        _ => features
                    ),
                stop
            );
        }
        finally
        {
            _cores.Release();
        }
    }

    /// <summary>Only the fingerprint of a picture, on the caller's thread.</summary>
    public Reading Read(ReadOnlyMemory<byte> bytes) =>
        Open<Reading>(
            bytes,
            (codec, format) =>
            {
                var (luma, isTruncated, fault) = LumaReader.Read(codec, bytes.Span, TurboJpeg.Instance);
                return luma is { } decoded ? Fingerprint(codec, format, decoded, isTruncated) : Undecodable(format, fault!);
            },
            fault => new Reading.Unreadable(fault)
        );

    public void Dispose()
    {
        _cores.Dispose();
        _large.Dispose();
    }

    T Open<T>(ReadOnlyMemory<byte> bytes, Func<SKCodec, PictureFormat, T> read, Func<PictureFault, T> refuse)
    {
        var (codec, format, fault) = PictureDoor.Open(bytes);
        if (codec is null)
            return refuse(fault!);
        using (codec)
        {
            var isLarge = (long)codec.Info.Width * codec.Info.Height > LargePicturePixels;
            if (isLarge)
                _large.Wait();
            try
            {
                return read(codec, format);
            }
            finally
            {
                if (isLarge)
                    _large.Release();
            }
        }
    }

    static Reading.Unreadable Undecodable(PictureFormat format, string fault) =>
        new Reading.Unreadable(new(PictureFaultKind.Undecodable, $"expected a {format} picture that can be decoded, but {fault}"));

    static Reading Fingerprint(SKCodec codec, PictureFormat format, Luma luma, bool isTruncated)
    {
        var (hashes, quality) = SymmetricPdq.Hash(luma);
        // What is missing of a cut file is one colour: with no gradient at all, nothing of the picture came.
        if (isTruncated && quality == 0)
            return new Reading.Unreadable(
                new(PictureFaultKind.Undecodable, $"expected a whole {format} picture, got one that ends before the picture begins")
            );
        var isSideways = luma.WidthPx > luma.HeightPx != codec.Info.Width > codec.Info.Height;
        var (width, height) = isSideways ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);
        return new Reading.Read(new(format, width, height, isTruncated, quality, hashes, CanonicalPdq.Hash(luma)));
    }
}

/// <summary>What looking closely at a picture gave.</summary>
/// <param name="Features">Null where the picture could not be read.</param>
public sealed record Examination(Reading Reading, PictureFeatures? Features);
