using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Vision.Hashing;
using SkiaSharp;

namespace IpGuard.Vision.Decoding;

/// <summary>Makes fingerprints of pictures. Any bytes may be handed in; the answer is a fingerprint or a reason, never an
/// exception.</summary>
public sealed class Fingerprinter : IDisposable
{
    /// <summary>Above it pictures are decoded one at a time: at 50 megapixels one takes 200 MB for a moment.</summary>
    const long LargePicturePixels = 8_000_000;

    readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    readonly SemaphoreSlim _large = new(1);

    /// <summary>Fingerprints a picture off the caller's thread, as many at once as there are cores.</summary>
    public async Task<Reading> FingerprintAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        await _cores.WaitAsync(stop);
        try
        {
            return await Task.Run(() => Read(bytes), stop);
        }
        finally
        {
            _cores.Release();
        }
    }

    /// <summary>Fingerprints a picture on the caller's thread.</summary>
    public Reading Read(ReadOnlyMemory<byte> bytes)
    {
        var (codec, format, fault) = PictureDoor.Open(bytes);
        if (codec is null)
            return new Reading.Unreadable(fault!);
        using (codec)
        {
            var isLarge = (long)codec.Info.Width * codec.Info.Height > LargePicturePixels;
            if (isLarge)
                _large.Wait();
            try
            {
                return Read(codec, format);
            }
            finally
            {
                if (isLarge)
                    _large.Release();
            }
        }
    }

    public void Dispose()
    {
        _cores.Dispose();
        _large.Dispose();
    }

    static Reading Read(SKCodec codec, PictureFormat format)
    {
        var (decoded, isTruncated, fault) = LumaReader.Read(codec);
        if (decoded is not { } luma)
            return new Reading.Unreadable(
                new(PictureFaultKind.Undecodable, $"expected a {format} picture that can be decoded, but {fault}")
            );
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
