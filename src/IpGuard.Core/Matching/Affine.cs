namespace IpGuard.Core.Matching;

/// <summary>A place on a picture, in sheet pixels: the picture scaled so that its longer side is at most
/// <see cref="Sheet.LongestSidePx"/>; x to the right, y down.</summary>
public readonly record struct SheetPoint(float X, float Y);

/// <summary>A rectangle on a picture, in fractions of its width and height, 0 to 1.</summary>
public readonly record struct Area(float X, float Y, float Width, float Height)
{
    public static Area Whole { get; } = new(0, 0, 1, 1);

    /// <summary>Share of the picture that it covers: 0 to 1.</summary>
    public float Share => Width * Height;

    /// <summary>Intersection over union with another: 0 to 1.</summary>
    public float OverlapWith(in Area other)
    {
        var width = Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X);
        var height = Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y);
        if (width <= 0 || height <= 0)
            return 0;
        var both = width * height;
        return both / (Share + other.Share - both);
    }
}

/// <summary>The size at which pictures are compared.</summary>
public static class Sheet
{
    /// <summary>Sheets are shrunk to this on the longer side and never enlarged. At 512 px the smallest parts that are looked for, one of
    /// nine cells of a collage, still have 160 px, five times a keypoint's patch.</summary>
    public const int LongestSidePx = 512;
}

/// <summary>An affine map of the plane: x' = Xx·x + Xy·y + Tx, y' = Yx·x + Yy·y + Ty.</summary>
public readonly record struct Affine(float Xx, float Xy, float Tx, float Yx, float Yy, float Ty)
{
    public static Affine Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Signed factor by which areas grow; negative where the map mirrors.</summary>
    public float Determinant => (Xx * Yy) - (Xy * Yx);

    /// <summary>Factor by which lengths grow in the mean.</summary>
    public float Scale => MathF.Sqrt(MathF.Abs(Determinant));

    public (float X, float Y) Apply(float x, float y) => ((Xx * x) + (Xy * y) + Tx, (Yx * x) + (Yy * y) + Ty);

    public SheetPoint Apply(SheetPoint p)
    {
        var (x, y) = Apply(p.X, p.Y);
        return new(x, y);
    }

    /// <summary>First this map, then <paramref name="next"/>.</summary>
    public Affine Then(in Affine next) =>
        new(
            (next.Xx * Xx) + (next.Xy * Yx),
            (next.Xx * Xy) + (next.Xy * Yy),
            (next.Xx * Tx) + (next.Xy * Ty) + next.Tx,
            (next.Yx * Xx) + (next.Yy * Yx),
            (next.Yx * Xy) + (next.Yy * Yy),
            (next.Yx * Tx) + (next.Yy * Ty) + next.Ty
        );

    /// <summary>The map back.</summary>
    /// <exception cref="InvalidOperationException">The map flattens the plane.</exception>
    public Affine Inverse()
    {
        var d = Determinant;
        if (MathF.Abs(d) < 1e-9f)
            throw new InvalidOperationException($"expected a map that can be taken back, got determinant {d}");
        var (a, b, c, e) = (Yy / d, -Xy / d, -Yx / d, Xx / d);
        return new(a, b, -((a * Tx) + (b * Ty)), c, e, -((c * Tx) + (e * Ty)));
    }

    public static Affine Scaling(float x, float y) => new(x, 0, 0, 0, y, 0);

    /// <summary>Left and right changed on a sheet of this width.</summary>
    public static Affine Mirror(float widthPx) => new(-1, 0, widthPx, 0, 1, 0);

    /// <summary>How far it is from a similarity: ratio of the longer to the shorter axis of a circle's image; 1 for a similarity.</summary>
    public float Anisotropy()
    {
        // Singular values of a 2 × 2 matrix from the lengths of its symmetric and its turning part.
        var (e, f, g, h) = ((Xx + Yy) / 2, (Xx - Yy) / 2, (Yx + Xy) / 2, (Yx - Xy) / 2);
        var (q, r) = (MathF.Sqrt((e * e) + (h * h)), MathF.Sqrt((f * f) + (g * g)));
        var least = MathF.Abs(q - r);
        return least < 1e-6f ? float.MaxValue : (q + r) / least;
    }

    /// <summary>Least squares over pairs of points: a similarity that does not mirror.</summary>
    /// <returns>Null where the points lie in one place.</returns>
    public static Affine? FitSimilarity(ReadOnlySpan<SheetPoint> from, ReadOnlySpan<SheetPoint> to)
    {
        var n = from.Length;
        if (n < 2)
            return null;
        var (mx, my, nx, ny) = Means(from, to);
        double a = 0,
            b = 0,
            norm = 0;
        for (var i = 0; i < n; i++)
        {
            double x = from[i].X - mx,
                y = from[i].Y - my,
                u = to[i].X - nx,
                v = to[i].Y - ny;
            a += (x * u) + (y * v);
            b += (x * v) - (y * u);
            norm += (x * x) + (y * y);
        }

        if (norm < 1e-6)
            return null;
        var (c, s) = (a / norm, b / norm);
        return new((float)c, (float)-s, (float)(nx - (c * mx) + (s * my)), (float)s, (float)c, (float)(ny - (s * mx) - (c * my)));
    }

    /// <summary>Least squares over pairs of points: any affine map.</summary>
    /// <returns>Null where the points lie on one line, or in one place.</returns>
    public static Affine? Fit(ReadOnlySpan<SheetPoint> from, ReadOnlySpan<SheetPoint> to)
    {
        var n = from.Length;
        if (n < 3)
            return null;
        var (mx, my, nx, ny) = Means(from, to);
        double xx = 0,
            xy = 0,
            yy = 0,
            xu = 0,
            yu = 0,
            xv = 0,
            yv = 0;
        for (var i = 0; i < n; i++)
        {
            double x = from[i].X - mx,
                y = from[i].Y - my,
                u = to[i].X - nx,
                v = to[i].Y - ny;
            xx += x * x;
            xy += x * y;
            yy += y * y;
            xu += x * u;
            yu += y * u;
            xv += x * v;
            yv += y * v;
        }

        var d = (xx * yy) - (xy * xy);
        // The spread across must be at least a hundredth of the spread along.
        if (xx + yy < 1e-6 || d < 1e-4 * ((xx + yy) * (xx + yy)))
            return null;
        var (a, b) = (((xu * yy) - (yu * xy)) / d, ((yu * xx) - (xu * xy)) / d);
        var (c, e) = (((xv * yy) - (yv * xy)) / d, ((yv * xx) - (xv * xy)) / d);
        return new((float)a, (float)b, (float)(nx - (a * mx) - (b * my)), (float)c, (float)e, (float)(ny - (c * mx) - (e * my)));
    }

    static (double Mx, double My, double Nx, double Ny) Means(ReadOnlySpan<SheetPoint> from, ReadOnlySpan<SheetPoint> to)
    {
        double mx = 0,
            my = 0,
            nx = 0,
            ny = 0;
        for (var i = 0; i < from.Length; i++)
        {
            mx += from[i].X;
            my += from[i].Y;
            nx += to[i].X;
            ny += to[i].Y;
        }

        var n = (double)from.Length;
        return (mx / n, my / n, nx / n, ny / n);
    }
}
