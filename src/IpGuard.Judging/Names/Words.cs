using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>Some consecutive Latin pieces of a text taken as one word, and what their surroundings say of that.</summary>
sealed class Words(FoldedText folded, List<Piece> pieces)
{
    // A name of fewer letters is never taken from single letters with spaces: sizes and initials stand so.
    const int LeastSpaced = 4;

    // “snow peak” for Snowpeak is the name; “over all” is not.
    const int LeastTwoWords = 7;
    const int LeastPart = 3;

    const int ShortName = 3;
    const int MostPiecesMisspelt = 4;

    static readonly HashSet<string> ColoursAndTastes =
    [
        .. "green red blue pink yellow tree juice pie cider vinegar jam sauce shape shaped print pattern flavour flavor flavored blossom".Split(
            ' '
        ),
    ];

    readonly char[] _letters = new char[64];
    int _first;
    int _last;
    int _length;
    int _gaps;
    int _spaces;
    bool? _isOrdinary;

    public ReadOnlySpan<char> Word => _letters.AsSpan(0, _length);

    public int Start => pieces[_first].Start;

    public int End => pieces[_last].End;

    int Count => _last - _first + 1;

    public void Begin(int first) => (_first, _last, _length, _gaps, _spaces, _isOrdinary) = (first, first - 1, 0, 0, 0, null);

    /// <summary>Takes one more piece; false where none can follow.</summary>
    public bool Take(int at, int longest)
    {
        var piece = pieces[at];
        if (
            piece.Kind == PieceKind.East
            || (at > _first && piece.Before == Gap.Wide)
            || _length + piece.Length > Math.Min(longest, _letters.Length)
        )
            return false;
        piece.In(folded.Text).CopyTo(_letters.AsSpan(_length));
        if (at > _first && piece.Before != Gap.None)
        {
            _gaps++;
            _spaces += piece.Before == Gap.Space ? 1 : 0;
        }

        (_last, _length, _isOrdinary) = (at, _length + piece.Length, null);
        return true;
    }

    /// <summary>True of single letters with something between them: nearly all pieces are one letter long.</summary>
    bool IsSpread => _gaps > 0 && _length <= 1.5 * Count;

    /// <summary>True of “you can” for a name that is read so.</summary>
    public bool IsOrdinaryInParts => IsPlainlyMany && _spaces > 0 && PartsAreWords();

    /// <summary>True where trying two letters less would take long and find little.</summary>
    public bool IsInManyPieces => Count > MostPiecesMisspelt;

    /// <summary>True of several ordinary words: they may be a name put apart, but not one misspelt as well.</summary>
    public bool IsPlainlyMany => _gaps > 0 && !IsSpread;

    /// <summary>False where nothing but the very letters of a name would count.</summary>
    public bool MayBeDisguised => !IsPlainlyMany || _gaps <= 2;

    /// <summary>True of a word of everyday.</summary>
    public bool IsCommon => LatinWords.IsCommon(Word.ToString());

    /// <summary>True of a person's name.</summary>
    public bool IsPerson => LatinWords.IsPerson(Word.ToString());

    public bool IsOrdinary => _isOrdinary ??= LatinWords.IsOrdinary(Word.ToString());

    public bool HasDigit => CountDigits() > 0;

    public bool IsMostlyDigits => CountDigits() * 2 > _length;

    /// <summary>True where the word may be this name by its surroundings.</summary>
    public bool MayBe(string name, int[] breaks, bool isExact)
    {
        if (!IsBounded(name.Length))
            return false;
        if (_gaps == 0 || IsBrokenAt(breaks))
            return true;
        if (IsSpread)
            return name.Length >= LeastSpaced ? !GoesOn : name.Length == ShortName && _spaces == 0 && !GoesOn;
        if (name.Length < LeastSpaced)
            return false;
        if (!PartsAreWords())
            return _spaces == 0 || name.Length >= 6;
        return isExact && Count == 2 && name.Length >= LeastTwoWords && Shortest() >= LeastPart;
    }

    /// <summary>True where what looks like the name may be read as it: enough of it is letters, and a short one is not a measure such
    /// as “5m”.</summary>
    public bool IsReadAs(string name)
    {
        var digits = CountDigits();
        if (name.Length <= ShortName)
            return digits < _length && !char.IsAsciiDigit(_letters[0]) && (digits > 0 || Looks());
        // By chance a model number has the shape of a long name as good as never: two letters of it are enough.
        return name.Length >= 6 ? _length - digits >= 2 : name.Length - digits >= 2;
    }

    /// <summary>What was done to the letters, and whether they stand apart where the name has no space.</summary>
    public Trick TricksBeside(int[] breaks)
    {
        var tricks = Trick.None;
        for (var i = _first; i <= _last; i++)
        {
            var trick = pieces[i].TrickOf(folded);
            // Something invisible before the first letter stands outside the name.
            trick = i == _first ? trick & ~Trick.Spaced : trick;
            tricks |= trick;
        }

        return _gaps == 0 || IsBrokenAt(breaks) ? tricks : tricks | Trick.Spaced;
    }

    // A capital inside a word, or a digit beside it, is a weak end: good enough for a name that is long enough.
    bool IsBounded(int length)
    {
        var isOpenBefore = _first > 0 && pieces[_first].Before == Gap.None && pieces[_first - 1].Kind != PieceKind.East;
        var isOpenAfter = _last + 1 < pieces.Count && pieces[_last + 1] is { Before: Gap.None, Kind: not PieceKind.East };
        if (!isOpenBefore && !isOpenAfter)
            return true;
        if (length <= ShortName)
            return false;
        return (!isOpenBefore || IsWeakEnd(_first)) && (!isOpenAfter || IsWeakEnd(_last + 1));
    }

    // A single letter beside a capital is the rest of a word in mixed case and no word of its own.
    bool IsWeakEnd(int at)
    {
        var (left, right) = (pieces[at - 1], pieces[at]);
        if (left.Kind == PieceKind.Symbol || right.Kind == PieceKind.Symbol)
            return false;
        return left.Kind != right.Kind || (left.Length > 1 && right.Length > 1);
    }

    // The row of single letters goes on before or after: a longer word put apart.
    bool GoesOn =>
        (_first > 0 && IsOneMore(_first - 1, pieces[_first].Before))
        || (_last + 1 < pieces.Count && IsOneMore(_last + 1, pieces[_last + 1].Before));

    // A letter that begins a model number is not of the row.
    bool IsOneMore(int at, Gap gap) =>
        pieces[at] is { Kind: PieceKind.Letters, Length: 1 }
        && gap == pieces[_first + 1].Before
        && (at < _first || at + 1 == pieces.Count || pieces[at + 1].Before != Gap.None);

    bool IsBrokenAt(int[] breaks)
    {
        var (at, next) = (pieces[_first].Length, 0);
        for (var i = _first + 1; i <= _last; i++)
        {
            if (pieces[i].Before != Gap.None && Array.IndexOf(breaks, at) < 0)
                return false;
            next += pieces[i].Before != Gap.None ? 1 : 0;
            at += pieces[i].Length;
        }

        return next > 0;
    }

    /// <summary>True of “apple green”: what follows says that the thing is meant and not the maker.</summary>
    public bool IsOfThing =>
        IsOrdinary
        && _last + 1 < pieces.Count
        && pieces[_last + 1] is { Before: Gap.Space or Gap.Marks, Kind: PieceKind.Letters } next
        && ColoursAndTastes.Contains(next.In(folded.Text).ToString());

    bool PartsAreWords()
    {
        for (var i = _first; i <= _last; i++)
        {
            var part = pieces[i].In(folded.Text);
            if (part.Length > 1 && !LatinWords.IsOrdinary(part.ToString()))
                return false;
        }

        return true;
    }

    int Shortest() => Enumerable.Range(_first, Count).Min(i => pieces[i].Length);

    bool Looks() => Enumerable.Range(_first, Count).Any(i => pieces[i].TrickOf(folded).HasFlag(Trick.LookAlike));

    int CountDigits()
    {
        var count = 0;
        foreach (var c in Word)
            count += char.IsAsciiDigit(c) ? 1 : 0;
        return count;
    }
}
