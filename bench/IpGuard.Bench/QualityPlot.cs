using System.Globalization;
using System.Text;

namespace IpGuard.Bench;

/// <summary>The tables as a picture: for each attack, recall at 1 % false positives by each kind of evidence.</summary>
static class QualityPlot
{
    const int Left = 120,
        Right = 24,
        Top = 64,
        Row = 22,
        Width = 880;

    static readonly string[] Inks = ["#b9b4aa", "#8a8579", "#4f7c8a", "#c08a2e", "#b3261e"];

    /// <summary>An SVG.</summary>
    public static string Draw(IReadOnlyList<(string Method, QualityTable Table)> tables)
    {
        var names = tables[0].Table.ByAttack.Select(l => l.Name).Append("ALL").ToList();
        var height = Top + (Row * names.Count) + 40;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"12\"><rect width=\"{Width}\" height=\"{height}\" fill=\"#fffdf8\"/>"
        );
        for (var i = 0; i < tables.Count; i++)
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<circle cx=\"{Left + (i * 145)}\" cy=\"24\" r=\"5\" fill=\"{Inks[i]}\"/><text x=\"{Left + (i * 145) + 10}\" y=\"28\">{tables[i].Method} {tables[i].Table.All.At1:F1}</text>"
            );
        foreach (var percent in (ReadOnlySpan<int>)[0, 25, 50, 75, 100])
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line x1=\"{X(percent)}\" x2=\"{X(percent)}\" y1=\"{Top - 12}\" y2=\"{height - 36}\" stroke=\"#e3ddd0\"/><text x=\"{X(percent)}\" y=\"{height - 16}\" text-anchor=\"middle\" fill=\"#6d675c\">{percent} %</text>"
            );
        for (var n = 0; n < names.Count; n++)
        {
            var y = Top + (n * Row);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 12}\" y=\"{y + 4}\" text-anchor=\"end\">{names[n]}</text>");
            for (var i = 0; i < tables.Count; i++)
            {
                var table = tables[i].Table;
                var line = n < table.ByAttack.Count ? table.ByAttack[n] : table.All;
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<circle cx=\"{X(line.At1)}\" cy=\"{y}\" r=\"5\" fill=\"{Inks[i]}\" fill-opacity=\"0.85\"/>"
                );
            }
        }

        return svg.Append("</svg>").ToString();
    }

    static string X(double percent) => (Left + ((Width - Left - Right) * percent / 100)).ToString("F1", CultureInfo.InvariantCulture);
}
