using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace IpGuard.Market.Feeds;

/// <summary>Foreign bytes as UTF-8, whatever they were: unpacked where they are gzip, turned where of another encoding.</summary>
static partial class ForeignText
{
    /// <summary>By so much of the beginning the encoding is judged.</summary>
    public const int JudgedBytes = 256 * 1024;

    // RFC 1952, section 2.3.1.
    static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    static ForeignText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Opens what lies in the stream, from its beginning, without a byte order mark.</summary>
    /// <param name="body">Seekable; stays open when what is returned is disposed.</param>
    /// <param name="mostBytes">Unpacked; behind them a <see cref="MarketplaceException"/> is thrown.</param>
    public static Stream Open(Stream body, long mostBytes)
    {
        Span<byte> magic = stackalloc byte[2];
        body.Position = 0;
        var isGzip = body.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic.SequenceEqual(GzipMagic);
        var head = new byte[JudgedBytes];
        var read = ReadHead(body, isGzip, mostBytes, head);
        var encoding = EncodingOf(head.AsSpan(0, read), read < head.Length, out var markBytes);
        var unpacked = Unpack(body, isGzip, mostBytes);
        for (var left = markBytes; left > 0; left--)
            _ = unpacked.ReadByte();
        return encoding is UTF8Encoding ? unpacked : Encoding.CreateTranscodingStream(unpacked, encoding, new UTF8Encoding(false));
    }

    // What is cut within its beginning is read as far as it goes, and told to be cut when it is read.
    static int ReadHead(Stream body, bool isGzip, long mostBytes, byte[] head)
    {
        using var first = Unpack(body, isGzip, mostBytes);
        var read = 0;
        try
        {
            for (int more; read < head.Length && (more = first.Read(head, read, head.Length - read)) > 0; )
                read += more;
        }
        catch (CutException) { }

        return read;
    }

    static BoundedStream Unpack(Stream body, bool isGzip, long mostBytes)
    {
        // RFC 1952, section 2.3.1: the last four bytes are the size of the (last) member, modulo 2^32.
        uint? size = null;
        if (isGzip)
        {
            Span<byte> trailer = stackalloc byte[4];
            body.Position = Math.Max(0, body.Length - trailer.Length);
            size =
                body.ReadAtLeast(trailer, trailer.Length, throwOnEndOfStream: false) == trailer.Length
                    ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(trailer)
                    : 0;
        }

        body.Position = 0;
        return new(isGzip ? new GZipStream(body, CompressionMode.Decompress, leaveOpen: true) : body, size, mostBytes);
    }

    /// <summary>The encoding of a text by its first bytes.</summary>
    /// <remarks>A byte order mark decides. Then UTF-8 does, where the bytes are valid in it, whatever is declared: hardly any
    /// other text is that by chance. Then UTF-16 by its zeros, then what an XML declaration says, if the bytes can be that, then GB18030
    /// where they are valid in it, and last Windows-1252, in which every byte is something.</remarks>
    public static Encoding EncodingOf(ReadOnlySpan<byte> head, bool isWhole, out int markBytes)
    {
        markBytes = 0;
        if (head.StartsWith(Encoding.UTF8.Preamble))
            return WithMark(new UTF8Encoding(false), 3, out markBytes);
        if (head.StartsWith(Encoding.Unicode.Preamble))
            return WithMark(Encoding.Unicode, 2, out markBytes);
        if (head.StartsWith(Encoding.BigEndianUnicode.Preamble))
            return WithMark(Encoding.BigEndianUnicode, 2, out markBytes);
        if (head.StartsWith((ReadOnlySpan<byte>)[0x84, 0x31, 0x95, 0x33]))
            return WithMark(Encoding.GetEncoding("GB18030"), 4, out markBytes);
        if (LooksWide(head, 1))
            return Encoding.Unicode;
        if (LooksWide(head, 0))
            return Encoding.BigEndianUnicode;
        if (IsValid(new UTF8Encoding(false, true), head, isWhole))
            return new UTF8Encoding(false);
        if (Declared(head) is { } declared && declared is not UTF8Encoding && IsValid(declared, head, isWhole))
            return declared;
        var chinese = Encoding.GetEncoding("GB18030", EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback);
        return IsValid(chinese, head, isWhole) ? Encoding.GetEncoding("GB18030") : Encoding.GetEncoding(1252);
    }

    static Encoding WithMark(Encoding encoding, int bytes, out int markBytes)
    {
        markBytes = bytes;
        return encoding;
    }

    // Text of any language has some ASCII, each with a zero beside it: line ends, delimiters, digits.
    static bool LooksWide(ReadOnlySpan<byte> head, int zeroAt)
    {
        if (head.Length < 4)
            return false;
        var (zeros, others) = (0, 0);
        for (var i = 0; i + 1 < Math.Min(head.Length, 1_000); i += 2)
        {
            zeros += head[i + zeroAt] == 0 ? 1 : 0;
            others += head[i + 1 - zeroAt] == 0 ? 1 : 0;
        }

        return others == 0 && zeros * 10 >= Math.Min(head.Length, 1_000) / 2;
    }

    static bool IsValid(Encoding encoding, ReadOnlySpan<byte> head, bool isWhole)
    {
        var strict = Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        var chars = ArrayPool<char>.Shared.Rent(strict.GetMaxCharCount(head.Length));
        try
        {
            // The decoder keeps a character that is cut at the end of the head for itself.
            strict.GetDecoder().GetChars(head, chars, flush: isWhole);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    static Encoding? Declared(ReadOnlySpan<byte> head)
    {
        var match = Declaration.Match(Encoding.Latin1.GetString(head[..Math.Min(head.Length, 200)]));
        if (!match.Success)
            return null;
        try
        {
            var named = Encoding.GetEncoding(match.Groups[1].Value);
            // A declaration that could be read byte by byte is of no encoding of two bytes.
            return named is UnicodeEncoding or UTF32Encoding || named.CodePage == 65_000 ? null : named;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    [GeneratedRegex("""^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")]
    private static partial Regex Declaration { get; }
}

/// <summary>Reads no more than it may, and tells broken packing as the marketplace's fault.</summary>
/// <param name="gzipSize">What the end of packed bytes says of their size; null for what is not packed, which is not owned either.</param>
sealed class BoundedStream(Stream inner, uint? gzipSize, long mostBytes) : Stream
{
    long _read;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            var read = inner.Read(buffer);
            // .NET's own reader ends in silence where packed bytes are cut. A size that is larger than all there was is none; one that is
            // smaller may be the last of several members.
            if (read == 0 && buffer.Length > 0 && gzipSize > _read)
                throw new CutException("the gzip data are cut");
            return (_read += read) <= mostBytes
                ? read
                : throw new MarketplaceException($"expected at most {mostBytes / 1024 / 1024} MB when unpacked, got more");
        }
        catch (InvalidDataException e)
        {
            throw new CutException($"the gzip data are cut or damaged: {e.Message}", e);
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && gzipSize is not null)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>What is read ends before its end; the message says how.</summary>
sealed class CutException(string message, Exception? inner = null) : Exception(message, inner);
