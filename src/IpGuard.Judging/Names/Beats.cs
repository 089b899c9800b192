namespace IpGuard.Judging.Names;

/// <summary>One character with its reading, or a Latin word that may be a reading.</summary>
/// <param name="Key">The syllable; for a character or word without one a number of its own.</param>
/// <param name="Text">The character or the word, folded.</param>
/// <param name="Start">In units of the folded text; <paramref name="End"/> is just after the last.</param>
/// <param name="Piece">The piece that it is made of; the first of several.</param>
/// <param name="IsSpread">True where the letters stand apart: n-a-i.</param>
readonly record struct Beat(int Key, string Text, int Start, int End, Gap Before, Piece Piece, bool IsSpread = false)
{
    public bool IsEast => Piece.Kind == PieceKind.East;

    public bool IsReadAs(string letters) =>
        IsEast && Pinyin.SyllableOf(letters) is >= 0 and var syllable && Pinyin.AllOf(Text[0]).Any(r => r.Syllable == syllable);
}

/// <summary>A text as it would be read aloud.</summary>
static class Beats
{
    const int LongestSyllable = 6;

    public static List<Beat> Of(FoldedText folded, List<Piece> pieces)
    {
        var beats = new List<Beat>(pieces.Count);
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            // A tone written as a digit: nai4ke4.
            if (IsTone(folded, pieces, i))
                continue;
            if (Spread(folded, pieces, i) is var (count, syllable) && count > 0)
            {
                i += count - 1;
                beats.Add(new(KeyOf(syllable), syllable, piece.Start, pieces[i].End, piece.Before, piece, IsSpread: true));
                continue;
            }

            var text = piece.In(folded.Text).ToString();
            // 耐(nai)克(ke): the reading of the character before it says nothing new.
            if (piece.Before != Gap.Space && piece.Kind == PieceKind.Letters && beats.Count > 0 && beats[^1].IsReadAs(text))
                continue;
            beats.Add(new(KeyOf(text), text, piece.Start, piece.End, piece.Before, piece));
        }

        return beats;
    }

    /// <summary>All numbers under which a character or word may be read.</summary>
    public static IReadOnlyList<int> KeysOf(string piece)
    {
        if (piece.Length == 1 && Pinyin.AllOf(piece[0]) is { Count: > 0 } readings)
            return [.. readings.Select(r => r.Syllable).Distinct()];
        return [KeyOf(piece)];
    }

    static int KeyOf(string text)
    {
        if (text.Length == 1 && Pinyin.MainOf(text[0]) is { Syllable: >= 0 } reading)
            return reading.Syllable;
        if (Pinyin.SyllableOf(text) is >= 0 and var syllable)
            return syllable;
        // Beyond the syllables: 31 bits of a hash of what is written.
        return Pinyin.Count + (int)(Letters64.Of(text) % (int.MaxValue - 10_000));
    }

    // The longest row of single letters, with the same between all, that is a reading; no pieces where there is none.
    static (int Count, string Syllable) Spread(FoldedText folded, List<Piece> pieces, int first)
    {
        var (letters, best) = ("", (0, ""));
        for (var i = first; i < pieces.Count && i < first + LongestSyllable; i++)
        {
            var isRow = pieces[i] is { Kind: PieceKind.Letters, Length: 1 } && (i == first || pieces[i].Before == pieces[first + 1].Before);
            if (!isRow || (i > first && pieces[i].Before == Gap.Wide))
                break;
            letters += pieces[i].In(folded.Text).ToString();
            if (letters.Length > 1 && Pinyin.SyllableOf(letters) != Pinyin.None)
                best = (letters.Length, letters);
        }

        return best;
    }

    static bool IsTone(FoldedText folded, List<Piece> pieces, int at) =>
        pieces[at] is { Kind: PieceKind.Digits, Length: 1, Before: Gap.None } digit
        && folded.Text[digit.Start] is >= '1' and <= '5'
        && at > 0
        && pieces[at - 1].Kind == PieceKind.Letters
        && Pinyin.SyllableOf(pieces[at - 1].In(folded.Text).ToString()) != Pinyin.None;
}
