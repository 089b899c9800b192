using System.Globalization;
using System.Text;

namespace IpGuard.Bench;

/// <summary>What a question costs against the number of hashes, both by powers of ten.</summary>
static class IndexPlot
{
    const int Left = 80,
        Right = 200,
        Top = 40,
        Bottom = 48,
        Width = 880,
        Height = 460;

    static readonly string[] Inks = ["#b9b4aa", "#4f7c8a", "#c08a2e", "#b3261e"];
    static readonly string[] Names = ["reading the hashes once", "flat scan, one question", "flat scan, of a batch of 64", "bands"];

    /// <param name="Microseconds">In the order of the names above.</param>
    public sealed record Point(int Hashes, IReadOnlyList<double> Microseconds);

    /// <summary>An SVG.</summary>
    public static string Draw(IReadOnlyList<Point> points)
    {
        var svg = new StringBuilder();
        void Add(FormattableString part) => svg.AppendLine(part.ToString(CultureInfo.InvariantCulture));
        var (fewest, most) = (Math.Log10(points[0].Hashes), Math.Log10(points[^1].Hashes) + 1e-9);
        var all = points.SelectMany(p => p.Microseconds).ToList();
        var (least, greatest) = (Math.Floor(Math.Log10(all.Min())), Math.Ceiling(Math.Log10(all.Max())));
        double X(double hashes) => Left + ((Width - Left - Right) * (Math.Log10(hashes) - fewest) / (most - fewest));
        double Y(double us) => Height - Bottom - ((Height - Top - Bottom) * (Math.Log10(us) - least) / (greatest - least));
        Add($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {Height}' font-family='system-ui, sans-serif' font-size='12'>");
        Add($"<rect width='{Width}' height='{Height}' fill='#fffdf8'/>");
        Add(
            $"<text x='{Left}' y='22' fill='#6d675c'>processor time of a question, radius 31 of 256 bits, against the number of hashes</text>"
        );
        for (var power = least; power <= greatest; power++)
        {
            var us = Math.Pow(10, power);
            Add($"<line x1='{Left}' x2='{Width - Right}' y1='{Y(us):F1}' y2='{Y(us):F1}' stroke='#e3ddd0'/>");
            Add($"<text x='{Left - 8}' y='{Y(us) + 4:F1}' text-anchor='end' fill='#6d675c'>{Time(us)}</text>");
        }

        foreach (var point in points)
            Add($"<text x='{X(point.Hashes):F1}' y='{Height - 20}' text-anchor='middle' fill='#6d675c'>{Count(point.Hashes)}</text>");
        for (var i = 0; i < Names.Length; i++)
        {
            var line = string.Join(
                ' ',
                points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Hashes):F1},{Y(p.Microseconds[i]):F1}"))
            );
            Add($"<polyline points='{line}' fill='none' stroke='{Inks[i]}' stroke-width='2'/>");
            foreach (var p in points)
                Add($"<circle cx='{X(p.Hashes):F1}' cy='{Y(p.Microseconds[i]):F1}' r='4' fill='{Inks[i]}'/>");
            Add($"<text x='{Width - Right + 12}' y='{Y(points[^1].Microseconds[i]) + 4:F1}' fill='{Inks[i]}'>{Names[i]}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    static string Count(int hashes) => hashes >= 1_000_000 ? $"{hashes / 1_000_000} M" : $"{hashes / 1_000} k";

    static string Time(double us) => us >= 1_000 ? $"{us / 1_000:F0} ms" : $"{us:F0} µs";
}
