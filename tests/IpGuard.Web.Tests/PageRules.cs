using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace IpGuard.Web.Tests;

/// <summary>What holds for every page, whoever reads it and however: by eye, by ear, without scripts.</summary>
static partial class PageRules
{
    // Two words of Latin letters, or two Chinese characters, between tags and outside of any expression.
    [GeneratedRegex(@">[^<>@{}]*(?:[A-Za-z]{3,} [A-Za-z]{2,}|[\u4e00-\u9fff]{2})[^<>@{}]*<")]
    private static partial Regex Sentence { get; }

    [GeneratedRegex(@"@code\s*\{.*|@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Code { get; }

    public static void Hold(string html, string language, string path)
    {
        var page = new HtmlParser().ParseDocument(html);
        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        Assert.Contains(" · ", page.Title!, StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll("h1"));
        var levels = page.QuerySelectorAll("main h1, main h2, main h3, main h4").Select(h => h.TagName[1] - '0').ToList();
        Assert.All(
            levels.Zip(levels.Skip(1)),
            step => Assert.True(step.Second <= step.First + 1, $"{path}: h{step.First}, then h{step.Second}")
        );
        Assert.All(page.QuerySelectorAll("img"), i => Assert.True(i.HasAttribute("alt"), $"{path}: {i.OuterHtml}"));
        Assert.All(
            page.QuerySelectorAll("input:not([type=hidden]), select, textarea"),
            f =>
                Assert.True(
                    f.Closest("label") is not null
                        || f.HasAttribute("aria-label")
                        || page.QuerySelector($"label[for='{f.Id}']") is not null,
                    $"{path}: {f.OuterHtml}"
                )
        );
        Assert.All(page.QuerySelectorAll("[id]").GroupBy(e => e.Id), same => Assert.Single(same));
        // A strict policy blocks them, so none may be there.
        Assert.Empty(page.QuerySelectorAll("[style], script:not([src]), [onclick]"));
    }

    /// <summary>Sentences that a component holds itself, and not in the texts of both languages.</summary>
    public static IEnumerable<string> OwnSentences(string razor) => Sentence.Matches(Code.Replace(razor, "")).Select(m => m.Value);
}
