using System.Buffers.Binary;
using System.Text;
using Bogus;
using Bogus.Bson;

namespace IpGuard.Judging.Names;

/// <summary>Ordinary words and people's names in Latin letters: what is one of them is no disguised name.</summary>
static class LatinWords
{
    // What of the encoder's vocabulary has a word-start mark and so many letters is a word of one of its 16 languages; shorter ones
    // are as often syllables, and stand below.
    const int LeastLetters = 4;

    // Natural logarithm of a piece's probability. Above it stand the words of everyday, some 3,000 of 30,000: with rarer ones of
    // Turkish or Italian among the ordinary, a Chinese name in ten would be unreadable in pinyin (suyu, mesi).
    const float LeastCommon = -11.5f;

    // Above it stand some 5,000, the commonest: silver, rose, coach; below it muse, fossil, citizen.
    const float LeastEveryday = -12f;

    // Of our own writing: English of two and three letters.
    const string Short =
        "ad ah am an as at ax be by do ex go ha he hi ho if in is it me mr ms my no of oh ok on or ox pi so to up us we ace act add age ago "
        + "aid aim air all and any ape apt arc are ark arm art ash ask ate bad bag ban bar bat bay bed bee beg bet bib bid big bin bit bow "
        + "box boy bra bud bug bun bus but buy cab cam can cap car cat cop cot cow cry cub cue cup cut dad day den dew did die dig dim dip "
        + "dot dry dub due duo dye ear eat egg ego elf elk end era eve eye fan far fat fax fee few fig fin fir fit fix flu fly foe fog for "
        + "fox fry fun fur gap gas gel gem get god got gum gun gut guy gym had ham has hat hay hem hen her hey hid him hip his hit hot how "
        + "hub hue hug hut ice icy ill ink inn ion its ivy jam jar jaw jet job jog joy jug key kid kin kit lab lad lap law lay led leg let "
        + "lid lie lip lit log lot low mad man map mat max may men met mid mix mob mom mop mud mug mum nap net new nil nod nor not now nun "
        + "nut oak oar odd off oil old one opt orb our out owl own pad pal pan pat paw pay pea pen pet pie pig pin pit pop pot pro pub put "
        + "rag ram ran rap rat raw ray red rib rid rim rip rob rod rot row rub rug run rye sad sap sat saw say sea see set sew she shy sin "
        + "sip sir sit six ski sky sly son soy spa spy sub sue sum sun tab tag tan tap tar tax tea ten the tie tin tip toe ton too top toy "
        + "try tub two use van vet via vow war was wax way web wed wet who why wig win wit yes yet you zip zoo";

    static readonly Lazy<Dictionary<string, float>> Words = new(ReadWords);

    static readonly Lazy<HashSet<string>> Everyday = new(() =>
        [.. Plain(Pieces(NameTables.Bytes("sentencepiece.model"))).Where(p => p.Log >= LeastEveryday).Select(p => p.Word)]
    );

    static readonly Lazy<HashSet<string>> People = new(() =>
        [
            .. from kind in (string[])["first_name", "male_first_name", "female_first_name", "last_name"]
            from name in ((BArray)Database.Get("name", kind, "en")).OfType<BValue>()
            select name.StringValue.ToLowerInvariant(),
        ]
    );

    /// <summary>True of an ordinary word, or of one with a common English ending.</summary>
    public static bool IsOrdinary(string word) => IsIn(word, float.NegativeInfinity);

    /// <summary>True of a word of everyday.</summary>
    public static bool IsCommon(string word) => IsIn(word, LeastCommon);

    /// <summary>True of one of the commonest words as it stands, without regard to endings and to words of the trade, among which are
    /// rare ones.</summary>
    public static bool IsEveryday(string word) => Everyday.Value.Contains(word);

    /// <summary>True of a common first or last name, as people of English-speaking countries have.</summary>
    public static bool IsPerson(string word) => People.Value.Contains(word);

    static bool IsIn(string word, float least)
    {
        bool Has(string w) => Words.Value.TryGetValue(w, out var log) && log >= least;
        if (Has(word))
            return true;
        foreach (var ending in (ReadOnlySpan<string>)["s", "es", "ed", "d", "ing", "er", "ly"])
        {
            if (word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.Ordinal) && Has(word[..^ending.Length]))
                return true;
        }

        return false;
    }

    static Dictionary<string, float> ReadWords()
    {
        var words = NameTables
            .Read("trade.txt")
            .Append(Short)
            .SelectMany(l => l.Split(' '))
            .ToDictionary(w => w, _ => 0f, StringComparer.Ordinal);
        foreach (var (word, log) in Plain(Pieces(NameTables.Bytes("sentencepiece.model"))))
            words.TryAdd(word, log);
        return words;
    }

    // Those that are words: U+2581 begins one in that vocabulary.
    static IEnumerable<(string Word, float Log)> Plain(IEnumerable<(string Text, float Log)> pieces)
    {
        foreach (var (piece, log) in pieces)
        {
            if (piece.Length > LeastLetters && piece[0] == '\u2581' && piece.AsSpan(1).IndexOfAnyExceptInRange('a', 'z') < 0)
                yield return (piece[1..], log);
        }
    }

    // The file is a protocol buffer: its fields 1 are pieces, of which field 1 is the text and field 2 the logarithm.
    static IEnumerable<(string Text, float Log)> Pieces(byte[] model)
    {
        foreach (var piece in Fields(model).Where(f => f.Number == 1))
        {
            var (text, log) = ("", 0f);
            foreach (var (number, value) in Fields(piece.Value))
            {
                if (number == 1)
                    text = Encoding.UTF8.GetString(value.Span);
                else if (number == 2)
                    log = BinaryPrimitives.ReadSingleLittleEndian(value.Span);
            }

            yield return (text, log);
        }
    }

    static IEnumerable<(int Number, ReadOnlyMemory<byte> Value)> Fields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length; )
        {
            var tag = Varint(message.Span, ref at);
            var start = at;
            var length = (tag & 7) switch
            {
                0 => 0,
                1 => 8,
                5 => 4,
                _ => Varint(message.Span, ref at),
            };
            if ((tag & 7) == 0)
                _ = Varint(message.Span, ref at);
            else
                start = at;
            at += length;
            yield return (tag >> 3, message[start..at]);
        }
    }

    static int Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var (number, shift) = (0, 0);
        do
        {
            number |= unchecked((bytes[at] & 0x7F) << shift);
            shift += 7;
        } while (bytes[at++] >= 0x80);
        return number;
    }
}
