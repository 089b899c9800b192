using System.Globalization;
using System.Text;

namespace IpGuard.Judging.Names;

/// <summary>The tables about characters. Their sources stand in Names/Data/README.md.</summary>
static class NameTables
{
    static readonly Lazy<Dictionary<char, char>> LazySimplified = new(ReadSimplified);
    static readonly Lazy<Dictionary<int, string>> LazyConfusables = new(ReadConfusables);
    static readonly Lazy<Dictionary<char, Alikes>> LazyAlike = new(ReadAlike);
    static readonly Lazy<Dictionary<(char, char), char>> LazyParts = new(ReadParts);

    /// <summary>Traditional or variant character → simplified one.</summary>
    public static Dictionary<char, char> Simplified => LazySimplified.Value;

    /// <summary>Code point → the ASCII letters or digits that it looks like; one or two.</summary>
    public static Dictionary<int, string> Confusables => LazyConfusables.Value;

    /// <summary>Two parts side by side or one above the other → the character they make.</summary>
    public static Dictionary<(char Left, char Right), char> Parts => LazyParts.Value;

    /// <summary>Characters that look like this one.</summary>
    public static Alikes Alike(char han) => LazyAlike.Value.GetValueOrDefault(han, new("", ""));

    /// <param name="Near">Some dozen that are taken for it at a glance.</param>
    /// <param name="Far">Those of which a part is left out, added or changed; at most some hundred.</param>
    public readonly record struct Alikes(string Near, string Far);

    /// <summary>The lines of a table.</summary>
    public static IEnumerable<string> Read(string name)
    {
        using var reader = new StreamReader(Open(name), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
                yield return line;
        }
    }

    /// <summary>A table as it stands.</summary>
    public static byte[] Bytes(string name)
    {
        using var stream = Open(name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    static Stream Open(string name) =>
        typeof(NameTables).Assembly.GetManifestResourceStream("names/" + name)
        ?? throw new InvalidOperationException($"expected the table {name} in the assembly, got none");

    // A line: a character, near ones, far ones. Each pair stands once, under the first of the two.
    static Dictionary<char, Alikes> ReadAlike()
    {
        var lists = new Dictionary<char, (StringBuilder Near, StringBuilder Far)>();
        (StringBuilder Near, StringBuilder Far) Of(char han)
        {
            if (!lists.TryGetValue(han, out var list))
                lists[han] = list = (new(), new());
            return list;
        }

        foreach (var line in Read("alike.txt"))
        {
            var isFar = false;
            foreach (var other in line.AsSpan(1))
            {
                if (other == ' ')
                {
                    isFar = true;
                    continue;
                }

                (isFar ? Of(line[0]).Far : Of(line[0]).Near).Append(other);
                (isFar ? Of(other).Far : Of(other).Near).Append(line[0]);
            }
        }

        return lists.ToDictionary(l => l.Key, l => new Alikes(l.Value.Near.ToString(), l.Value.Far.ToString()));
    }

    static Dictionary<char, char> ReadSimplified()
    {
        var pairs = new Dictionary<char, char>();
        foreach (var line in Read("variants.txt"))
        {
            for (var i = 0; i + 1 < line.Length; i += 2)
                pairs[line[i]] = line[i + 1];
        }

        foreach (var (traditional, simple) in IcuTables.Simplified())
            pairs.TryAdd(traditional, simple);
        return pairs;
    }

    static Dictionary<int, string> ReadConfusables()
    {
        var table = new Dictionary<int, string>();
        foreach (var (point, text) in IcuTables.Confusables())
        {
            // A times sign parts words, and a fraction or an arrow is no letter.
            if (point < 0x80 || Rune.GetUnicodeCategory(new(point)) is UnicodeCategory.MathSymbol or UnicodeCategory.OtherSymbol)
                continue;
            var bare = string.Concat(
                text.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            );
            if (bare.Length is 1 or 2 && bare.All(char.IsAsciiLetterOrDigit))
                table[point] = bare;
        }

        return table;
    }

    // A radical that no keyboard offers is written as the character that it stands for.
    static IEnumerable<string> Written(string split)
    {
        const string Radicals = "氵水亻人忄心艹草钅金讠言犭犬纟丝礻示刂刀攵文牜牛扌手灬火饣食衤衣";
        yield return split;
        var at = Radicals.IndexOf(split[1], StringComparison.Ordinal);
        if (at >= 0 && at % 2 == 0)
            yield return $"{split[0]}{Radicals[at + 1]}{split[2]}";
        var below = Radicals.IndexOf(split[2], StringComparison.Ordinal);
        if (below >= 0 && below % 2 == 0)
            yield return $"{split[0]}{split[1]}{Radicals[below + 1]}";
    }

    static Dictionary<(char, char), char> ReadParts() =>
        Read("split.txt")
            .SelectMany(l => l.Split(' '))
            .SelectMany(Written)
            .DistinctBy(s => (s[1], s[2]))
            .ToDictionary(s => (s[1], s[2]), s => s[0]);
}
