namespace IpGuard.Judging.Names;

/// <summary>One character with its reading, or a Latin word that may be a reading.</summary>
/// <param name="Key">The syllable; for a character or word without one a number of its own.</param>
/// <param name="Text">The character or the word, folded.</param>
/// <param name="Start">In units of the folded text; <paramref name="End"/> is just after the last.</param>
/// <param name="Piece">The piece that it is made of.</param>
readonly record struct Beat(int Key, string Text, int Start, int End, Gap Before, Piece Piece)
{
    public bool IsEast => Piece.Kind == PieceKind.East;

    public bool IsReadAs(string letters) =>
        IsEast && Pinyin.SyllableOf(letters) is >= 0 and var syllable && Pinyin.AllOf(Text[0]).Any(r => r.Syllable == syllable);
}

/// <summary>A text as it would be read aloud.</summary>
static class Beats
{
    public static List<Beat> Of(FoldedText folded, List<Piece> pieces)
    {
        var beats = new List<Beat>(pieces.Count);
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            // A tone written as a digit: nai4ke4.
            if (IsTone(folded, pieces, i))
                continue;
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

    static bool IsTone(FoldedText folded, List<Piece> pieces, int at) =>
        pieces[at] is { Kind: PieceKind.Digits, Length: 1, Before: Gap.None } digit
        && folded.Text[digit.Start] is >= '1' and <= '5'
        && at > 0
        && pieces[at - 1].Kind == PieceKind.Letters
        && Pinyin.SyllableOf(pieces[at - 1].In(folded.Text).ToString()) != Pinyin.None;
}
