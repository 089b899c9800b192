using System.Numerics;
using System.Runtime.Intrinsics;

namespace IpGuard.Core.Matching;

/// <summary>How alike a work and a listing are where one lies over the other.</summary>
/// <param name="ToListed">From the work's sheet to the listing's.</param>
/// <param name="Likeness">Mean correlation of cells of 8 × 8 px, weighed by how much is drawn in the work's cell: −1 to 1. Correlation
/// inside a cell knows nothing of light, contrast or colour.</param>
/// <param name="ListedLikeness">The same, weighed by the listing's cells.</param>
/// <param name="EitherSign">The same as <paramref name="Likeness"/> where dark and light may have changed places: 0 to 1.</param>
/// <param name="ShareAlike">Share of what is drawn that correlates by <see cref="Overlay.AlikeCorrelation"/> or more: 0 to 1.</param>
/// <param name="FiledCover">Share of what is drawn in the work that lies on the listing: 0 to 1.</param>
/// <param name="ListedCover">Share of the listing's area that the work covers: 0 to 1.</param>
/// <param name="Drawn">Weight of the cells compared: how much there was to compare, in full cells.</param>
/// <param name="Broad">Correlation at half that size, in cells of 8 × 8 px of twice the width: what blur leaves.</param>
public sealed record OverlayFit(
    Affine ToListed,
    float Likeness,
    float ListedLikeness,
    float EitherSign,
    float ShareAlike,
    float FiledCover,
    float ListedCover,
    float Drawn,
    float Broad
)
{
    /// <summary>What the best of several places is chosen by.</summary>
    public float Worth => Likeness * MathF.Sqrt(MathF.Min(1, Drawn / 12));
}

/// <summary>Lays a work over a listing and says how alike they are there.</summary>
public static class Overlay
{
    /// <summary>Cells at least this alike show the same drawing: unrelated 8 × 8 cells reach 0.7 in one of some fifty.</summary>
    public const float AlikeCorrelation = 0.7f;

    const int CellPx = 8;

    // Variance of the grain that resampling and JPEG leave in a plain cell.
    const float GrainVariance = 9;

    // A cell with a deviation of 16 of 255 counts fully.
    const float FullDeviation = 16;

    /// <summary>Measures the fit of one map.</summary>
    public static OverlayFit Measure(Relief filed, Relief listed, in Affine toListed)
    {
        var (filedLevel, listedLevel) = LevelsFor(filed, listed, toListed, 0);
        var fine = Compare(filed, listed, toListed, filedLevel, listedLevel);
        var (broadFiled, broadListed) = (Math.Min(filedLevel + 1, Relief.Levels - 1), Math.Min(listedLevel + 1, Relief.Levels - 1));
        var broad = Compare(filed, listed, toListed, broadFiled, broadListed);
        return fine with { Broad = broad.Likeness };
    }

    /// <summary>Levels of the two on which a pixel of the one is about a pixel of the other.</summary>
    internal static (int Filed, int Listed) LevelsFor(Relief filed, Relief listed, in Affine toListed, int coarsest)
    {
        // How many listed pixels one filed pixel becomes, both at level 0.
        var growth = MathF.Log2(Math.Max(1e-3f, toListed.Scale * listed.ToLevelPx / filed.ToLevelPx));
        var step = (int)MathF.Round(growth);
        var (f, l) = step < 0 ? (-step, 0) : (0, step);
        return (Math.Clamp(f + coarsest, 0, Relief.Levels - 1), Math.Clamp(l + coarsest, 0, Relief.Levels - 1));
    }

    /// <summary>The map between pixels of two levels.</summary>
    internal static Affine Between(Relief filed, Relief listed, in Affine toListed, int filedLevel, int listedLevel)
    {
        // Pixel p of a level covers sheet points from p / k to (p + 1) / k.
        var (f, l) = (filed.ToLevelPx / (1 << filedLevel), listed.ToLevelPx / (1 << listedLevel));
        var toSheet = new Affine(1 / f, 0, 0.5f / f, 0, 1 / f, 0.5f / f);
        var toLevel = new Affine(l, 0, -0.5f, 0, l, -0.5f);
        return toSheet.Then(toListed).Then(toLevel);
    }

    static OverlayFit Compare(Relief filed, Relief listed, in Affine toListed, int filedLevel, int listedLevel)
    {
        var (f, l) = (filed[filedLevel], listed[listedLevel]);
        var map = Between(filed, listed, toListed, filedLevel, listedLevel);
        float likeness = 0,
            eitherSign = 0,
            alike = 0,
            drawn = 0,
            allDrawn = 0,
            listedLikeness = 0,
            listedDrawn = 0;
        long inside = 0;
        for (var top = 0; top < f.HeightPx; top += CellPx)
        {
            for (var left = 0; left < f.WidthPx; left += CellPx)
            {
                var cell = CompareCell(f, l, map, left, top);
                if (cell.Area == 0)
                    continue;
                inside += cell.Inside;
                var filedWeight = MathF.Min(1, cell.FiledDeviation / FullDeviation) * cell.Area / (CellPx * CellPx);
                allDrawn += filedWeight;
                // A cell counts when three quarters of it lie on the listing.
                if (4 * cell.Inside < 3 * cell.Area)
                    continue;
                var listedWeight = MathF.Min(1, cell.ListedDeviation / FullDeviation) * cell.Area / (CellPx * CellPx);
                drawn += filedWeight;
                likeness += filedWeight * cell.Correlation;
                eitherSign += filedWeight * MathF.Abs(cell.Correlation);
                if (cell.Correlation >= AlikeCorrelation)
                    alike += filedWeight;
                listedDrawn += listedWeight;
                listedLikeness += listedWeight * cell.Correlation;
            }
        }

        const float none = 1e-3f;
        return new(
            toListed,
            likeness / Math.Max(none, drawn),
            listedLikeness / Math.Max(none, listedDrawn),
            eitherSign / Math.Max(none, drawn),
            alike / Math.Max(none, drawn),
            drawn / Math.Max(none, allDrawn),
            Math.Min(1, inside * MathF.Abs(map.Determinant) / (l.WidthPx * l.HeightPx)),
            drawn,
            0
        );
    }

    readonly record struct Cell(int Area, int Inside, float Correlation, float FiledDeviation, float ListedDeviation);

    // A row of a cell is one vector.
    static Cell CompareCell(ReliefLevel f, ReliefLevel l, in Affine map, int left, int top)
    {
        int columns = Math.Min(CellPx, f.WidthPx - left),
            rows = Math.Min(CellPx, f.HeightPx - top),
            area = columns * rows;
        // Slivers at the edge say nothing.
        if (area < CellPx * CellPx / 2)
            return default;
        var sampler = new OverlaySampler(l, map, left, columns);
        var sums = default(CellSums);
        for (var y = top; y < top + rows; y++)
        {
            var a = sampler.Load(f.Gray, (y * f.WidthPx) + left);
            sums.AllF += a;
            sums.AllFf += a * a;
            var b = sampler.Sample(y, out var inside);
            sums.Add(a & inside, b, inside);
        }

        return sums.ToCell(area);
    }

    struct CellSums
    {
        public Vector256<float> AllF;
        public Vector256<float> AllFf;
        Vector256<float> _f;
        Vector256<float> _l;
        Vector256<float> _ff;
        Vector256<float> _ll;
        Vector256<float> _fl;
        int _count;

        public void Add(Vector256<float> a, Vector256<float> b, Vector256<float> inside)
        {
            _count += BitOperations.PopCount(inside.ExtractMostSignificantBits());
            _f += a;
            _l += b;
            _ff += a * a;
            _ll += b * b;
            _fl += a * b;
        }

        public readonly Cell ToCell(int area)
        {
            float n = _count,
                mean = Vector256.Sum(AllF) / area,
                filedDeviation = MathF.Sqrt(MathF.Max(0, (Vector256.Sum(AllFf) / area) - (mean * mean)));
            if (_count < 8)
                return new(area, _count, 0, filedDeviation, 0);
            float meanF = Vector256.Sum(_f) / n,
                meanL = Vector256.Sum(_l) / n,
                varianceF = MathF.Max(0, (Vector256.Sum(_ff) / n) - (meanF * meanF)),
                varianceL = MathF.Max(0, (Vector256.Sum(_ll) / n) - (meanL * meanL)),
                covariance = (Vector256.Sum(_fl) / n) - (meanF * meanL);
            var correlation = covariance / MathF.Sqrt((varianceF + GrainVariance) * (varianceL + GrainVariance));
            return new(area, _count, correlation, filedDeviation, MathF.Sqrt(varianceL));
        }
    }
}
