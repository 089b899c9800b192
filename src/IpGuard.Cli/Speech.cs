using System.Globalization;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>Lines to the terminal, numbers written the same everywhere. What is put into a line is never taken for markup.</summary>
static class Speech
{
    public static void Line(FormattableString text) => AnsiConsole.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>A line with Spectre's markup in its fixed parts.</summary>
    public static void Markup(FormattableString text) => AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, text);
}
