using System.Globalization;
using System.Text.Json;
using IpGuard.Core.Filings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;

namespace IpGuard.Web;

/// <summary>Every sentence of the pages in Simplified Chinese and English, from `texts.json`.</summary>
public static class Texts
{
    /// <summary>All texts by key; each has both languages.</summary>
    public static IReadOnlyDictionary<string, (string Chinese, string English)> All { get; } = Read();

    public static bool IsChinese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh";

    /// <summary>The BCP 47 tag of the page's language.</summary>
    public static string Language => IsChinese ? "zh-CN" : "en";

    /// <summary>The text in the request's language.</summary>
    /// <exception cref="KeyNotFoundException">No such key: a defect, found by the test that opens every page.</exception>
    public static string T(string key) => IsChinese ? All[key].Chinese : All[key].English;

    /// <summary>The text with its places filled in.</summary>
    public static string T(string key, params object?[] values) => string.Format(CultureInfo.CurrentCulture, T(key), values);

    public static string Name(Category category) => IsChinese ? category.Facts().Chinese : category.Facts().English;

    public static string Name(Likeness likeness) => T($"likeness.{likeness}");

    public static string Name(ProofState state) => T($"state.{state}");

    public static string Name(OwnershipBasis basis) => T($"basis.{basis}");

    public static string Name(WorkStage stage) => T($"stage.{stage}");

    public static string Name(AiUse use) => T($"ai.{use}");

    public static string Name(CopyKind kind) => T($"copy.{kind}");

    /// <summary>A difference in words, with its amount where it has one.</summary>
    public static string Tell(Difference difference) => T($"differs.{difference.Kind}", Math.Abs(difference.Amount));

    public static string Name(Orientation orientation) => T($"orientation.{orientation}");

    static Dictionary<string, (string, string)> Read()
    {
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream("texts.json")!;
        return JsonSerializer
            .Deserialize<Dictionary<string, string[]>>(stream)!
            .ToDictionary(p => p.Key, p => (p.Value[0], p.Value[1]), StringComparer.Ordinal);
    }
}
