using IpGuard.Core.Matching;
using IpGuard.Vision.Hashing;

namespace IpGuard.Vision.Features;

/// <summary>Finds the pictures inside a picture: rectangles whose sides are straight edges, frames of one colour, and what stands before a
/// plain ground. On a copy of at most 192 px, where a pixel is half a percent of the side.</summary>
static class EdgeRectangles
{
    const int LongestSidePx = 192;

    // An edge between two pictures is a step of this much, and most of its length shows it.
    const int StepGrays = 10;
    const float LeastSupport = 0.55f;

    const int MostLines = 7;
    const int MostRectangles = 4;

    // What is smaller than an eighth of the area is looked for by keypoints only.
    const float LeastShare = 0.12f;

    /// <param name="small">As <see cref="Shrink"/> makes it.</param>
    public static List<Area> Find(Luma small)
    {
        var (w, h) = (small.WidthPx, small.HeightPx);
        if (Math.Min(w, h) < 24)
            return [];
        var edges = new EdgeSteps(small, StepGrays);
        var rows = Lines(h, y => edges.AlongRow(y, 0, w), w);
        var columns = Lines(w, x => edges.AlongColumn(x, 0, h), h);
        var found = new List<(float Support, Area Area)>();
        for (var a = 0; a < rows.Count; a++)
        {
            for (var b = a + 1; b < rows.Count; b++)
            {
                for (var c = 0; c < columns.Count; c++)
                {
                    for (var d = c + 1; d < columns.Count; d++)
                        Consider(small, edges, columns[c], rows[a], columns[d], rows[b], found);
                }
            }
        }

        found.Sort((x, y) => y.Support.CompareTo(x.Support));
        var kept = new List<Area>();
        foreach (var (_, area) in found)
        {
            if (kept.Count < MostRectangles && !kept.Exists(k => k.OverlapWith(area) > 0.75f))
                kept.Add(area);
        }

        return kept;
    }

    /// <summary>Without the rows and columns at the edge that are of one colour; null where there are none, or nothing else.</summary>
    public static Area? Trim(Luma small)
    {
        var (w, h) = (small.WidthPx, small.HeightPx);
        int top = 0,
            bottom = h,
            left = 0,
            right = w;
        while (top < bottom - 8 && IsPlain(small, top, true))
            top++;
        while (bottom > top + 8 && IsPlain(small, bottom - 1, true))
            bottom--;
        while (left < right - 8 && IsPlain(small, left, false))
            left++;
        while (right > left + 8 && IsPlain(small, right - 1, false))
            right--;
        var area = Of(small, left, top, right, bottom);
        return area.Share is < 0.96f and > LeastShare ? area : null;
    }

    /// <summary>The box around what differs from the ground, where all four corners are of one colour.</summary>
    public static Area? Foreground(Luma small)
    {
        const int apart = 28;
        var (w, h) = (small.WidthPx, small.HeightPx);
        if (Math.Min(w, h) < 24)
            return null;
        ReadOnlySpan<int> corners = [Corner(small, 0, 0), Corner(small, w - 6, 0), Corner(small, 0, h - 6), Corner(small, w - 6, h - 6)];
        int low = int.MaxValue,
            high = 0,
            sum = 0;
        foreach (var c in corners)
            (low, high, sum) = (Math.Min(low, c), Math.Max(high, c), sum + c);
        if (high - low > apart)
            return null;
        var ground = sum / 4;
        int left = w,
            right = 0,
            top = h,
            bottom = 0;
        for (var y = 0; y < h; y++)
        {
            for (var x = 0; x < w; x++)
            {
                if (Math.Abs(small.Pixels[(y * w) + x] - ground) <= apart)
                    continue;
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x + 1), Math.Min(top, y), Math.Max(bottom, y + 1));
            }
        }

        if (right - left < 16 || bottom - top < 16)
            return null;
        var area = Of(small, left, top, right, bottom);
        return area.Share is < 0.9f and > LeastShare / 2 ? area : null;
    }

    static int Corner(Luma luma, int left, int top)
    {
        var sum = 0;
        for (var y = 0; y < 6; y++)
        {
            for (var x = 0; x < 6; x++)
                sum += luma.Pixels[((top + y) * luma.WidthPx) + left + x];
        }

        return sum / 36;
    }

    static void Consider(Luma small, EdgeSteps edges, int left, int top, int right, int bottom, List<(float Support, Area Area)> found)
    {
        var (w, h) = (small.WidthPx, small.HeightPx);
        var area = Of(small, left, top, right, bottom);
        if (area.Share is < LeastShare or > 0.95f || right - left < 12 || bottom - top < 12)
            return;
        // A side on the picture's own edge needs no step, but says nothing either.
        float least = 1,
            sum = 0;
        var sides = 0;
        for (var side = 0; side < 4; side++)
        {
            var isRow = side < 2;
            var (at, limit) = (
                side switch
                {
                    0 => top,
                    1 => bottom,
                    2 => left,
                    _ => right,
                },
                isRow ? h : w
            );
            if (at == 0 || at == limit)
                continue;
            var support = isRow ? Support(edges, true, at, limit, left, right) : Support(edges, false, at, limit, top, bottom);
            least = Math.Min(least, support);
            if (least < LeastSupport)
                return;
            sum += support;
            sides++;
        }

        if (sides > 0)
            found.Add(((sum / sides) + (0.05f * sides), area));
    }

    // The best of the line and its neighbours, since an edge may fall between two pixels.
    static float Support(EdgeSteps edges, bool isRow, int at, int limit, int from, int to)
    {
        var best = 0;
        for (var line = Math.Max(1, at - 1); line <= Math.Min(limit - 1, at + 1); line++)
            best = Math.Max(best, isRow ? edges.AlongRow(line, from, to) : edges.AlongColumn(line, from, to));
        return (float)best / (to - from);
    }

    // The strongest lines, and the two edges of the picture; in order of place.
    static List<int> Lines(int count, Func<int, int> strength, int length)
    {
        var strengths = Enumerable.Range(0, count).Select(strength).ToArray();
        var chosen = new List<int> { 0, count };
        foreach (var at in Enumerable.Range(2, Math.Max(0, count - 4)).OrderByDescending(i => strengths[i]).ThenBy(i => i))
        {
            if (chosen.Count >= MostLines + 2 || strengths[at] < 0.25f * length)
                break;
            if (chosen.TrueForAll(c => Math.Abs(c - at) > 2))
                chosen.Add(at);
        }

        chosen.Sort();
        return chosen;
    }

    static bool IsPlain(Luma luma, int at, bool isRow)
    {
        const int most = 10;
        var (w, count) = (luma.WidthPx, isRow ? luma.WidthPx : luma.HeightPx);
        int low = 255,
            high = 0;
        for (var i = 0; i < count; i++)
        {
            int value = luma.Pixels[isRow ? (at * w) + i : (i * w) + at];
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return high - low <= most;
    }

    static Area Of(Luma luma, int left, int top, int right, int bottom) =>
        new(
            (float)left / luma.WidthPx,
            (float)top / luma.HeightPx,
            (float)(right - left) / luma.WidthPx,
            (float)(bottom - top) / luma.HeightPx
        );

    /// <summary>The copy that pictures inside a picture are looked for on.</summary>
    public static Luma Shrink(Luma luma)
    {
        var longer = Math.Max(luma.WidthPx, luma.HeightPx);
        if (longer <= LongestSidePx)
            return luma;
        var (w, h) = (Math.Max(1, luma.WidthPx * LongestSidePx / longer), Math.Max(1, luma.HeightPx * LongestSidePx / longer));
        return Boxes.Shrink(luma, w, h);
    }
}
