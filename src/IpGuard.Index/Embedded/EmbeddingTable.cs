using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Embeddings of one length, one behind the other: a pass over them reads memory from the first byte to the last.</summary>
sealed class EmbeddingTable
{
    /// <summary>Asking embeddings to one pass: each row is widened once for all of them.</summary>
    public const int Together = 4;

    sbyte[] _values = [];
    float[] _steps = [];
    int _length;

    public int Count { get; private set; }

    public static EmbeddingTable Of(IReadOnlyList<Embedding> embeddings)
    {
        var table = new EmbeddingTable();
        foreach (var embedding in embeddings)
            table.Add(embedding);
        return table;
    }

    /// <exception cref="ArgumentException">Of another length than those before it: those of two networks are never compared.</exception>
    /// <exception cref="InvalidOperationException">There is no room for one more.</exception>
    public void Add(Embedding embedding)
    {
        if (Count == 0)
            _length = embedding.Length;
        if (embedding.Length != _length)
            throw new ArgumentException($"expected an embedding of {_length} dimensions, got {embedding.Length}", nameof(embedding));
        if (Count == _steps.Length)
        {
            // One array holds no more: 4,194,303 of 512 dimensions.
            var most = Array.MaxLength / _length;
            if (Count == most)
                throw new InvalidOperationException(
                    $"expected at most {most} embeddings in memory, got one more; move the index to Elasticsearch"
                );
            var room = (int)Math.Min(most, Math.Max(64, 2L * Count));
            Array.Resize(ref _steps, room);
            Array.Resize(ref _values, room * _length);
        }

        embedding.Values.CopyTo(_values, Count * _length);
        _steps[Count++] = embedding.Step;
    }

    /// <summary>Cosine of every row to at most four embeddings; the very numbers of <see cref="Embedding.CosineTo"/>.</summary>
    /// <param name="cosines">One for each row, as long as <see cref="Count"/>; what is asked for less than four times is 0.</param>
    public void Cosines(ReadOnlySpan<Embedding> asked, Span<Vector128<float>> cosines)
    {
        var wide = new short[Together * _length];
        var steps = Vector128<float>.Zero;
        for (var a = 0; a < asked.Length; a++)
        {
            if (Count > 0 && asked[a].Length != _length)
                throw new ArgumentException($"expected an embedding of {_length} dimensions, got {asked[a].Length}", nameof(asked));
            steps = steps.WithElement(a, asked[a].Step);
            for (var i = 0; i < wide.Length / Together; i++)
                wide[(a * _length) + i] = asked[a].Values[i];
        }

        var isVectors = Avx2.IsSupported && _length % 16 == 0;
        for (var row = 0; row < Count; row++)
        {
            ref var values = ref _values[row * _length];
            var dots = isVectors ? DotsAvx2(ref values, ref wide[0], _length) : DotsAny(ref values, wide, _length);
            cosines[row] = Vector128.ConvertToSingle(dots) * (steps * _steps[row]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static Vector128<int> DotsAvx2(ref sbyte row, ref short asked, int length)
    {
        var (a, b, c, d) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        ref var second = ref Unsafe.Add(ref asked, length);
        ref var third = ref Unsafe.Add(ref second, length);
        ref var fourth = ref Unsafe.Add(ref third, length);
        for (nuint i = 0; i < (nuint)length; i += 16)
        {
            var values = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref row, i));
            a += Avx2.MultiplyAddAdjacent(values, Vector256.LoadUnsafe(ref asked, i));
            b += Avx2.MultiplyAddAdjacent(values, Vector256.LoadUnsafe(ref second, i));
            c += Avx2.MultiplyAddAdjacent(values, Vector256.LoadUnsafe(ref third, i));
            d += Avx2.MultiplyAddAdjacent(values, Vector256.LoadUnsafe(ref fourth, i));
        }

        var sums = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
        return sums.GetLower() + sums.GetUpper();
    }

    static Vector128<int> DotsAny(ref sbyte row, ReadOnlySpan<short> asked, int length)
    {
        Span<int> sums = stackalloc int[Together];
        for (var a = 0; a < Together; a++)
        {
            for (var i = 0; i < length; i++)
                sums[a] += Unsafe.Add(ref row, i) * asked[(a * length) + i];
        }

        return Vector128.Create<int>(sums);
    }
}
