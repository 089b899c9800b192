using System.Globalization;
using System.Text;

namespace IpGuard.Bench;

/// <summary>What a question costs on either index against the number of works, both by powers of ten.</summary>
static class ElasticPlot
{
    const int Left = 80,
        Right = 230,
        Top = 40,
        Bottom = 48,
        Width = 880,
        Height = 460;

    static readonly string[] Inks = ["#b3261e", "#4f7c8a", "#c08a2e"];
    static readonly string[] Names = ["nearest by hash", "a whole question", "nearest titles"];

    /// <param name="Milliseconds">Of each kind of question: Elasticsearch, then embedded.</param>
    public sealed record Point(int Works, IReadOnlyList<double> Milliseconds);

    /// <summary>An SVG; Elasticsearch drawn through, embedded dashed.</summary>
    public static string Draw(IReadOnlyList<Point> points)
    {
        var svg = new StringBuilder();
        void Add(FormattableString part) => svg.AppendLine(part.ToString(CultureInfo.InvariantCulture));
        var (fewest, most) = (Math.Log10(points[0].Works), Math.Log10(points[^1].Works) + 1e-9);
        var all = points.SelectMany(p => p.Milliseconds).ToList();
        var (least, greatest) = (Math.Floor(Math.Log10(all.Min())), Math.Ceiling(Math.Log10(all.Max())));
        double X(double works) => Left + ((Width - Left - Right) * (Math.Log10(works) - fewest) / (most - fewest));
        double Y(double ms) => Height - Bottom - ((Height - Top - Bottom) * (Math.Log10(ms) - least) / (greatest - least));
        Add($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {Height}' font-family='system-ui, sans-serif' font-size='12'>");
        Add($"<rect width='{Width}' height='{Height}' fill='#fffdf8'/>");
        Add($"<text x='{Left}' y='22' fill='#6d675c'>median wall time of a question against the number of works</text>");
        for (var power = least; power <= greatest; power++)
        {
            var ms = Math.Pow(10, power);
            Add($"<line x1='{Left}' x2='{Width - Right}' y1='{Y(ms):F1}' y2='{Y(ms):F1}' stroke='#e3ddd0'/>");
            Add($"<text x='{Left - 8}' y='{Y(ms) + 4:F1}' text-anchor='end' fill='#6d675c'>{ms:G} ms</text>");
        }

        foreach (var point in points)
            Add($"<text x='{X(point.Works):F1}' y='{Height - 20}' text-anchor='middle' fill='#6d675c'>{point.Works / 1_000} k</text>");
        var nextLabel = double.NegativeInfinity;
        foreach (var i in Enumerable.Range(0, 2 * Names.Length).OrderBy(i => Y(points[^1].Milliseconds[i])))
        {
            var (ink, dash) = (Inks[i / 2], i % 2 == 0 ? "none" : "5 4");
            var line = string.Join(
                ' ',
                points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Works):F1},{Y(p.Milliseconds[i]):F1}"))
            );
            Add($"<polyline points='{line}' fill='none' stroke='{ink}' stroke-width='2' stroke-dasharray='{dash}'/>");
            foreach (var p in points)
                Add($"<circle cx='{X(p.Works):F1}' cy='{Y(p.Milliseconds[i]):F1}' r='4' fill='{ink}'/>");
            // Labels of lines that end close to each other are put below each other.
            var label = Math.Max(nextLabel, Y(points[^1].Milliseconds[i]) + 4);
            nextLabel = label + 14;
            var side = i % 2 == 0 ? "Elasticsearch" : "embedded";
            Add($"<text x='{Width - Right + 12}' y='{label:F1}' fill='{ink}'>{Names[i / 2]}, {side}</text>");
        }

        return svg.Append("</svg>").ToString();
    }
}
