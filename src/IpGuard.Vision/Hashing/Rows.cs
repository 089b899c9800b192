using System.Numerics;

namespace IpGuard.Vision.Hashing;

/// <summary>Arithmetic on whole rows of equal length, a vector at a time.</summary>
static class Rows
{
    public static void Add(Span<float> sum, ReadOnlySpan<float> row)
    {
        var x = 0;
        for (; x + Vector<float>.Count <= sum.Length; x += Vector<float>.Count)
            (new Vector<float>(sum[x..]) + new Vector<float>(row[x..])).CopyTo(sum[x..]);
        for (; x < sum.Length; x++)
            sum[x] += row[x];
    }

    public static void Subtract(Span<float> sum, ReadOnlySpan<float> row)
    {
        var x = 0;
        for (; x + Vector<float>.Count <= sum.Length; x += Vector<float>.Count)
            (new Vector<float>(sum[x..]) - new Vector<float>(row[x..])).CopyTo(sum[x..]);
        for (; x < sum.Length; x++)
            sum[x] -= row[x];
    }

    public static void Divide(ReadOnlySpan<float> sum, int count, Span<float> row)
    {
        var (x, divisor) = (0, new Vector<float>(count));
        for (; x + Vector<float>.Count <= sum.Length; x += Vector<float>.Count)
            (new Vector<float>(sum[x..]) / divisor).CopyTo(row[x..]);
        for (; x < sum.Length; x++)
            row[x] = sum[x] / count;
    }
}
