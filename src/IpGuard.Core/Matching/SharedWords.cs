namespace IpGuard.Core.Matching;

/// <summary>A stretch of a text, in UTF-16 units.</summary>
public readonly record struct Stretch(int Start, int Length)
{
    /// <summary>Just after the last unit.</summary>
    public int End => Start + Length;
}

/// <summary>Which words of a listing's title are in the work's title too, for a page to show.</summary>
public static class SharedWords
{
    const int LeastLatinLetters = 3;
    const int LeastCjkCharacters = 2;

    /// <summary>Latin words of three letters or more and Chinese stretches of two characters or more that the other title has as well;
    /// upper and lower case are one.</summary>
    public static IReadOnlyList<Stretch> Of(string title, string other)
    {
        var found = new List<Stretch>();
        for (var at = 0; at < title.Length; )
        {
            var length = IsCjk(title[at]) ? CjkFrom(title, at, other) : WordFrom(title, at);
            var isShared = IsCjk(title[at])
                ? length >= LeastCjkCharacters
                : length >= LeastLatinLetters && HasWord(other, title.AsSpan(at, length));
            if (isShared)
                found.Add(new(at, length));
            at += isShared || !IsCjk(title[at]) ? Math.Max(1, length) : 1;
        }

        return found;
    }

    static bool IsCjk(char c) => c is >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF';

    static int WordFrom(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsLetterOrDigit(text[end]) && !IsCjk(text[end]))
            end++;
        return end - at;
    }

    // The longest stretch of Chinese from here that the other has too.
    static int CjkFrom(string text, int at, string other)
    {
        var length = 0;
        while (
            at + length < text.Length
            && IsCjk(text[at + length])
            && other.Contains(text.Substring(at, length + 1), StringComparison.Ordinal)
        )
            length++;
        return length;
    }

    static bool HasWord(string text, ReadOnlySpan<char> word)
    {
        for (var at = 0; at < text.Length; )
        {
            var length = IsCjk(text[at]) ? 0 : WordFrom(text, at);
            if (length == word.Length && text.AsSpan(at, length).Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
            at += Math.Max(1, length);
        }

        return false;
    }
}
