using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using IpGuard.Core.Matching;

namespace IpGuard.Vision.Hashing;

/// <summary>PDQ as published, for exchange with others: the same windows and the same order of floating-point operations as the
/// reference in C++ (facebook/ThreatExchange, pdq/cpp), so that the same brightness gives the same bits.</summary>
/// <remarks>The published order is: box filters along rows and columns, twice, each a running sum, then every (k + ½)·n/64th sample. Sums of
/// the first pass along rows are whole numbers, so any order gives them; all later ones are kept in order, but rows flow through
/// (sixteen at a time where a sum runs along them), and of the last two filters only what is sampled is divided and stored.</remarks>
public static class CanonicalPdq
{
    /// <summary>The reference shrinks a picture with a side over 512 to 512 × 512 by nearest neighbour before it hashes.</summary>
    const int LargestSidePx = 512;

    const int Samples = DihedralDct.Samples;

    /// <summary>Rows in which a sum runs side by side: two vectors, since each sum waits on itself.</summary>
    const int Together = 16;

    /// <summary>The hash of a picture whose sides may be of any length.</summary>
    public static Pdq Hash(Luma luma)
    {
        Span<float> samples = stackalloc float[Samples * Samples];
        new Flow(luma).Sample(samples);
        return DihedralDct.Hash(samples);
    }

    /// <summary>computeJaroszFilterWindowSize, ⌈n / 128⌉, and how many pixels of the window lie before and behind its own.</summary>
    readonly record struct Window(int LengthPx)
    {
        public int Px { get; } = (LengthPx + (2 * Samples) - 1) / (2 * Samples);

        public int Behind => ((Px + 2) / 2) - 1;

        public int Before => Px - 1 - Behind;

        /// <summary>Pixels under the window at a place: fewer at the edges.</summary>
        public int CountAt(int place) => Math.Min(LengthPx, place + Behind + 1) - Math.Max(0, place - Before);

        /// <summary>The place of a sample.</summary>
        public int Place(int sample) => (int)((sample + 0.5) * LengthPx / Samples);
    }

    ref struct Flow
    {
        // One filtered row is kept until it leaves the window, which is at most four rows high.
        const int Ring = 8;

        readonly Luma _luma;
        readonly bool _isShrunk;
        readonly int _stride;
        readonly Window _across;
        readonly Window _down;

        public Flow(Luma luma)
        {
            _luma = luma;
            _isShrunk = luma.WidthPx > LargestSidePx || luma.HeightPx > LargestSidePx;
            _across = new(_isShrunk ? LargestSidePx : luma.WidthPx);
            _down = new(_isShrunk ? LargestSidePx : luma.HeightPx);
            _stride = (_across.LengthPx + 15) / 8 * 8;
        }

        public readonly void Sample(Span<float> samples)
        {
            var height = _down.LengthPx;
            var size = (Ring + 2 + (2 * Together)) * _stride;
            var rented = ArrayPool<float>.Shared.Rent(size + (Samples * (height + Together)));
            try
            {
                var ring = rented.AsSpan(0, Ring * _stride);
                var line = rented.AsSpan(Ring * _stride, _stride);
                var sums = rented.AsSpan((Ring + 1) * _stride, _stride);
                var block = rented.AsSpan((Ring + 2) * _stride, 2 * Together * _stride);
                var columns = rented.AsSpan(size, Samples * (height + Together));
                rented.AsSpan(0, size).Clear();
                for (int right = 0, at = 0; at < height; right++)
                {
                    if (right < height)
                        FirstAcross(right, line, ring.Slice(right % Ring * _stride, _stride));
                    if (right < _down.Behind)
                    {
                        Rows.Add(sums, ring.Slice(right % Ring * _stride, _stride));
                        continue;
                    }

                    FirstDown(ring, sums, right, at, block.Slice(at % Together * _stride, _stride));
                    at++;
                    if (at % Together == 0 || at == height)
                        SecondAcross(block, columns[((at - 1) / Together * Together * Samples)..]);
                }

                SecondDown(columns, samples);
            }
            finally
            {
                ArrayPool<float>.Shared.Return(rented);
            }
        }

        // Along one row: whole numbers, so that the window can be summed at every place by itself.
        readonly void FirstAcross(int y, Span<float> line, Span<float> target)
        {
            var width = _across.LengthPx;
            var row = _luma.Row(_isShrunk ? y * _luma.HeightPx / LargestSidePx : y);
            if (_isShrunk)
            {
                for (var i = 0; i < width; i++)
                    line[i] = row[i * _luma.WidthPx / LargestSidePx];
            }
            else
            {
                Widen(row, line);
            }

            var (before, x) = (_across.Before, 0);
            for (; x < before; x++)
                target[x] = EdgeMean(line, x);
            var vectors = Math.Max(0, width - _across.Behind - before) / Vector256<float>.Count;
            Means(ref line[0], ref target[before], _across.Px, vectors);
            for (x += vectors * Vector256<float>.Count; x < width; x++)
                target[x] = EdgeMean(line, x);
        }

        // A window is at most four pixels wide.
        static void Means(ref float line, ref float target, int px, int vectors)
        {
            var divisor = new Divisor(px);
            for (nuint i = 0; i < (nuint)(vectors * Vector256<float>.Count); i += (nuint)Vector256<float>.Count)
            {
                var sum = Vector256.LoadUnsafe(ref line, i);
                if (px > 1)
                    sum += Vector256.LoadUnsafe(ref line, i + 1);
                if (px > 2)
                    sum += Vector256.LoadUnsafe(ref line, i + 2);
                if (px > 3)
                    sum += Vector256.LoadUnsafe(ref line, i + 3);
                divisor.Of(sum).StoreUnsafe(ref target, i);
            }
        }

        readonly float EdgeMean(ReadOnlySpan<float> line, int x)
        {
            var sum = 0f;
            for (var i = Math.Max(0, x - _across.Before); i < Math.Min(_across.LengthPx, x + _across.Behind + 1); i++)
                sum += line[i];
            return sum / _across.CountAt(x);
        }

        // Down the columns, all side by side: a row comes in, a row goes out.
        readonly void FirstDown(Span<float> ring, Span<float> sums, int right, int at, Span<float> target)
        {
            var divisor = new Divisor(_down.CountAt(at));
            var leaving = right - _down.Px;
            var (isAdding, isTaking) = (right < _down.LengthPx, leaving >= 0);
            ref var sum = ref sums[0];
            ref var added = ref ring[right % Ring * _stride];
            ref var taken = ref ring[Math.Max(0, leaving) % Ring * _stride];
            for (nuint x = 0; x < (nuint)_stride; x += (nuint)Vector256<float>.Count)
            {
                var value = Vector256.LoadUnsafe(ref sum, x);
                if (isAdding)
                    value += Vector256.LoadUnsafe(ref added, x);
                if (isTaking)
                    value -= Vector256.LoadUnsafe(ref taken, x);
                value.StoreUnsafe(ref sum, x);
                divisor.Of(value).StoreUnsafe(ref target[0], x);
            }
        }

        // Along sixteen rows; only the sampled columns come out, row by row.
        readonly void SecondAcross(Span<float> block, Span<float> columns)
        {
            var turned = block[(Together * _stride)..];
            for (var x = 0; x < _stride; x += 8)
            {
                Transposing.Block(ref block[x], _stride, ref turned[x * Together], Together);
                Transposing.Block(ref block[(8 * _stride) + x], _stride, ref turned[(x * Together) + 8], Together);
            }

            Span<float> sampled = stackalloc float[Samples * Together];
            Run(turned, sampled);
            for (var j = 0; j < Samples; j += 8)
            {
                Transposing.Block(ref sampled[j * Together], Together, ref columns[j], Samples);
                Transposing.Block(ref sampled[(j * Together) + 8], Together, ref columns[(8 * Samples) + j], Samples);
            }
        }

        readonly void Run(Span<float> turned, Span<float> sampled)
        {
            var (width, px) = (_across.LengthPx, _across.Px);
            var (one, other) = (Vector256<float>.Zero, Vector256<float>.Zero);
            ref var first = ref turned[0];
            var (j, next) = (0, _across.Place(0));
            for (int right = 0, at = -_across.Behind; at < width; right++, at++)
            {
                if (right < width)
                {
                    one += Vector256.LoadUnsafe(ref first, (nuint)(right * Together));
                    other += Vector256.LoadUnsafe(ref first, (nuint)((right * Together) + 8));
                }

                if (right >= px)
                {
                    one -= Vector256.LoadUnsafe(ref first, (nuint)((right - px) * Together));
                    other -= Vector256.LoadUnsafe(ref first, (nuint)(((right - px) * Together) + 8));
                }

                // A narrow picture is sampled more than once at one place.
                for (; at == next; next = ++j < Samples ? _across.Place(j) : width)
                {
                    var count = _across.CountAt(at);
                    (one / count).CopyTo(sampled[(j * Together)..]);
                    (other / count).CopyTo(sampled[((j * Together) + 8)..]);
                }
            }
        }

        // Down the sampled columns; only the sampled rows come out.
        readonly void SecondDown(Span<float> columns, Span<float> samples)
        {
            Span<float> sums = stackalloc float[Samples];
            sums.Clear();
            var (height, px) = (_down.LengthPx, _down.Px);
            var (i, next) = (0, _down.Place(0));
            for (int right = 0, at = -_down.Behind; at < height; right++, at++)
            {
                if (right < height)
                    Rows.Add(sums, columns.Slice(right * Samples, Samples));
                if (right >= px)
                    Rows.Subtract(sums, columns.Slice((right - px) * Samples, Samples));
                for (; at == next; next = ++i < Samples ? _down.Place(i) : height)
                    Rows.Divide(sums, _down.CountAt(at), samples.Slice(i * Samples, Samples));
            }
        }

        static void Widen(ReadOnlySpan<byte> row, Span<float> line)
        {
            var x = 0;
            for (; x + 16 <= row.Length; x += 16)
            {
                var (low, high) = Vector128.Widen(Vector128.Create(row[x..]));
                var (a, b) = (Vector256.WidenLower(low.ToVector256Unsafe()), Vector256.WidenLower(high.ToVector256Unsafe()));
                Vector256.ConvertToSingle(a.AsInt32()).CopyTo(line[x..]);
                Vector256.ConvertToSingle(b.AsInt32()).CopyTo(line[(x + 8)..]);
            }

            for (; x < row.Length; x++)
                line[x] = row[x];
        }

        // Halves and quarters are exact, so a product rounds as the quotient does; it is several times faster.
        readonly struct Divisor(int count)
        {
            readonly bool _isExact = BitOperations.IsPow2(count);
            readonly Vector256<float> _count = Vector256.Create((float)count);
            readonly Vector256<float> _share = Vector256.Create(1f / count);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector256<float> Of(Vector256<float> sum) => _isExact ? sum * _share : sum / _count;
        }
    }
}
