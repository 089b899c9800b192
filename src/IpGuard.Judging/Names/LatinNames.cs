using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>Latin names, and Chinese ones as they are spelt in pinyin, found by hashes of their shapes with letters left out.</summary>
sealed class LatinNames
{
    const int LongestName = 32;
    const int MostPieces = 32;

    // From here on two letters may be left out; the list would be long for less.
    const int TwoOutFrom = 9;

    // Pinyin has few syllables: shorter ones are near too many words to be taken misspelt.
    const int LeastMisspeltPinyin = 8;

    readonly List<Alias> _aliases = [];
    readonly NameKeys _plain = new();
    readonly NameKeys _near = new();
    int _longest;

    /// <summary>One way to write a name in Latin letters.</summary>
    /// <param name="Plain">Lower case, without spaces.</param>
    /// <param name="Breaks">Where words begin in it, beyond the first.</param>
    sealed record Alias(int Name, string Plain, string Shape, int[] Breaks, Trick Trick);

    /// <param name="pieces">The name, cut; of letters and digits alone.</param>
    public void Add(int name, IReadOnlyList<string> pieces, Trick trick)
    {
        var plain = string.Concat(pieces);
        if (plain.Length is < 2 or > LongestName)
            return;
        var breaks = new int[pieces.Count - 1];
        for (var i = 0; i < breaks.Length; i++)
            breaks[i] = (i == 0 ? 0 : breaks[i - 1]) + pieces[i].Length;
        var shape = LatinShape.Of(plain);
        var number = _aliases.Count;
        _aliases.Add(new(name, plain, shape, breaks, trick));
        _longest = Math.Max(_longest, plain.Length);
        _plain.Add(Letters64.Of(plain), number);
        var deletes = new List<ulong>();
        Letters64.Deletes(shape, DepthOf(shape.Length, trick), deletes);
        deletes.ForEach(d => _near.Add(d, number));
    }

    public void Find(FoldedText folded, List<Piece> pieces, List<Found> into)
    {
        if (_aliases.Count == 0)
            return;
        var words = new Words(folded, pieces);
        var deletes = new List<ulong>();
        for (var first = 0; first < pieces.Count; first++)
        {
            words.Begin(first);
            for (var last = first; last < pieces.Count && last < first + MostPieces && words.Take(last, _longest + 3); last++)
                Look(words, deletes, into);
        }
    }

    void Look(Words words, List<ulong> deletes, List<Found> into)
    {
        var word = words.Word;
        if (word.Length < 2)
            return;
        if (_plain.TryGet(Letters64.Of(word), out var exact))
        {
            var before = into.Count;
            while (_plain.TryTake(ref exact, out var number))
            {
                var alias = _aliases[number];
                if (word.SequenceEqual(alias.Plain) && !words.IsOfThing && words.MayBe(alias.Plain, alias.Breaks, isExact: true))
                    Report(words, alias, Trick.None, 0, into);
            }

            // What is one watched name is no misspelling of another.
            if (into.Count > before)
                return;
        }

        if (!words.MayBeDisguised)
            return;
        Span<char> shapeRoom = stackalloc char[LongestName + 4];
        var shape = shapeRoom[..LatinShape.Of(word, shapeRoom)];
        var depth =
            shape.Length < 4 ? 0
            : shape.Length < TwoOutFrom - 2 || words.IsInManyPieces ? 1
            : 2;
        Letters64.Deletes(shape, words.IsPlainlyMany ? 0 : depth, deletes);
        foreach (var hash in deletes)
        {
            if (!_near.TryGet(hash, out var near))
                continue;
            while (_near.TryTake(ref near, out var number))
                Verify(words, _aliases[number], shape, into);
        }
    }

    static void Verify(Words words, Alias alias, ReadOnlySpan<char> shape, List<Found> into)
    {
        var isAlike = shape.SequenceEqual(alias.Shape);
        var word = words.Word;
        if (words.IsOrdinary || (!isAlike && IsNever(alias)) || !words.MayBe(alias.Plain, alias.Breaks, isExact: false))
            return;
        if (isAlike)
        {
            if (words.IsReadAs(alias.Plain) && (alias.Trick == Trick.None || alias.Plain.Length >= 5 || words.HasDigit))
                Report(words, alias, Trick.LookAlike, 0, into);
            return;
        }

        // Of what only looks like a letter nothing is left but the class: the plain words are measured.
        if (Math.Abs(word.Length - alias.Plain.Length) > 2 || words.IsMostlyDigits || words.IsPerson)
            return;
        var cost = Misspelling.Cost(word, alias.Plain);
        if (cost <= Misspelling.MostCost(alias.Plain.Length))
            Report(words, alias, Trick.Misspelt, cost, into);
    }

    static bool IsNever(Alias alias) => alias.Trick != Trick.None && alias.Plain.Length < LeastMisspeltPinyin;

    static void Report(Words words, Alias alias, Trick done, double cost, List<Found> into)
    {
        if (alias.Trick == Trick.Pinyin && (alias.Plain.Length < 4 || words.IsCommon || words.IsOrdinaryInParts))
            return;
        var tricks = done | alias.Trick | words.TricksBeside(alias.Breaks);
        into.Add(new(alias.Name, words.Start, words.End, tricks, Weights.Of(tricks, alias.Plain.Length, cost)));
    }

    static int DepthOf(int length, Trick trick) =>
        trick != Trick.None && length < LeastMisspeltPinyin ? 0
        : length < 4 ? 0
        : length < TwoOutFrom ? 1
        : 2;
}
