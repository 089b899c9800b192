using System.Text;
using IpGuard.Core.Listings;

namespace IpGuard.Core.Watches;

/// <summary>What a watch is told: how often, in which hours, with which words and for which filings.</summary>
/// <param name="Every">How often; where <paramref name="Cron"/> is given, that says it instead.</param>
/// <param name="Cron">When, as a cron expression of Quartz's six fields in China time; null where <paramref name="Every"/> says so.</param>
/// <param name="Window">In which hours alone; null for any.</param>
public sealed record WatchOrder(TimeSpan Every, string? Cron = null, CrawlWindow? Window = null)
{
    /// <summary>Words of which a listing must have one to be looked at; none for every listing.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Numbers of the filings that are watched for; none for all.</summary>
    public IReadOnlyList<string> Filings { get; init; } = [];
}

/// <summary>The keywords of a watch (关键词).</summary>
public static class WatchKeywords
{
    public const int Most = 50;
    public const int MaximumLength = 80;

    // All of them at their longest, with what stands between; whoever sends more sends no list of words.
    const int MaximumText = Most * (MaximumLength + 20);

    static readonly char[] Between = ['\n', '\r', ',', '，', '、', ';', '；'];

    /// <summary>The words in a text that has one a line, or commas between; each once, in its order.</summary>
    /// <returns>The words, or every reason why they cannot be used.</returns>
    public static (IReadOnlyList<string> Keywords, IReadOnlyList<string> Faults) Read(string? text)
    {
        if (text is { Length: > MaximumText })
            return ([], [$"expected at most {Most} keywords, got a text of {text.Length} characters"]);
        var keywords = (text ?? "")
            .Split(Between, StringSplitOptions.RemoveEmptyEntries)
            .Select(k => PlainText.CleanToMeasure(k, MaximumLength))
            .Where(k => k.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        var faults = new List<string>();
        if (keywords.Count > Most)
            faults.Add($"expected at most {Most} keywords, got {keywords.Count}");
        foreach (var keyword in keywords)
        {
            if (keyword.Length > MaximumLength)
                faults.Add($"expected keywords of at most {MaximumLength} characters, got '{keyword[..20]}…'");
            else if (!keyword.EnumerateRunes().Any(Rune.IsLetterOrDigit))
                faults.Add($"expected keywords with a letter or a digit in them, got '{keyword}'");
        }

        return (keywords, faults);
    }

    /// <summary>Whether one of some texts has one of the keywords in it, be it as a part of a word: compounds and inflections are no
    /// reason to miss a copy, while one listing too many costs only its look.</summary>
    /// <param name="texts">Folded, as the keywords are.</param>
    /// <param name="keywords">None: every text will do.</param>
    public static bool AreIn(IEnumerable<string> texts, IReadOnlyCollection<string> keywords) =>
        keywords.Count == 0 || texts.Any(t => keywords.Any(k => t.Contains(k, StringComparison.Ordinal)));
}
