using System.Buffers.Binary;
using System.Security.Cryptography;

namespace IpGuard.Index.Embedded;

/// <summary>Sealed hashes in a file that is mapped and never written again.</summary>
/// <remarks>Header: “IPGSEG” and two bytes of version; counts of hashes, pictures, filings, bytes of text and bands (int32); the SHA-256
/// of each section; the SHA-256 of all that. Then the sections, each from a multiple of 64 bytes, little-endian: both planes, places,
/// pictures, numbers, firsts, texts, text, heads, postings.</remarks>
static unsafe class SegmentFile
{
    const int Sections = 10;
    const int FirstOfBands = 8;
    const int SumsAt = 8 + (5 * 4);
    const int SignedBytes = SumsAt + (Sections * SHA256.HashSizeInBytes);
    const int HeaderBytes = SignedBytes + SHA256.HashSizeInBytes;
    const int Alignment = 64;
    const int ChunkBytes = 16 << 20;

    static ReadOnlySpan<byte> Magic => "IPGSEG\u0001\0"u8;

    /// <summary>Writes a new file and flushes it to the disk; no one knows of it before the manifest names it.</summary>
    /// <returns>The checksum of its header, which holds all others.</returns>
    public static byte[] Write(string path, SealedHashes hashes, CancellationToken stop)
    {
        var bands = hashes.Bands!;
        var (places, pictures, numbers) = hashes.OfPictures;
        var (firsts, texts, text) = hashes.OfFilings;
        Section<byte>[] sections =
        [
            hashes.Planes.High.AsBytes(),
            hashes.Planes.Low.AsBytes(),
            places.AsBytes(),
            pictures.AsBytes(),
            numbers.AsBytes(),
            firsts.AsBytes(),
            texts.AsBytes(),
            text,
            bands.Heads.AsBytes(),
            bands.Postings.AsBytes(),
        ];
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        int[] counts = [hashes.Planes.Count, hashes.PictureCount, hashes.FilingCount, (int)text.Length, bands.Bands];
        for (var i = 0; i < counts.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8 + (4 * i)), counts[i]);
        for (var i = 0; i < Sections; i++)
            SumOf(sections[i], stop).CopyTo(header, SumsAt + (i * SHA256.HashSizeInBytes));
        var sum = SHA256.HashData(header.AsSpan(0, SignedBytes));
        sum.CopyTo(header, SignedBytes);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(header);
        foreach (var section in sections)
        {
            file.Position = Aligned(file.Position);
            for (long at = 0; at < section.Length; at += ChunkBytes)
            {
                stop.ThrowIfCancellationRequested();
                file.Write(section.BytesAt(at, (int)Math.Min(ChunkBytes, section.Length - at)));
            }
        }

        file.SetLength(Aligned(file.Position));
        file.Flush(flushToDisk: true);
        GC.KeepAlive(hashes);
        return sum;
    }

    /// <summary>Maps a file and holds all but its bands against their checksums; the bands are not trusted yet.</summary>
    /// <param name="sum">The checksum of its header, as the manifest has it.</param>
    /// <exception cref="InvalidDataException">Not the file that was written.</exception>
    public static (SealedHashes Hashes, Func<CancellationToken, bool> CheckBands) Open(string path, ReadOnlySpan<byte> sum)
    {
        var file = MappedFile.Open(path);
        if (file.Length < HeaderBytes || !file.At(0, 8).BytesAt(0, 8).SequenceEqual(Magic))
            throw new InvalidDataException($"{Path.GetFileName(path)} is not a segment of this version");
        var header = file.At(0, HeaderBytes).BytesAt(0, HeaderBytes).ToArray();
        if (!sum.SequenceEqual(header.AsSpan(SignedBytes)) || !sum.SequenceEqual(SHA256.HashData(header.AsSpan(0, SignedBytes))))
            throw new InvalidDataException($"the header of {Path.GetFileName(path)} is damaged");
        int Number(int i) => BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8 + (4 * i)));
        var (codes, pictures, filings, textBytes, bands) = (Number(0), Number(1), Number(2), Number(3), Number(4));
        var plane = 8 * HashPlanes.WordsOf(codes);
        long[] lengths =
        [
            plane,
            plane,
            4L * (codes + 1),
            4L * pictures,
            4L * pictures,
            4L * (filings + 1),
            4L * (filings + 1),
            textBytes,
            4L * BandIndex.HeadsOf(bands),
            4L * bands * codes,
        ];
        var sections = new Section<byte>[Sections];
        var at = Aligned(HeaderBytes);
        for (var i = 0; i < Sections; i++)
        {
            if (at + lengths[i] > file.Length)
                throw new InvalidDataException($"{Path.GetFileName(path)} is cut short");
            sections[i] = file.At(at, lengths[i]);
            at = Aligned(at + lengths[i]);
        }

        bool IsSound(int i, CancellationToken stop) =>
            SumOf(sections[i], stop).AsSpan().SequenceEqual(header.AsSpan(SumsAt + (i * SHA256.HashSizeInBytes), SHA256.HashSizeInBytes));
        var isSound = Enumerable.Range(0, FirstOfBands).AsParallel().All(i => IsSound(i, CancellationToken.None));
        if (!isSound)
            throw new InvalidDataException($"{Path.GetFileName(path)} is damaged");
        Section<T> Of<T>(int i)
            where T : unmanaged => new((T*)sections[i].Start, lengths[i] / sizeof(T), file);
        var planes = new HashPlanes(Of<ulong>(0), Of<ulong>(1), codes);
        var hashes = new SealedHashes(planes, Of<uint>(2), Of<uint>(3), Of<int>(4), Of<uint>(5), Of<uint>(6), sections[7], null);
        return (
            hashes,
            stop =>
            {
                if (!IsSound(FirstOfBands, stop) || !IsSound(FirstOfBands + 1, stop))
                    return false;
                hashes.Trust(new(bands, codes, Of<uint>(FirstOfBands), Of<uint>(FirstOfBands + 1)));
                return true;
            }
        );
    }

    static byte[] SumOf(Section<byte> section, CancellationToken stop)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; at < section.Length; at += ChunkBytes)
        {
            stop.ThrowIfCancellationRequested();
            sum.AppendData(section.BytesAt(at, (int)Math.Min(ChunkBytes, section.Length - at)));
        }

        GC.KeepAlive(section.Owner);
        return sum.GetHashAndReset();
    }

    static long Aligned(long at) => (at + Alignment - 1) / Alignment * Alignment;
}
