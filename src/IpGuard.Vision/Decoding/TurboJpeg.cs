using System.Runtime.InteropServices;

namespace IpGuard.Vision.Decoding;

/// <summary>How pixels are laid out by libturbojpeg.</summary>
enum TurboPixels
{
    /// <summary>TJPF_GRAY: one byte, the picture's own Y; chroma is never computed.</summary>
    Gray = 6,

    /// <summary>TJPF_RGBA.</summary>
    Rgba = 7,
}

/// <summary>libturbojpeg's decoder (TurboJPEG API 2.0 and later, turbojpeg.h), where the machine has it.</summary>
sealed unsafe class TurboJpeg
{
    // TJCS_YCbCr and TJCS_GRAY; others (CMYK, YCCK, RGB) are left to the other decoder.
    const int YCbCr = 1;
    const int Gray = 2;

    static readonly string[] Names = ["libturbojpeg.so.0", "libturbojpeg.0.dylib", "turbojpeg.dll"];

    readonly delegate* unmanaged<nint> _init;
    readonly delegate* unmanaged<nint, int> _destroy;
    readonly delegate* unmanaged<nint, byte*, CULong, int*, int*, int*, int*, int> _header;
    readonly delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int> _decompress;

    TurboJpeg(nint init, nint destroy, nint header, nint decompress)
    {
        _init = (delegate* unmanaged<nint>)init;
        _destroy = (delegate* unmanaged<nint, int>)destroy;
        _header = (delegate* unmanaged<nint, byte*, CULong, int*, int*, int*, int*, int>)header;
        _decompress = (delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int>)decompress;
    }

    /// <summary>Null where there is none.</summary>
    public static TurboJpeg? Instance { get; } = Load();

    static TurboJpeg? Load()
    {
        foreach (var name in Names)
        {
            if (
                NativeLibrary.TryLoad(name, out var library)
                && NativeLibrary.TryGetExport(library, "tjInitDecompress", out var init)
                && NativeLibrary.TryGetExport(library, "tjDestroy", out var destroy)
                && NativeLibrary.TryGetExport(library, "tjDecompressHeader3", out var header)
                && NativeLibrary.TryGetExport(library, "tjDecompress2", out var decompress)
            )
                return new(init, destroy, header, decompress);
        }

        return null;
    }

    /// <summary>Decodes a whole picture at a scale.</summary>
    /// <param name="widthPx">A size at which libjpeg can decode it: n/8 of its own, rounded up.</param>
    /// <param name="target">Rows without gaps.</param>
    /// <returns>False where anything at all was wrong: cut, damaged, or of another kind. What is in <paramref name="target"/> then means
    /// nothing.</returns>
    public bool TryDecode(ReadOnlySpan<byte> jpeg, int widthPx, int heightPx, TurboPixels pixels, Span<byte> target)
    {
        var bytesEach = pixels == TurboPixels.Gray ? 1 : 4;
        if (target.Length < checked(widthPx * heightPx * bytesEach))
            throw new ArgumentException($"expected room for {widthPx} × {heightPx} pixels, got {target.Length} bytes", nameof(target));
        var handle = _init();
        if (handle == 0)
            return false;
        try
        {
            int width,
                height,
                subsampling,
                colours;
            fixed (
                byte* from = jpeg,
                    to = target
            )
            {
                var length = new CULong((nuint)jpeg.Length);
                // Warnings, of a cut file among them, are answered with −1 too.
                return _header(handle, from, length, &width, &height, &subsampling, &colours) == 0
                    && colours is (YCbCr or Gray)
                    && widthPx <= width
                    && heightPx <= height
                    && _decompress(handle, from, length, to, widthPx, widthPx * bytesEach, heightPx, (int)pixels, 0) == 0;
            }
        }
        finally
        {
            _ = _destroy(handle);
        }
    }
}
