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
        void Add(FormattableString part) => svg.AppendLine(part.ToString(CultureInfo.InvariantCulture));
        Add($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {height}' font-family='system-ui, sans-serif'");
        Add($" font-size='12'><rect width='{Width}' height='{height}' fill='#fffdf8'/>");
        for (var i = 0; i < tables.Count; i++)
        {
            var x = 24 + (i * 165);
            Add($"<circle cx='{x}' cy='24' r='5' fill='{Inks[i]}'/>");
            Add($"<text x='{x + 10}' y='28'>{tables[i].Method} {tables[i].Table.All.At1:F1}</text>");
        }

        foreach (var percent in (int[])[0, 25, 50, 75, 100])
        {
            Add($"<line x1='{X(percent):F1}' x2='{X(percent):F1}' y1='{Top - 12}' y2='{height - 36}' stroke='#e3ddd0'/>");
            Add($"<text x='{X(percent):F1}' y='{height - 16}' text-anchor='middle' fill='#6d675c'>{percent} %</text>");
        }

        for (var n = 0; n < names.Count; n++)
        {
            var y = Top + (n * Row);
            Add($"<text x='{Left - 12}' y='{y + 4}' text-anchor='end'>{names[n]}</text>");
            for (var i = 0; i < tables.Count; i++)
            {
                var line = n < tables[i].Table.ByAttack.Count ? tables[i].Table.ByAttack[n] : tables[i].Table.All;
                Add($"<circle cx='{X(line.At1):F1}' cy='{y}' r='5' fill='{Inks[i]}' fill-opacity='0.85'/>");
            }
        }

        return svg.Append("</svg>").ToString();
    }

    static double X(double percent) => Left + ((Width - Left - Right) * percent / 100);
}
