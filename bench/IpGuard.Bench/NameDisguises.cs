using System.Text;
using IpGuard.Judging.Names;

namespace IpGuard.Bench;

/// <summary>Ways to write a name so that a search does not find it. Null where a name has nothing to which it could be done.</summary>
static class NameDisguises
{
    public delegate string? Disguise(string name, Random random);

    static readonly Dictionary<char, char> Traditional = NameTables
        .Simplified.GroupBy(p => p.Value)
        .ToDictionary(g => g.Key, g => g.Select(p => p.Key).FirstOrDefault(c => c is >= '\u4E00' and <= '\u9FA5', g.First().Key));

    /// <summary>Those that were looked at while the weights were set.</summary>
    public static readonly (string Kind, Disguise Disguise)[] Known =
    [
        ("plain", (name, _) => name),
        ("case", (name, r) => IsLatin(name) ? Each(name, c => r.Next(2) == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)) : null),
        ("Cyrillic", (name, r) => Some(name, r, "aаeеoоpрcсxхyуiіsѕkкmмtтAАBВEЕKКMМHНOОPРCСTТXХ")),
        ("digits", (name, r) => Some(name, r, "i1l1o0e3a4s5t7b8g9I1L1O0E3A4S5T7B8G9")),
        ("spaced", (name, r) => Join(name, Pick(r, " ", "*", ".", "-", "·", "_", "~"))),
        ("zero width", (name, r) => Join(name, Pick(r, "\u200B", "\u200D", "\u2060", "\uFEFF"))),
        ("traditional", (name, _) => Changed(name, Each(name, c => Traditional.GetValueOrDefault(c, c)))),
        ("pinyin", (name, _) => IsHan(name) ? string.Concat(name.Select(Spell)) : null),
        ("half pinyin", HalfPinyin),
        ("sound-alike", SoundAlike),
        ("misspelt", Misspell),
        ("initials", (name, _) => IsHan(name) ? string.Concat(name.Select(c => Spell(c)[0])) + " 高仿" : null),
    ];

    public static bool IsHan(string name) => name.All(c => c >= 0x2E80);

    public static bool IsLatin(string name) => name.All(c => c < 0x80);

    public static string? Changed(string name, string other) => name == other ? null : other;

    public static string Each(string name, Func<char, char> change) => string.Concat(name.Select(change));

    public static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];

    /// <summary>One to all of the letters that stand at even places of a list, by what follows each there.</summary>
    public static string? Some(string name, Random random, string pairs)
    {
        if (!IsLatin(name) || name.Length < 4)
            return null;
        var places = Enumerable.Range(0, name.Length).Where(i => At(pairs, name[i]) >= 0).ToArray();
        if (places.Length == 0)
            return null;
        random.Shuffle(places);
        var letters = name.ToCharArray();
        foreach (var place in places.Take(random.Next(1, places.Length + 1)))
            letters[place] = pairs[At(pairs, letters[place]) + 1];
        return new(letters);
    }

    static int At(string pairs, char c)
    {
        for (var i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] == c)
                return i;
        }

        return -1;
    }

    /// <summary>With something between every two letters; for Latin names of four letters and more.</summary>
    public static string? Join(string name, string between)
    {
        var letters = name.Where(char.IsLetterOrDigit).ToArray();
        return IsLatin(name) && letters.Length < 4 ? null : string.Join(between, letters);
    }

    public static string Spell(char han) => Pinyin.LettersOf(Pinyin.MainOf(han).Syllable).Replace('v', 'u');

    static string? HalfPinyin(string name, Random random)
    {
        if (!IsHan(name))
            return null;
        var at = random.Next(name.Length);
        return name[..at] + Spell(name[at]) + name[(at + 1)..];
    }

    // One character, or all of a long name, by another that is read so; the tone is kept.
    static string? SoundAlike(string name, Random random)
    {
        if (!IsHan(name))
            return null;
        var letters = name.ToCharArray();
        var at = random.Next(letters.Length);
        for (var i = 0; i < letters.Length; i++)
        {
            if (i != at && (letters.Length == 2 || random.Next(3) > 0))
                continue;
            var reading = Pinyin.MainOf(letters[i]);
            var others = Characters.Where(c => c != letters[i] && Pinyin.MainOf(c) == reading).ToArray();
            if (others.Length > 0)
                letters[i] = others[random.Next(others.Length)];
        }

        return Changed(name, new(letters));
    }

    // The common block in the order of the code is mostly of rare characters; those that a keyboard offers first are taken.
    static readonly char[] Characters = [.. ChineseWords.Characters.Where(c => c > 0x4E00)];

    static string? Misspell(string name, Random random)
    {
        if (!IsLatin(name) || name.Length < 5 || name.Contains(' ', StringComparison.Ordinal))
            return null;
        var at = random.Next(1, name.Length);
        var text = new StringBuilder(name);
        switch (random.Next(4))
        {
            case 0:
                text.Insert(at, name[at]);
                break;
            case 1 when at + 1 < name.Length:
                (text[at], text[at + 1]) = (text[at + 1], text[at]);
                break;
            case 2:
                text.Remove(at, 1);
                break;
            default:
                const string Row = "qwertyuiopasdfghjklzxcvbnm";
                text[at] = Row[(Row.IndexOf(name[at], StringComparison.Ordinal) + 1) % Row.Length];
                break;
        }

        return Changed(name, text.ToString());
    }
}
