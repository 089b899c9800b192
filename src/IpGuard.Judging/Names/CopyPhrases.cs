using System.Text.RegularExpressions;
using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>Finds the phrases by which sellers admit a copy, in Chinese (also traditional, also with signs between) and English.</summary>
public static partial class CopyPhrases
{
    // Between two characters of a phrase: 高-仿, 复 刻.
    const int MostBetween = 2;

    // Our own list, of what is commonly said. Those of one character and such as are honest of a material (仿皮, 仿真丝) are left out.
    static readonly (PhraseKind Kind, string Phrases)[] All =
    [
        (
            PhraseKind.Imitation,
            "高仿 精仿 超仿 仿品 仿款 复刻 复制版 山寨 a货 超a 顶a aaa级 莆田货 莆田鞋 莆田系 过验 可过验 专柜验货 顶级版本 纯原 真标 公司级 一比一 gaofang fuke"
                + " replica replicas knockoff knock-off counterfeit fake mirror-quality aaa-quality super-copy high-copy top-copy super-clone ua-quality"
        ),
        (
            PhraseKind.Leaked,
            "原单 尾单 外贸原单 跟单 余单 剪标 去标 无标 拆标 撕标 工厂流出 代工厂 原厂尾货 yuandan overrun factory-second cut-label no-logo unbranded-original"
        ),
        (PhraseKind.SameStyle, "同款 明星同款 大牌同款 专柜同款 same-style same-design inspired-by designer-inspired look-alike lookalike"),
        (PhraseKind.StandIn, "平替 平价替代 代替大牌 大牌替代 dupe dupes designer-dupe"),
        (
            PhraseKind.Wink,
            "懂的来 懂得来 你懂的 懂的都懂 懂货的来 不议真假 低调出 低调发货 看图不说 不能说 自己看 细节看图 品牌看图 logo看图 私聊看实物 iykyk"
        ),
        (PhraseKind.LooseStyle, "ins风 大牌风 大牌感 网红款 秀场款 走秀款 设计师款"),
    ];

    static readonly ILookup<char, Entry> ByFirst = All.SelectMany(a =>
            a.Phrases.Split(' ').Select(p => new Entry(p.Replace("-", "", StringComparison.Ordinal), a.Kind))
        )
        .OrderByDescending(e => e.Text.Length)
        .ToLookup(e => e.Text[0]);

    readonly record struct Entry(string Text, PhraseKind Kind);

    [GeneratedRegex(@"(?<![\d.:])1\s?[:比]\s?1(?![\d.:])")]
    private static partial Regex OneToOne { get; }

    /// <summary>All phrases in the order of the text, none overlapping another.</summary>
    public static IReadOnlyList<CopyPhrase> Find(string? text) => Find(TextFold.Fold(text));

    internal static IReadOnlyList<CopyPhrase> Find(FoldedText folded)
    {
        var found = new List<CopyPhrase>();
        foreach (var match in OneToOne.EnumerateMatches(folded.Text))
            found.Add(Place(folded, match.Index, match.Index + match.Length, PhraseKind.Imitation));
        for (var at = 0; at < folded.Text.Length; at++)
        {
            foreach (var entry in ByFirst[folded.Text[at]])
            {
                if (EndOf(folded.Text, at, entry.Text) is not { } end)
                    continue;
                found.Add(Place(folded, at, end, entry.Kind));
                at = end - 1;
                break;
            }
        }

        return [.. found.OrderBy(p => p.Start)];
    }

    static int? EndOf(string text, int start, string phrase)
    {
        if (IsLatin(phrase[0]) && start > 0 && IsLatin(text[start - 1]))
            return null;
        var at = start + 1;
        for (var i = 1; i < phrase.Length; i++)
        {
            for (var between = 0; at < text.Length && text[at] != phrase[i]; between++, at++)
            {
                if (between == MostBetween || char.IsLetterOrDigit(text[at]))
                    return null;
            }

            if (at++ >= text.Length)
                return null;
        }

        return IsLatin(phrase[^1]) && at < text.Length && IsLatin(text[at]) ? null : at;
    }

    static bool IsLatin(char c) => char.IsAsciiLetterOrDigit(c);

    static CopyPhrase Place(FoldedText folded, int start, int end, PhraseKind kind)
    {
        var from = folded.OriginalStart(start);
        return new(from, folded.OriginalEnd(end - 1) - from, kind);
    }
}
