using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IpGuard.Index.Embedded;

/// <summary>A run of values that does not move: of a pinned array or of a mapped file. Whoever reads it keeps its owner alive.</summary>
/// <remarks>Reads are not bounded: what is mapped has been held against its checksum before.</remarks>
readonly unsafe struct Section<T>(T* start, long length, object owner)
    where T : unmanaged
{
    public T* Start => start;

    public long Length => length;

    public long Bytes => length * sizeof(T);

    public object Owner => owner;

    public T this[long at]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => start[at];
    }

    /// <summary>The first <paramref name="count"/> values.</summary>
    public Section<T> First(long count) => new(start, count, owner);

    public static Section<T> Of(T[] pinned) =>
        new((T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned)), pinned.Length, pinned);

    /// <summary>Room of its own, full of zeros.</summary>
    public static Section<T> New(long length) => Of(GC.AllocateArray<T>(checked((int)length), pinned: true));

    public Section<byte> AsBytes() => new((byte*)start, Bytes, owner);

    public ReadOnlySpan<byte> BytesAt(long from, int count) => new((byte*)start + from, count);
}
