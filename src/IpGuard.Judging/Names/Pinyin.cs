namespace IpGuard.Judging.Names;

/// <summary>How Chinese characters are read in Mandarin. A syllable is a small number that leaves the tone out.</summary>
static class Pinyin
{
    static readonly Lazy<Tables> Lazy = new(Tables.Make);

    /// <summary>What no syllable has.</summary>
    public const int None = -1;

    /// <summary>How many syllables there are: numbers from it on are free for other uses.</summary>
    public static int Count => Lazy.Value.Letters.Count;

    /// <summary>The main reading of a character; <see cref="None"/> where it is not known.</summary>
    public static Reading MainOf(char han) => Lazy.Value.Main.GetValueOrDefault(han, new(None, 0));

    /// <summary>All readings, the main one first; empty where the character is not known.</summary>
    public static IReadOnlyList<Reading> AllOf(char han) => Lazy.Value.All.GetValueOrDefault(han, []);

    /// <summary>The letters of a syllable, ü as v.</summary>
    public static string LettersOf(int syllable) => Lazy.Value.Letters[syllable];

    /// <summary>The syllable that is spelt so; <see cref="None"/> where there is none.</summary>
    public static int SyllableOf(string letters) => Lazy.Value.Numbers.GetValueOrDefault(letters, None);

    /// <param name="Tone">1 to 4, 5 for none.</param>
    public readonly record struct Reading(int Syllable, int Tone);

    sealed class Tables
    {
        public List<string> Letters { get; } = [];

        public Dictionary<string, int> Numbers { get; } = new(StringComparer.Ordinal);

        public Dictionary<char, Reading> Main { get; } = [];

        public Dictionary<char, Reading[]> All { get; } = [];

        public static Tables Make()
        {
            var tables = new Tables();
            foreach (var (han, letters, tone) in IcuTables.Readings())
                tables.Main.TryAdd(han, new(tables.NumberOf(letters), tone));
            foreach (var (han, reading) in tables.Main)
                tables.All[han] = [reading];
            // A line: letters and tone, the characters that are read so as well.
            foreach (var line in NameTables.Read("readings.txt"))
            {
                var at = line.IndexOf(' ', StringComparison.Ordinal);
                var reading = new Reading(tables.NumberOf(line[..(at - 1)]), line[at - 1] - '0');
                foreach (var han in line[(at + 1)..])
                    tables.All[han] = [.. tables.All.GetValueOrDefault(han, []), reading];
            }

            return tables;
        }

        int NumberOf(string letters)
        {
            if (Numbers.TryGetValue(letters, out var number))
                return number;
            Letters.Add(letters);
            return Numbers[letters] = Letters.Count - 1;
        }
    }
}
