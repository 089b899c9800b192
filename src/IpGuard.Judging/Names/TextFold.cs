using System.Globalization;
using System.Text;
using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>What texts are read for.</summary>
enum FoldedFor
{
    /// <summary>Names in disguise: what only looks like a Latin letter becomes one, and all accents go.</summary>
    Names,

    /// <summary>Words: letters of other alphabets stay what they are, and accents come off Latin letters alone, where sellers drop them at
    /// will; elsewhere they make another letter (Japanese, Hindi).</summary>
    Words,
}

/// <summary>The one place where spellings are made alike: compatibility forms (NFKC), case, accents, traditional and variant Chinese
/// characters, for names look-alikes of Latin letters too; what cannot be seen is left out. Never throws.</summary>
public static class TextFold
{
    /// <summary>Only so many UTF-16 units of a text are looked at: a title has some hundred, a description some thousand.</summary>
    public const int MaximumLength = 20_000;

    // What one character stands for in NFKC: U+FDFA alone is eighteen.
    const int MostExpanded = 4;

    /// <summary>Folded for names.</summary>
    public static FoldedText Fold(string? text) => Fold(text, FoldedFor.Names, MaximumLength);

    internal static FoldedText Fold(string? text, FoldedFor use, int longest)
    {
        var source = text ?? "";
        var length = Math.Min(source.Length, longest);
        var fold = new Folding(length, use);
        for (var at = 0; at < length; )
        {
            var isWhole = Rune.TryGetRuneAt(source, at, out var rune);
            var size = isWhole ? rune.Utf16SequenceLength : 1;
            if (isWhole)
                fold.Add(rune, at, at + size);
            else
                fold.Put('\uFFFD', at, at + 1, Trick.None);
            at += size;
        }

        return fold.Done();
    }

    sealed class Folding(int length, FoldedFor use)
    {
        readonly StringBuilder _text = new(length);
        readonly List<int> _starts = new(length);
        readonly List<int> _ends = new(length);
        readonly List<Trick> _tricks = new(length);
        readonly List<bool> _breaks = new(length);
        bool _isHidden;
        bool _wasLower;

        public FoldedText Done() => new(_text.ToString(), [.. _starts], [.. _ends], [.. _tricks], [.. _breaks]);

        public void Add(Rune rune, int start, int end)
        {
            var value = rune.Value;
            if (value < 0x80)
            {
                PutCased((char)value, start, end, Trick.None);
                return;
            }

            if (IsInvisible(rune))
            {
                _isHidden |= _text.Length > 0 && char.IsLetterOrDigit(_text[^1]);
                return;
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            {
                if (use == FoldedFor.Words && !(_text.Length > 0 && char.IsAsciiLetter(_text[^1])))
                    PutAll(rune.ToString(), start, end);
                else if (_tricks.Count > 0)
                    (_tricks[^1], _ends[^1]) = (_tricks[^1] | Trick.LookAlike, end);
                return;
            }

            // A sign of trade is no pair of letters: “Nike™” ends with its e.
            if (value is 0x2122 or 0x2120)
                Put((char)value, start, end, Trick.None);
            else if (Enclosed(value) is { } letter)
                PutCased(letter, start, end, Trick.LookAlike);
            else if (IsHan(value))
                AddHan((char)value, start, end, Trick.None);
            else
                AddOther(rune, start, end);
        }

        void AddOther(Rune rune, int start, int end)
        {
            var trick = rune.Value is >= 0xFF01 and <= 0xFF5E or 0x3000 ? Trick.None : Trick.LookAlike;
            var count = 0;
            foreach (var part in rune.ToString().Normalize(NormalizationForm.FormKC).EnumerateRunes())
            {
                if (++count > MostExpanded)
                    return;
                if (part.Value < 0x80)
                    PutCased((char)part.Value, start, end, trick);
                else if (IsHan(part.Value))
                    AddHan((char)part.Value, start, end, Trick.LookAlike);
                else
                    AddForeign(part, start, end);
            }
        }

        void AddForeign(Rune rune, int start, int end)
        {
            var bare = Rune.GetRuneAt(rune.ToString().Normalize(NormalizationForm.FormD), 0);
            if (bare.Value < 0x80)
                PutCased((char)bare.Value, start, end, Trick.LookAlike);
            else if (use == FoldedFor.Words)
                PutAll(Whole(rune.Value) ?? Rune.ToLowerInvariant(rune).ToString(), start, end);
            else if (!IsEastAsian(bare.Value) && Latin(bare) is { } latin)
            {
                foreach (var c in latin)
                    PutCased(c, start, end, Trick.LookAlike);
            }
            else
                PutAll(Rune.ToLowerInvariant(bare).ToString(), start, end);
        }

        void PutAll(string units, int start, int end)
        {
            foreach (var c in units)
                Put(c, start, end, Trick.None);
        }

        static string? Latin(Rune rune) => NameTables.Confusables.GetValueOrDefault(rune.Value) ?? MoreLookAlikes.Of(rune.Value);

        void AddHan(char han, int start, int end, Trick trick)
        {
            if (NameTables.Simplified.TryGetValue(han, out var simple))
                (han, trick) = (simple, trick | Trick.Traditional);
            Put(han, start, end, trick);
            _wasLower = false;
        }

        void PutCased(char c, int start, int end, Trick trick)
        {
            var isUpper = char.IsAsciiLetterUpper(c);
            var mayBreak = isUpper && _wasLower;
            Put(char.ToLowerInvariant(c), start, end, trick);
            _breaks[^1] |= mayBreak;
            _wasLower = char.IsAsciiLetterLower(c);
        }

        public void Put(char c, int start, int end, Trick trick)
        {
            var isLetter = char.IsLetterOrDigit(c);
            _text.Append(c);
            _starts.Add(start);
            _ends.Add(end);
            _tricks.Add(_isHidden && isLetter ? trick | Trick.Spaced : trick);
            _breaks.Add(_isHidden && isLetter);
            _isHidden = false;
            _wasLower = false;
        }
    }

    // Latin letters that Unicode does not take apart.
    static string? Whole(int value) =>
        value switch
        {
            'ß' or 'ẞ' => "ss",
            'ł' or 'Ł' => "l",
            'ø' or 'Ø' => "o",
            'đ' or 'Đ' => "d",
            'ı' => "i",
            'æ' or 'Æ' => "ae",
            'œ' or 'Œ' => "oe",
            _ => null,
        };

    // Format characters, variation selectors, fillers: nothing is seen of them.
    static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0
        || rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF);

    // Letters in black circles and squares, and the halves of flags: they have no compatibility form.
    static char? Enclosed(int value) =>
        value switch
        {
            >= 0x1F150 and <= 0x1F169 => (char)('A' + value - 0x1F150),
            >= 0x1F170 and <= 0x1F189 => (char)('A' + value - 0x1F170),
            >= 0x1F1E6 and <= 0x1F1FF => (char)('A' + value - 0x1F1E6),
            _ => null,
        };

    internal static bool IsHan(int value) => value is (>= 0x3400 and <= 0x9FFF) or 0x3007;

    /// <summary>Scripts whose words have no spaces between them: ideographs, kana, hangul.</summary>
    internal static bool IsEastAsian(int value) =>
        value is (>= 0x2E80 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF)
        && value is not (>= 0x3000 and <= 0x3006) and not (>= 0x3008 and <= 0x303F);
}
