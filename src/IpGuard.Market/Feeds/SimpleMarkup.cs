using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace IpGuard.Market.Feeds;

/// <summary>Text out of markup that needs no parser: a few tags, closed in the order in which they were opened, and the usual references.
/// That it is, once cleaned, the same text as the parser gives is held by a test of made and hostile markup.</summary>
/// <remarks>By the HTML standard (html.spec.whatwg.org, 13.2) a parser moves and adds elements where tags are not nested well, in tables,
/// and around raw text such as scripts; none of that is read here.</remarks>
static class SimpleMarkup
{
    const int MostLevels = 32;

    // A name is packed into one number.
    const int LongestName = 8;

    // Longer references are left to the parser.
    const int LongestReference = 10;

    // Where something other than text may begin, and what a parser changes or drops.
    static readonly SearchValues<char> Signs = SearchValues.Create([
        .. "<&\r\f\u007F\uFEFF\uFFFE\uFFFF",
        .. Enumerable.Range(0, ' ').Select(c => (char)c).Where(c => c is not ('\t' or '\n')),
    ]);

    static readonly SearchValues<char> OddInTags = SearchValues.Create("\"'<\r\f\0");

    enum Tag : byte
    {
        Unknown,
        Break,
        Picture,
        Inline,
        Link,
        Paragraph,
        Heading,
        List,
        Entry,
        Block,
    }

    static readonly FrozenDictionary<ulong, Tag> Tags = new (Tag Tag, string Names)[]
    {
        (Tag.Break, "br"),
        (Tag.Picture, "img"),
        (Tag.Inline, "b i u em strong small span font sub sup"),
        (Tag.Link, "a"),
        (Tag.Paragraph, "p"),
        (Tag.Heading, "h1 h2 h3 h4 h5 h6"),
        (Tag.List, "ul ol"),
        (Tag.Entry, "li"),
        (Tag.Block, "div section article"),
    }
        .SelectMany(t => t.Names.Split(' ').Select(n => (Name: Pack(n), t.Tag)))
        .ToFrozenDictionary(t => t.Name, t => t.Tag);

    /// <summary>The text, with a space where a line begins anew; null where a parser has to read it.</summary>
    public static string? TextOf(string markup)
    {
        var kept = ArrayPool<char>.Shared.Rent(markup.Length);
        try
        {
            return Strip(markup, kept) is >= 0 and var length ? new string(kept, 0, length) : null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(kept);
        }
    }

    // How many characters are kept; -1 for what is not simple. Nothing that is kept is longer than what it stands for.
    static int Strip(ReadOnlySpan<char> markup, Span<char> kept)
    {
        Span<(ulong Name, Tag Tag)> open = stackalloc (ulong, Tag)[MostLevels];
        var (at, length, depth) = (0, 0, 0);
        // A parser drops white space before anything else.
        while (at < markup.Length && markup[at] is ' ' or '\t' or '\n')
            at++;
        while (at < markup.Length)
        {
            var next = markup[at..].IndexOfAny(Signs);
            var text = next < 0 ? markup[at..] : markup.Slice(at, next);
            text.CopyTo(kept[length..]);
            length += text.Length;
            at += text.Length;
            if (next < 0)
                break;
            var read = markup[at] switch
            {
                '<' => ReadTag(markup, at, open, ref depth, kept, ref length),
                '&' => ReadReference(markup[at..], kept, ref length),
                _ => 0,
            };
            if (read == 0)
                return -1;
            at += read;
        }

        return length;
    }

    // How many characters the tag has; 0 where it is not simple.
    static int ReadTag(ReadOnlySpan<char> markup, int at, Span<(ulong Name, Tag Tag)> open, ref int depth, Span<char> kept, ref int length)
    {
        var rest = markup[(at + 1)..];
        if (rest.IsEmpty || !(char.IsAsciiLetter(rest[0]) || rest[0] is '/' or '!' or '?'))
        {
            // `size < 3`.
            kept[length++] = '<';
            return 1;
        }

        var isEnd = rest[0] == '/';
        var start = at + (isEnd ? 2 : 1);
        rest = markup[start..];
        var named = 0;
        while (named < rest.Length && char.IsAsciiLetterOrDigit(rest[named]))
            named++;
        var end = named is > 0 and <= LongestName ? EndOfTag(rest[named..], isEnd) : -1;
        if (end < 0)
            return 0;
        var name = Pack(rest[..named]);
        var whole = start - at + named + end;
        if (isEnd)
            return depth > 0 && open[--depth].Name == name ? whole : 0;
        var tag = Tags.GetValueOrDefault(name);
        var isVoid = tag is Tag.Break or Tag.Picture;
        if (!isVoid && (rest[named + end - 2] == '/' || depth == MostLevels))
            return 0;
        if (!MayStand(tag, open[..depth]))
            return 0;
        if (tag is Tag.Break or Tag.Paragraph or Tag.Heading or Tag.List or Tag.Entry or Tag.Block)
            Space(kept, ref length);
        if (!isVoid)
            open[depth++] = (name, tag);
        return whole;
    }

    // Runs of spaces are one when a text is cleaned, and those at its ends none.
    static void Space(Span<char> kept, ref int length)
    {
        if (length > 0 && kept[length - 1] != ' ')
            kept[length++] = ' ';
    }

    // ASCII in small letters, the first in the lowest bits.
    static ulong Pack(ReadOnlySpan<char> name)
    {
        var packed = 0UL;
        for (var i = 0; i < name.Length; i++)
            packed |= (ulong)((name[i] | ' ') & 0x7F) << (8 * i);
        return packed;
    }

    // Whether a parser puts the element where it stands, and closes or moves no other for it.
    static bool MayStand(Tag tag, ReadOnlySpan<(ulong Name, Tag Tag)> open)
    {
        if (tag is Tag.Unknown)
            return false;
        if (tag is Tag.Entry)
            return open is [.., { Tag: Tag.List }];
        foreach (var (_, outer) in open)
        {
            var isClosed =
                outer is Tag.Paragraph ? tag is Tag.Paragraph or Tag.Heading or Tag.List or Tag.Block
                : outer is Tag.Heading ? tag is Tag.Heading
                : outer is Tag.Link && tag is Tag.Link;
            if (isClosed)
                return false;
        }

        return true;
    }

    // Behind the sign that ends the tag; -1 where there is none, or where attributes are written in an odd way.
    static int EndOfTag(ReadOnlySpan<char> rest, bool isEnd)
    {
        var end = rest.IndexOf('>');
        if (end <= 0)
            return end < 0 ? -1 : 1;
        if (rest[0] is not (' ' or '\n' or '\t') && !(rest[0] == '/' && end == 1))
            return -1;
        if (isEnd)
            return rest[..end].IsWhiteSpace() ? end + 1 : -1;
        return rest[..end].ContainsAny(OddInTags) ? EndOfQuoted(rest) : end + 1;
    }

    // ` name="value" name='value' … >`, each quoted, a space before each.
    static int EndOfQuoted(ReadOnlySpan<char> rest)
    {
        for (var at = 0; ; )
        {
            var spaced = at;
            while (at < rest.Length && rest[at] is ' ' or '\n' or '\t')
                at++;
            if (at < rest.Length && rest[at] == '>')
                return at + 1;
            if (rest[at..].StartsWith("/>", StringComparison.Ordinal))
                return at + 2;
            if (at == spaced)
                return -1;
            var name = at;
            while (at < rest.Length && (char.IsAsciiLetterOrDigit(rest[at]) || rest[at] is '-' or '_' or ':'))
                at++;
            if (at == name || at + 1 >= rest.Length || rest[at] != '=' || rest[at + 1] is not ('"' or '\''))
                return -1;
            var close = rest[(at + 2)..].IndexOf(rest[at + 1]);
            if (close < 0)
                return -1;
            at += 2 + close + 1;
        }
    }

    // How many characters the reference has; 0 where the parser has to say what it is.
    static int ReadReference(ReadOnlySpan<char> text, Span<char> kept, ref int length)
    {
        // A sign before anything else than a name or number is only a sign.
        if (text.Length == 1 || (!char.IsAsciiLetterOrDigit(text[1]) && text[1] != '#'))
        {
            kept[length++] = '&';
            return 1;
        }

        var end = text[..Math.Min(text.Length, LongestReference)].IndexOf(';');
        if (end < 0)
            return 0;
        var sign = text[1..end] switch
        {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => '\u00A0',
            ['#', 'x' or 'X', .. var hex] => Numbered(hex, NumberStyles.AllowHexSpecifier),
            ['#', .. var digits] => Numbered(digits, NumberStyles.None),
            _ => '\0',
        };
        if (sign == '\0')
            return 0;
        kept[length++] = sign;
        return end + 1;
    }

    // What is no character, is two, or is another by the standard's table, is the parser's.
    static char Numbered(ReadOnlySpan<char> digits, NumberStyles style) =>
        int.TryParse(digits, style, CultureInfo.InvariantCulture, out var number)
        && number is (> ' ' and <= '~') or (>= 0xA0 and < 0xD800) or (>= 0xE000 and < 0xFDD0) or (> 0xFDEF and < 0xFEFF)
            ? (char)number
            : '\0';
}
