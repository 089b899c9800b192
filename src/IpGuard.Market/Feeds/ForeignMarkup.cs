using System.Buffers;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using IpGuard.Core.Listings;

namespace IpGuard.Market.Feeds;

/// <summary>Text out of fields that may hold markup.</summary>
static class ForeignMarkup
{
    // What is kept of a description, with as much room again for its tags.
    const int MostCharacters = Listing.MaximumDescriptionLength * 4;

    static readonly HtmlParser Html = new();
    static readonly SearchValues<char> Signs = SearchValues.Create("<&");

    static readonly HashSet<string> Unseen = new(StringComparer.OrdinalIgnoreCase) { "script", "style", "template", "noscript", "iframe" };

    static readonly HashSet<string> Breaks = new(
        "br p div li ul ol tr td th h1 h2 h3 h4 h5 h6 table section article".Split(' '),
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The text of it, without scripts and styles; what has no markup is given back as it is.</summary>
    public static string? TextOf(string? text)
    {
        if (text is null || !HasMarkup(text))
            return text;
        var head = text.Length > MostCharacters ? text[..MostCharacters] : text;
        return SimpleMarkup.TextOf(head) ?? ParsedText(head);
    }

    /// <summary>The text of markup of any kind, by a parser.</summary>
    internal static string ParsedText(string head)
    {
        using var document = Html.ParseDocument(head);
        var kept = new StringBuilder(head.Length);
        // Walked without recursion: markup may be nested as deep as it is long.
        INode? node = document.DocumentElement;
        while (node is not null)
        {
            if (node is IText words)
                kept.Append(words.Data);
            else if (node is IElement element && Breaks.Contains(element.LocalName))
                kept.Append(' ');
            if (node.FirstChild is { } child && !(node is IElement hidden && Unseen.Contains(hidden.LocalName)))
            {
                node = child;
                continue;
            }

            while (node is not null && node.NextSibling is null)
                node = node.Parent is IElement parent ? parent : null;
            node = node?.NextSibling;
        }

        return kept.ToString();
    }

    // `Salt & pepper, size < 3` is no markup.
    static bool HasMarkup(string text)
    {
        for (var at = 0; ; at++)
        {
            var next = text.AsSpan(at).IndexOfAny(Signs);
            if (next < 0)
                return false;
            at += next;
            if (at + 1 < text.Length && (char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '/' or '!' or '?' or '#'))
                return true;
        }
    }
}
