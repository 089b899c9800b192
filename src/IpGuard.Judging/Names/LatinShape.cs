namespace IpGuard.Judging.Names;

/// <summary>What Latin words look like: letters, digits and signs that are read for each other become one.</summary>
static class LatinShape
{
    // One letter for each class. A digit is the letter that it is most used for (leetspeak).
    const string From = "1i!|0345$789@2v+6";
    const string To = "lllloeasstbgazutg";

    static readonly char[] Classes = MakeClasses();

    /// <summary>The shape of a word in lower case; <paramref name="shape"/> is at least as long as the word.</summary>
    public static int Of(ReadOnlySpan<char> word, Span<char> shape)
    {
        var length = 0;
        foreach (var letter in word)
        {
            var c = letter < 0x80 ? Classes[letter] : letter;
            var last = length > 0 ? shape[length - 1] : '\0';
            // Two that together look like one: rn, vv, cl.
            var pair = (last, c) switch
            {
                ('r', 'n') => 'm',
                ('u', 'u') => 'w',
                ('c', 'l') => 'd',
                _ => '\0',
            };
            if (pair == '\0')
                shape[length++] = c;
            else
                shape[length - 1] = pair;
        }

        return length;
    }

    public static string Of(string word)
    {
        Span<char> shape = new char[word.Length];
        return new(shape[..Of(word, shape)]);
    }

    /// <summary>True where two letters or digits are of one class.</summary>
    public static bool AreAlike(char a, char b) => a < 0x80 && b < 0x80 && Classes[a] == Classes[b];

    static char[] MakeClasses()
    {
        var classes = Enumerable.Range(0, 0x80).Select(i => (char)i).ToArray();
        for (var i = 0; i < From.Length; i++)
            classes[From[i]] = To[i];
        return classes;
    }
}
