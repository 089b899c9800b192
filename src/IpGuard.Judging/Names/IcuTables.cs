using System.Buffers.Binary;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace IpGuard.Judging.Names;

/// <summary>Unicode's tables about characters, out of the resources of the package ICU4N.Resources. Read once each, in milliseconds: the
/// package's own reader takes a second, and only texts of rules and one table are wanted.</summary>
static partial class IcuTables
{
    // How each of the two texts begins among the transliterators' rules; each ends with a zero.
    const string ReadingRules = "::Han-Spacedhan();藏";
    const string ScriptRules = "$SCDigit";

    // Beyond the first plane no name is written.
    [GeneratedRegex(@"(?<=;)(\p{Lo})[↔←](\p{Lo})(?=;)")]
    private static partial Regex ScriptRule { get; }

    [GeneratedRegex(@"(?<=;)(?:\[([^\]]+)\]|(\p{Lo}))→(\p{L}+)(?=;)")]
    private static partial Regex ReadingRule { get; }

    static readonly Lazy<string> Rules = new(() => Encoding.BigEndianUnicode.GetString(Resource("data.translit.root.res")));

    /// <summary>Traditional characters, each with its simplified one. One may come more than once, the common one first.</summary>
    public static IEnumerable<(char Traditional, char Simple)> Simplified() =>
        ScriptRule.Matches(RulesFrom(ScriptRules)).Select(m => (m.Groups[2].Value[0], m.Groups[1].Value[0])).Where(p => p.Item1 != p.Item2);

    /// <summary>Characters with their main reading in Mandarin: letters, ü as v, and the tone, 5 for none.</summary>
    public static IEnumerable<(char Han, string Letters, int Tone)> Readings() =>
        from rule in ReadingRule.Matches(RulesFrom(ReadingRules))
        let reading = Apart(rule.Groups[3].Value)
        from han in Characters(rule.Groups[1].Value + rule.Groups[2].Value)
        select (han, reading.Letters, reading.Tone);

    /// <summary>Code points, each with what Unicode's UTS #39 says that it can be taken for.</summary>
    public static IEnumerable<(int CodePoint, string For)> Confusables()
    {
        var file = Resource("data.confusables.cfu");
        var from = BinaryPrimitives.ReadUInt16BigEndian(file);
        int Word(int at) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
        char Unit(int at) => (char)BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));

        // Behind the header: mark, version, length, then place and count of the keys, of the values, and of the texts.
        var (keys, count, values, texts) = (from + Word(from + 12), Word(from + 16), from + Word(from + 20), from + Word(from + 28));
        for (var i = 0; i < count; i++)
        {
            var key = Word(keys + (4 * i));
            var value = Unit(values + (2 * i));
            var length = (int)((uint)key >> 24) + 1;
            var text = length == 1 ? $"{value}" : string.Concat(Enumerable.Range(value, length).Select(at => Unit(texts + (2 * at))));
            yield return (key & 0xFFFFFF, text);
        }
    }

    static string RulesFrom(string start)
    {
        var at = Rules.Value.IndexOf(start, StringComparison.Ordinal);
        if (at < 0)
            throw new InvalidOperationException($"expected the rules that begin with {start} in ICU4N.Resources, found none");
        return Rules.Value[at..Rules.Value.IndexOf('\0', at)];
    }

    // A set as Unicode writes it: single characters and ranges of them.
    static IEnumerable<char> Characters(string set)
    {
        for (var i = 0; i < set.Length; i++)
        {
            var last = i + 2 < set.Length && set[i + 1] == '-' ? set[i + 2] : set[i];
            for (var c = set[i]; c <= last; c++)
            {
                if (!char.IsSurrogate(c))
                    yield return c;
            }

            i += last == set[i] ? 0 : 2;
        }
    }

    static (string Letters, int Tone) Apart(string reading)
    {
        const string Marks = "\u0304\u0301\u030C\u0300";
        var (letters, tone) = ("", 5);
        foreach (var c in reading.Normalize(NormalizationForm.FormD))
        {
            if (Marks.Contains(c, StringComparison.Ordinal))
                tone = Marks.IndexOf(c, StringComparison.Ordinal) + 1;
            else if (c == '\u0308')
                letters = letters[..^1] + "v";
            else if (char.IsAsciiLetter(c))
                letters += c;
        }

        return (letters, tone);
    }

    static byte[] Resource(string name)
    {
        using var stream =
            Assembly.Load("ICU4N.resources").GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"expected {name} in ICU4N.Resources, found none");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
