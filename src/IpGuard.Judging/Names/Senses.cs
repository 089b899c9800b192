using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>In what sense a name stands in a text, by the words right before and after it.</summary>
static class Senses
{
    const int LookBefore = 40;
    const int LookAfter = 16;

    // So many characters of a list may stand between “适用于” and a name.
    const int LookAfterFits = 8;

    static readonly string[] FitsBefore = ["适用于", "适用", "兼容", "适配", "适合", "通用于", "专用于", "匹配", "配套", "用于"];
    static readonly string[] FitsBeforeLatin =
    [
        "for",
        "fit",
        "fits",
        "fitting",
        "replaces",
        "for the",
        "for your",
        "for all",
        "compatible",
        "compatible with",
        "works with",
        "work with",
    ];
    static readonly string[] FitsAfter = ["适用", "可用", "通用", "兼容", "适配", "专用", "能用"];
    static readonly string[] FitsAfterLatin = ["compatible", "fits", "fitment"];
    static readonly string[] Everyone = ["男", "女", "四季", "老少", "儿童", "成人", "情侣"];
    static readonly string[] People =
    [
        "women",
        "men",
        "kids",
        "girls",
        "boys",
        "ladies",
        "her",
        "him",
        "children",
        "adults",
        "unisex",
        "mom",
        "dad",
    ];
    static readonly string[] StyleBefore = ["仿", "高仿", "类似", "同款", "模仿", "致敬", "平替"];
    static readonly string[] StyleBeforeLatin =
    [
        "style of",
        "inspired by",
        "similar to",
        "like",
        "dupe of",
        "dupe for",
        "replica of",
        "copy of",
        "same style as",
    ];
    static readonly string[] StyleAfter = ["同款", "同系", "风格", "风", "平替", "类似", "类型", "款式"];
    static readonly string[] StyleAfterLatin =
    [
        "style",
        "styled",
        "inspired",
        "like",
        "lookalike",
        "look alike",
        "dupe",
        "type",
        "replica",
        "vibe",
    ];
    static readonly string[] ComparedBefore =
    [
        "非",
        "不是",
        "并非",
        "媲美",
        "超越",
        "胜过",
        "堪比",
        "对标",
        "吊打",
        "秒杀",
        "比",
        "不输",
        "无关",
    ];
    static readonly string[] ComparedBeforeLatin = ["not", "unlike", "than", "vs", "versus", "not by", "not from"];

    // What 风 begins without meaning a style: trench coats, fans, kites, bells, windmills.
    const string WindWords = "衣扇筝铃车机帽雨";

    /// <param name="start">In units of the folded text; <paramref name="end"/> is just after the name's last.</param>
    public static NameSense Of(string text, int start, int end)
    {
        var before = text.AsSpan(Math.Max(0, start - LookBefore), Math.Min(start, LookBefore)).TrimEnd(" \t\"'“”‘’「」《》【[(（-:：");
        var after = text.AsSpan(end, Math.Min(text.Length - end, LookAfter));
        var close = after.TrimStart(" \t\"'”’」》】])）-");
        // The nearer word decides: “for Nike style shoes” is of their style.
        if (Begins(close, StyleAfter, StyleAfterLatin) && !IsWind(close))
            return NameSense.SameStyle;
        if (Ends(before, ComparedBefore, ComparedBeforeLatin))
            return NameSense.Comparison;
        if (Ends(before, FitsBefore, FitsBeforeLatin) || FitsList(before) || FitsWhat(close))
            return NameSense.CompatibleWith;
        return Ends(before, StyleBefore, StyleBeforeLatin) ? NameSense.SameStyle : NameSense.Claim;
    }

    static bool IsWind(ReadOnlySpan<char> close) =>
        close.Length > 1 && close[0] == '风' && WindWords.Contains(close[1], StringComparison.Ordinal);

    // “适用于华为/小米/X”, “适用于iphone15苹果”, “for apple, samsung and X”: no space but beside a sign of a list.
    static bool FitsList(ReadOnlySpan<char> before)
    {
        var rest = before;
        for (var i = 0; i < LookAfterFits && rest.Length > 0; i++)
        {
            var at = rest.Length;
            while (at > 0 && char.IsLetterOrDigit(rest[at - 1]))
                at--;
            var word = rest[at..];
            if (at < rest.Length && Holds(word, FitsBefore.AsSpan(0, 5)))
                return true;
            // “for women, X” says who wears it.
            if (Ends(word, [], People))
                return false;
            var isListed = i > 0 || (before.Length > 0 && IsListSign(before[^1])) || word is "and" or "or";
            var left = rest[..at].TrimEnd();
            if (!isListed && !(word is "and" or "or"))
                return false;
            if (Ends(left, [], FitsBeforeLatin) || (left.Length > 0 && Ends(left, FitsBefore, [])))
                return true;
            if (at == rest.Length && left.Length > 0 && IsListSign(left[^1]))
                left = left[..^1].TrimEnd();
            if (left.Length == rest.Length)
                return false;
            rest = left;
        }

        return false;
    }

    static bool IsListSign(char c) => c is '/' or ',' or '、' or '&' or '，' or '|' or '+' or ';';

    // “X手机壳通用”, “X compatible”, and not “X 男女通用”.
    static bool FitsWhat(ReadOnlySpan<char> close)
    {
        if (Begins(close, [], FitsAfterLatin))
            return true;
        var end = 0;
        while (end < close.Length && end < LookAfterFits && !char.IsWhiteSpace(close[end]))
            end++;
        var near = close[..end];
        return Holds(near, FitsAfter) && !Holds(near, Everyone);
    }

    static bool Holds(ReadOnlySpan<char> text, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.IndexOf(word, StringComparison.Ordinal) >= 0)
                return true;
        }

        return false;
    }

    static bool Begins(ReadOnlySpan<char> text, string[] words, string[] latin)
    {
        foreach (var word in words)
        {
            if (text.StartsWith(word, StringComparison.Ordinal))
                return true;
        }

        foreach (var word in latin)
        {
            if (
                text.StartsWith(word, StringComparison.Ordinal)
                && (text.Length == word.Length || !char.IsAsciiLetterOrDigit(text[word.Length]))
            )
                return true;
        }

        return false;
    }

    static bool Ends(ReadOnlySpan<char> text, string[] words, string[] latin)
    {
        foreach (var word in words)
        {
            if (text.EndsWith(word, StringComparison.Ordinal))
                return true;
        }

        foreach (var word in latin)
        {
            if (
                text.EndsWith(word, StringComparison.Ordinal)
                && (text.Length == word.Length || !char.IsAsciiLetterOrDigit(text[^(word.Length + 1)]))
            )
                return true;
        }

        return false;
    }
}
