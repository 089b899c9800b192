using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>Spots watched names in texts, plainly written or disguised. Safe to use from many threads at once.</summary>
/// <remarks>
/// What a text costs hardly grows with the number of names: every word and every row of characters is looked up by hashes of its shape
/// and of its reading, and only what is found is compared.
/// It cannot tell a brand from an ordinary word of the same letters (“Coach”), and reads each Chinese character by its main reading.
/// </remarks>
public sealed class NameSpotter
{
    // Names longer than this are sentences, and the rest of them is not looked for.
    const int LongestName = 64;

    // A name whose characters have several readings is looked for in so many spellings.
    const int MostSpellings = 4;

    readonly string[] _names;
    readonly LatinNames _latin = new();
    readonly HanNames _han = new();
    readonly InitialNames _initials = new();

    /// <param name="names">Brand and work names, Latin, Chinese or mixed; blank ones and repeated ones are left out.</param>
    public NameSpotter(IEnumerable<string> names)
    {
        _names = [.. names.Where(n => !string.IsNullOrWhiteSpace(n)).Select(n => n.Trim()).Distinct(StringComparer.Ordinal)];
        for (var i = 0; i < _names.Length; i++)
            Add(i, TextFold.Fold(_names[i].Length > LongestName ? _names[i][..LongestName] : _names[i]));
    }

    /// <summary>The names in a text's first <see cref="TextFold.MaximumLength"/> units, in the order of the text. A name may be reported
    /// more than once, and two names at one place.</summary>
    public IReadOnlyList<NameSpot> Spot(string? text)
    {
        if (_names.Length == 0 || string.IsNullOrEmpty(text))
            return [];
        var folded = TextFold.Fold(text);
        var found = new List<Found>();
        var pieces = Pieces.Plain(folded);
        Find(folded, pieces, found);
        if (Pieces.Read(folded) is { } read)
            Find(folded, read, found);
        if (CopyPhrases.Find(folded).Any(p => p.SpeaksOfCopy))
            _initials.Find(folded, pieces, found);
        return Settle(text, folded, found);
    }

    void Find(FoldedText folded, List<Piece> pieces, List<Found> into)
    {
        _latin.Find(folded, pieces, into);
        if (!_han.IsEmpty)
            _han.Find(folded, pieces, new(folded.Text, _han.IsName), into);
    }

    // The surest first: what overlaps it under the same name says the same, and what is disguised is not inside what is plain.
    List<NameSpot> Settle(string text, FoldedText folded, List<Found> found)
    {
        var kept = new List<NameSpot>();
        var spots = found
            .Select(f => Spot(text, folded, f))
            .Where(s => s.Strength >= NameSpot.LeastStrength)
            .OrderByDescending(s => s.Tricks == Trick.None)
            .ThenByDescending(s => s.Strength)
            .ThenByDescending(s => s.Length);
        var lastOf = new Dictionary<string, List<NameSpot>>(StringComparer.Ordinal);
        var plain = new bool[text.Length < TextFold.MaximumLength ? text.Length : TextFold.MaximumLength];
        foreach (var spot in spots)
        {
            var same = lastOf.GetValueOrDefault(spot.Name) ?? (lastOf[spot.Name] = []);
            if (same.Exists(s => s.Start < spot.End && spot.Start < s.End))
                continue;
            if (spot.Tricks != Trick.None && plain.AsSpan(spot.Start, spot.Length).Contains(true))
                continue;
            if (spot.Tricks == Trick.None)
                plain.AsSpan(spot.Start, spot.Length).Fill(true);
            same.Add(spot);
            kept.Add(spot);
        }

        kept.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : string.CompareOrdinal(a.Name, b.Name));
        return kept;
    }

    NameSpot Spot(string text, FoldedText folded, Found found)
    {
        var start = folded.OriginalStart(found.Start);
        var end = folded.OriginalEnd(found.End - 1);
        var name = _names[found.Name];
        // Written as it is watched, accents and all.
        var isPlain = text.AsSpan(start, end - start).Equals(name, StringComparison.OrdinalIgnoreCase);
        var sense = Senses.Of(folded.Text, found.Start, found.End);
        return new(name, start, end - start, isPlain ? Trick.None : found.Tricks, found.Strength, sense);
    }

    void Add(int name, FoldedText folded)
    {
        var pieces = Pieces.Plain(folded);
        if (pieces.Count == 0)
            return;
        List<string> texts = [.. pieces.Select(p => p.In(folded.Text).ToString())];
        if (!pieces.Exists(p => p.Kind == PieceKind.East))
        {
            _latin.Add(name, texts, Trick.None);
            if (pieces.Count > 1)
                _initials.Add(name, string.Concat(texts.Select(t => t[0])));
            return;
        }

        _han.Add(name, texts, [.. pieces.Select((p, i) => i > 0 && p.Before != Gap.None)]);
        foreach (var spelling in Spellings(texts))
        {
            _latin.Add(name, spelling, Trick.Pinyin);
            _initials.Add(name, string.Concat(spelling.Select(t => t[0])));
        }
    }

    static List<List<string>> Spellings(List<string> characters)
    {
        List<List<string>> spellings =
        [
            [],
        ];
        foreach (var character in characters)
        {
            List<string> ways =
                character.Length == 1 ? [.. Pinyin.AllOf(character[0]).Select(r => Pinyin.LettersOf(r.Syllable)).Distinct()] : [character];
            // A character without a reading, as kana: the name has no pinyin.
            if (ways.Count == 0)
                return [];
            var room = Math.Max(1, MostSpellings / spellings.Count);
            spellings = [.. spellings.SelectMany(s => ways.Take(room).Select(w => new List<string>([.. s, w])))];
        }

        return characters.Count < 2 ? [] : spellings;
    }
}
