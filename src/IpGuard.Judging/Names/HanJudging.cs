using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>Whether some beats of a text are a name, and how surely.</summary>
sealed class HanJudging(FoldedText folded, List<Beat> beats, int first, int last, HanRuns runs, HanName name)
{
    // After an ordinary word: of its colour, taste or shape, as 苹果绿 and 苹果醋 are.
    const string ColoursAndTastes = "色绿红黄蓝紫粉味汁醋树酸形纹酱糕茶粥肉派皮";

    // A name of two characters that shares one of them with another word is a chance in some dozen of titles.
    const double OneSideShared = 0.2;

    readonly List<int> _changed = [];
    int _same;
    int _otherTone;
    int _near;
    int _far;
    int _spelt;

    /// <summary>Null where they are not.</summary>
    public Found? Judge()
    {
        if (last - first + 1 != name.Pieces.Length)
            return null;
        var tricks = Trick.None;
        for (var i = first; i <= last; i++)
        {
            if (Compare(beats[i], name.Pieces[i - first]) is not { } trick)
                return null;
            tricks |= trick;
            tricks |= i == first ? beats[i].Piece.TrickOf(folded) & ~Trick.Spaced : beats[i].Piece.TrickOf(folded);
            tricks |= IsApart(i) || beats[i].IsSpread ? Trick.Spaced : Trick.None;
        }

        if (_spelt == name.Pieces.Length || !IsBounded())
            return null;
        var taken = IsDisguised ? TakenIfDisguised() : TakenIfPlain();
        return taken is { } less
            ? new(
                name.Name,
                beats[first].Start,
                beats[last].End,
                tricks,
                Math.Max(NameSpot.LeastStrength, Weights.Of(tricks, 2 * name.Pieces.Length) - less)
            )
            : null;
    }

    int Count => name.Pieces.Length;

    bool IsDisguised => _same < Count;

    bool IsApart(int at) => at > first && beats[at].Before != Gap.None && !name.Breaks[at - first];

    Trick? Compare(Beat beat, string wanted)
    {
        if (beat.Text == wanted)
        {
            _same++;
            return Trick.None;
        }

        _changed.Add(beat.Start);
        if (wanted.Length > 1)
            return null;
        if (!beat.IsEast)
        {
            _spelt++;
            return Pinyin.AllOf(wanted[0]).Any(r => r.Syllable == beat.Key) ? Trick.Pinyin : null;
        }

        var (near, far) = NameTables.Alike(wanted[0]);
        if (near.Contains(beat.Text[0], StringComparison.Ordinal))
        {
            _near++;
            return Trick.Traditional;
        }

        // The same tone, or the look, says more than another tone.
        var read = Pinyin.MainOf(beat.Text[0]);
        var readings = Pinyin.AllOf(wanted[0]);
        if (readings.Contains(read))
            return Trick.SoundAlike;
        if (far.Contains(beat.Text[0], StringComparison.Ordinal))
        {
            _far++;
            return Trick.Traditional;
        }

        _otherTone++;
        return readings.Any(r => r.Syllable == read.Syllable) ? Trick.SoundAlike : null;
    }

    // Latin letters of a reading are a word of their own, and are not told from the word before by a space alone.
    bool IsBounded()
    {
        for (var i = first; i <= last; i++)
        {
            if (beats[i].IsEast)
                continue;
            if (i > first && beats[i].Before == Gap.Space && !name.Breaks[i - first])
                return false;
            if (i < last && beats[i + 1].Before == Gap.Space && !name.Breaks[i + 1 - first])
                return false;
        }

        var opens = first > 0 && beats[first].Before == Gap.None && !beats[first].IsEast && !beats[first - 1].IsEast;
        var goesOn = last + 1 < beats.Count && beats[last + 1].Before == Gap.None && !beats[last].IsEast && !beats[last + 1].IsEast;
        return !opens && !goesOn;
    }

    // What is taken from the strength of the very characters; null where they are no name here.
    double? TakenIfPlain()
    {
        var (start, end) = (beats[first].Start, beats[last].End);
        var (before, after) = (false, false);
        foreach (var word in runs.Touching(start, end))
        {
            if (word.Start < start && word.End > end)
                return null;
            before |= word.Start < start;
            after |= word.End > end;
            // The whole name in a longer word: 苹果 in 苹果树.
            if ((word.Start < start && word.End >= end) || (word.Start <= start && word.End > end))
                return null;
        }

        if (before && after)
            return null;
        if (Count == 1)
            return runs.IsHan(start - 1) || runs.IsHan(end) ? null : 0.4;
        var isApart = Enumerable.Range(first, Count).Any(IsApart);
        if ((before || after) && Count == 2 && beats[last].Before == Gap.Space && isApart)
            return null;
        if ((before || after) && (isApart || Count == 2))
            return OneSideShared;
        return name.IsWord && IsColour(end) ? null : 0;
    }

    bool IsColour(int at) => at < folded.Text.Length && ColoursAndTastes.Contains(folded.Text[at], StringComparison.Ordinal);

    double? TakenIfDisguised()
    {
        var (start, end) = (beats[first].Start, beats[last].End);
        var isSpelt = _spelt > 0 && !HasEnglish();
        var (shares, isInOrdinary, isChangedInOrdinary) = (false, false, false);
        foreach (var word in runs.Touching(start, end).Where(w => w.End - w.Start > 1))
        {
            shares |= word.Start < start || word.End > end;
            isInOrdinary |= word.IsOrdinary;
            isChangedInOrdinary |= word.IsOrdinary && _changed.Exists(at => at >= word.Start && at < word.End);
        }

        // Characters beside letters that are a reading: that is not written by chance.
        if (isSpelt)
            return shares || isChangedInOrdinary ? OneSideShared : 0;
        // What reads as ordinary words is ordinary words, unless the part of the name that was not changed is one.
        if (shares || (isInOrdinary && (Count == 2 || (isChangedInOrdinary && !IsNearlyWhole) || _otherTone > 0)))
            return null;
        if (_far > 0 && !MayBeFar(start, end))
            return null;
        if (Count == 2)
            return TakenOfTwo(start, end);
        return Count == 1 || _otherTone > Count / 2 ? null : (0.05 * (_changed.Count - 1)) + (isInOrdinary ? 0.1 : 0);
    }

    // One of four characters was changed: not even ordinary words make that by chance.
    bool IsNearlyWhole => Count >= 4 && _changed.Count == 1;

    // A character has some hundred that look like it from afar: one of them is a disguise where nothing else was done, and, where little
    // of the name is left that is its own, where it stands apart from the words about it.
    bool MayBeFar(int start, int end) =>
        _changed.Count == 1 && !Enumerable.Range(first, Count).Any(IsApart) && (!IsLittleOwn(start, end) || StandsAlone(start, end));

    // Two characters, or an ordinary word with the changed one before or after it.
    bool IsLittleOwn(int start, int end) =>
        Count == 2
        || Enumerable
            .Range(start, end - start)
            .All(at => at == _changed[0] || runs.Touching(at, at + 1).Any(w => w.IsOrdinary && w.End - w.Start > 1));

    bool StandsAlone(int start, int end) =>
        (!runs.IsHan(start - 1) || runs.Touching(start - 1, start).All(w => w.IsOrdinary))
        && (!runs.IsHan(end) || runs.Touching(end, end + 1).All(w => w.IsOrdinary));

    // Two syllables are read alike by chance in many a text: one character stays, or the tones do; and across a space nothing is.
    double? TakenOfTwo(int start, int end)
    {
        if (beats[last].Before == Gap.Space && !name.Breaks[1])
            return null;
        if (_changed.Count == 2 && _near > 0 && !StandsAlone(start, end))
            return null;
        if (_changed.Count == 2 && _near == 1)
            return null;
        if (_otherTone > 0)
            return _changed.Count == 2 || runs.IsHan(start - 1) || runs.IsHan(end) ? null : 0.1;
        return _changed.Count == 2 ? 0.1 : 0;
    }

    bool HasEnglish()
    {
        for (var i = first; i <= last; i++)
        {
            if (!beats[i].IsEast && beats[i].Text.Length > 1 && LatinWords.IsOrdinary(beats[i].Text))
                return true;
        }

        return false;
    }
}
