using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>What stands between a piece and the one before it.</summary>
enum Gap
{
    None,
    Space,
    Marks,

    /// <summary>The beginning of the text, or more than <see cref="Pieces.MostMarks"/> characters.</summary>
    Wide,
}

enum PieceKind
{
    Letters,
    Digits,

    /// <summary>One ideograph, kana or hangul.</summary>
    East,

    /// <summary>A sign that stands for a letter.</summary>
    Symbol,
}

/// <summary>A run of letters, a run of digits, or one East Asian character.</summary>
/// <param name="Start">In units of the folded text; <paramref name="End"/> is just after the last.</param>
/// <param name="Stands">What it is read as, where that is not what is written.</param>
readonly record struct Piece(int Start, int End, PieceKind Kind, Gap Before, string? Stands = null)
{
    public int Length => Stands?.Length ?? End - Start;

    public ReadOnlySpan<char> In(string text) => Stands is { } read ? read : text.AsSpan(Start, End - Start);
}

/// <summary>Cuts a folded text into <see cref="Piece"/>s.</summary>
static class Pieces
{
    public const int MostMarks = 6;
    const int LeastStretched = 3;

    // What is read as letters where a letter or digit stands beside it; the longest first.
    static readonly (string Written, string Read)[] Drawn =
    [
        (@"\/\/", "w"),
        (@"|\/|", "m"),
        (@"/\/\", "m"),
        (@"|\|", "n"),
        (@"/\/", "n"),
        ("|-|", "h"),
        (@"/\", "a"),
        (@"\/", "v"),
        ("|<", "k"),
        ("|{", "k"),
        ("|)", "d"),
        ("|3", "b"),
        ("|>", "p"),
        ("|_|", "u"),
        ("()", "o"),
        ("[]", "o"),
        ("><", "x"),
        ("@", "a"),
        ("$", "s"),
        ("!", "i"),
        ("¡", "i"),
        ("|", "l"),
        ("+", "t"),
        ("€", "e"),
        ("£", "l"),
        ("¥", "y"),
        ("¢", "c"),
        ("©", "c"),
        ("(", "c"),
        ("<", "c"),
        ("#", "h"),
        ("*", "x"),
    ];

    /// <summary>As it is written: signs part words.</summary>
    public static List<Piece> Plain(FoldedText folded) => Cut(folded, isRead: false).Pieces;

    /// <summary>Signs between letters read as letters, and two parts read as the Chinese character they make; null where there is
    /// nothing of the kind.</summary>
    public static List<Piece>? Read(FoldedText folded)
    {
        var (pieces, hasRead) = Cut(folded, isRead: true);
        return hasRead ? pieces : null;
    }

    static (List<Piece> Pieces, bool HasRead) Cut(FoldedText folded, bool isRead)
    {
        var text = folded.Text;
        var (pieces, hasRead, last) = (new List<Piece>(), false, -1);
        for (var at = 0; at < text.Length; )
        {
            var kind = KindOf(text, at);
            if (isRead && Reading(text, at, kind, last == at) is { } reading)
            {
                pieces.Add(reading with { Before = Between(text, last, at) });
                hasRead = true;
                at = last = reading.End;
                continue;
            }

            if (kind is not { } known)
            {
                at++;
                continue;
            }

            var end = known == PieceKind.East ? at + 1 : EndOf(folded, at, known, isRead);
            pieces.Add(new(at, end, known, Between(text, last, at)));
            at = last = end;
        }

        return (pieces, hasRead);
    }

    static Piece? Reading(string text, int at, PieceKind? kind, bool isAfterPiece)
    {
        if (kind == PieceKind.East)
        {
            return at + 1 < text.Length && NameTables.Parts.TryGetValue((text[at], text[at + 1]), out var whole)
                ? new(at, at + 2, PieceKind.East, Gap.None, whole.ToString())
                : null;
        }

        if (kind is not null)
            return kind == PieceKind.Letters ? Stretched(text, at) : null;
        foreach (var (written, read) in Drawn)
        {
            if (string.CompareOrdinal(text, at, written, 0, written.Length) != 0)
                continue;
            var end = at + written.Length;
            var isBeforeLetter = end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || (written.Length == 1 && text[end] == '|'));
            if (
                isBeforeLetter
                || (written.Length > 1 && (isAfterPiece || (end < text.Length && !char.IsWhiteSpace(text[end]))))
                || (isAfterPiece && end < text.Length && !char.IsWhiteSpace(text[end]))
            )
                return new(at, end, PieceKind.Symbol, Gap.None, read);
            if (isAfterPiece && written is "$" or "€" or "@" or "+" or "|")
                return new(at, end, PieceKind.Symbol, Gap.None, read);
        }

        return null;
    }

    // Niiike: three and more of a letter are one.
    static Piece? Stretched(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && text[end] == text[at])
            end++;
        return end - at < LeastStretched ? null : new(at, end, PieceKind.Letters, Gap.None, text[at].ToString());
    }

    static bool IsStretched(string text, int at) => at + 2 < text.Length && text[at] == text[at + 1] && text[at] == text[at + 2];

    static int EndOf(FoldedText folded, int start, PieceKind kind, bool isRead)
    {
        var end = start + 1;
        while (
            end < folded.Text.Length
            && KindOf(folded.Text, end) == kind
            && !folded.MayBreakBefore(end)
            && !(isRead && IsStretched(folded.Text, end))
        )
            end++;
        return end;
    }

    static PieceKind? KindOf(string text, int at)
    {
        var c = text[at];
        if (char.IsAsciiLetter(c))
            return PieceKind.Letters;
        if (char.IsAsciiDigit(c))
            return PieceKind.Digits;
        if (c < 0x80 || char.IsSurrogate(c))
            return null;
        if (TextFold.IsEastAsian(c))
            return PieceKind.East;
        return char.IsLetter(c) ? PieceKind.Letters : null;
    }

    static Gap Between(string text, int last, int at)
    {
        if (last < 0)
            return Gap.Wide;
        if (last == at)
            return Gap.None;
        var between = text.AsSpan(last, at - last);
        if (between.IsWhiteSpace())
            return Gap.Space;
        var count = 0;
        foreach (var _ in between.EnumerateRunes())
        {
            if (++count > MostMarks)
                return Gap.Wide;
        }

        return Gap.Marks;
    }

    /// <summary>What was done at the units of a piece.</summary>
    public static Trick TrickOf(this Piece piece, FoldedText folded)
    {
        var trick =
            piece.Stands is null ? Trick.None
            : piece.Kind == PieceKind.Letters ? Trick.Misspelt
            : Trick.LookAlike;
        for (var at = piece.Start; at < piece.End; at++)
            trick |= folded.TrickAt(at);
        return trick;
    }
}
