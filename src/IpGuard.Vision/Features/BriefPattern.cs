using IpGuard.Core.Matching;

namespace IpGuard.Vision.Features;

/// <summary>Which pairs of places in a patch a descriptor compares, turned to each of 64 angles.</summary>
/// <remarks>BRIEF (Calonder et al. 2010) with Gaussian places, steered by the keypoint's angle as in ORB (Rublee et al. 2011). Ours is
/// symmetric: test i + 128 is test i with the patch mirrored across the keypoint's own axis, so the descriptor of a mirrored picture is the
/// same with its halves swapped (<see cref="Keypoints.Mirrored"/>).</remarks>
static class BriefPattern
{
    public const int Tests = 256;
    public const int Angles = 64;

    /// <summary>No place lies further from the keypoint, whatever the angle.</summary>
    public const int RadiusPx = 13;

    // X and Y of both places of each test at each angle.
    static readonly sbyte[] Places = Make();

    /// <summary>Four numbers for each test: x and y of the one place, x and y of the other.</summary>
    public static ReadOnlySpan<sbyte> At(int angle) => Places.AsSpan(angle * Tests * 4, Tests * 4);

    static sbyte[] Make()
    {
        var upright = new (float X1, float Y1, float X2, float Y2)[Tests];
        // A fixed linear congruence (Numerical Recipes, “quick and dirty”): the pattern is part of the format and never changes.
        var state = 20_261_124u;
        float Next() => ((state = (state * 1_664_525) + 1_013_904_223) >> 8) / (float)(1 << 24);
        float Bell() => (Next() + Next() + Next() + Next() - 2) * 9.5f;
        for (var i = 0; i < Tests / 2; )
        {
            var (x1, y1, x2, y2) = (Bell(), Bell(), Bell(), Bell());
            var apart = MathF.Sqrt(((x1 - x2) * (x1 - x2)) + ((y1 - y2) * (y1 - y2)));
            // Apart, so that a test says something of a blurred picture too; off the axis, so that a test is not its own mirror.
            if (Radius(x1, y1) > RadiusPx - 1 || Radius(x2, y2) > RadiusPx - 1 || apart < 4 || MathF.Abs(y1) + MathF.Abs(y2) < 2)
                continue;
            upright[i] = (x1, y1, x2, y2);
            upright[i + (Tests / 2)] = (x1, -y1, x2, -y2);
            i++;
        }

        var places = new sbyte[Angles * Tests * 4];
        for (var angle = 0; angle < Angles; angle++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * angle / Angles);
            for (var i = 0; i < Tests; i++)
            {
                var (x1, y1, x2, y2) = upright[i];
                var at = ((angle * Tests) + i) * 4;
                places[at] = Whole((x1 * cos) - (y1 * sin));
                places[at + 1] = Whole((x1 * sin) + (y1 * cos));
                places[at + 2] = Whole((x2 * cos) - (y2 * sin));
                places[at + 3] = Whole((x2 * sin) + (y2 * cos));
            }
        }

        return places;
    }

    static float Radius(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    // Away from zero, so that −x is the mirror of x.
    static sbyte Whole(double value) => (sbyte)Math.Round(value, MidpointRounding.AwayFromZero);
}
