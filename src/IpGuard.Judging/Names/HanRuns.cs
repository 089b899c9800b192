namespace IpGuard.Judging.Names;

/// <summary>The words that a folded text's runs of Chinese characters are parted into; worked out when they are first asked for.</summary>
sealed class HanRuns
{
    // A watched name is thought to occur as often as a rather rare word: two common words beside each other outweigh it.
    const int LogOfName = 9;

    readonly string _text;
    readonly Lazy<ChineseWords.Word[]> _wordAt;

    public HanRuns(string text, Func<string, bool> isName)
    {
        _text = text;
        _wordAt = new(() => Part(isName), isThreadSafe: false);
    }

    public bool IsHan(int at) => at >= 0 && at < _text.Length && TextFold.IsHan(_text[at]);

    /// <summary>The words that touch some units of the text, in its own units.</summary>
    public IEnumerable<ChineseWords.Word> Touching(int start, int end)
    {
        for (var at = start; at < end; )
        {
            var word = _wordAt.Value[at];
            if (word.End > at)
                yield return word;
            at = Math.Max(at + 1, word.End);
        }
    }

    // For each unit the word that it is in; an empty one where it is in none.
    ChineseWords.Word[] Part(Func<string, bool> isName)
    {
        var wordAt = new ChineseWords.Word[_text.Length];
        for (var at = 0; at < _text.Length; at++)
        {
            var first = at;
            while (IsHan(at))
                at++;
            if (first == at)
                continue;
            foreach (var word in ChineseWords.Part(_text[first..at], w => isName(w) ? LogOfName : null))
                wordAt
                    .AsSpan(first + word.Start, word.End - word.Start)
                    .Fill(word with { Start = first + word.Start, End = first + word.End });
        }

        return wordAt;
    }
}
