using System.Globalization;
using System.Text;
using IpGuard.Core.Matching;

namespace IpGuard.Bench;

/// <summary>Scores against the share that was right, as an SVG: on the diagonal a score means what it says.</summary>
static class ReliabilityPlot
{
    const int Side = 360;
    const int Edge = 48;

    public static string Draw(CalibrationReport report)
    {
        var svg = new StringBuilder();
        var all = Side + (2 * Edge);
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {all} {all}' font-family='sans-serif' font-size='13'>\n"
        );
        svg.Append(CultureInfo.InvariantCulture, $"<rect width='{all}' height='{all}' fill='#fffdf9'/>\n");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<path d=\"M{X(0)} {Y(0)}L{X(1)} {Y(1)}\" stroke=\"#80857f\" stroke-dasharray=\"5 5\"/>\n"
        );
        foreach (var tick in new[] { 0, 0.25, 0.5, 0.75, 1 })
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(tick)}\" y=\"{Y(0) + 20}\" text-anchor=\"middle\">{tick}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(0) - 8}\" y=\"{Y(tick) + 4}\" text-anchor=\"end\">{tick}</text>\n");
        }

        var line = string.Join(
            'L',
            report.Bins.Select(b => string.Create(CultureInfo.InvariantCulture, $"{X(b.MeanScore):F1} {Y(b.ShareRight):F1}"))
        );
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{line}\" fill=\"none\" stroke=\"#b3261a\" stroke-width=\"2\"/>\n");
        foreach (var bin in report.Bins)
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<circle cx='{X(bin.MeanScore):F1}' cy='{Y(bin.ShareRight):F1}' r='4' fill='#b3261a'><title>{bin.Count}</title></circle>\n"
            );
        svg.Append(CultureInfo.InvariantCulture, $"<text x='{all / 2}' y='{all - 8}' text-anchor='middle'>score</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x='{Edge}' y='26'>share right · error {report.ExpectedError:F4}");
        svg.Append(CultureInfo.InvariantCulture, $" · Brier {report.Brier:F4} (base {report.BaseBrier:F4})</text>\n</svg>\n");
        return svg.ToString();
    }

    static double X(double score) => Edge + (Side * score);

    static double Y(double share) => Edge + (Side * (1 - share));
}
