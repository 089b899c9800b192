using System.Text;

namespace IpGuard.Judging.Titles;

/// <summary>The one place where the spellings of a title are made alike before it is compared.</summary>
/// <remarks>NFKC turns full-width letters and digits, styled letters and ligatures into plain ones; case is folded; accents come off Latin
/// letters alone, where sellers drop them at will, and stay where they make another letter (Japanese, Hindi).</remarks>
public static class TitleFold
{
    /// <summary>A title is compared by its first so many characters; no marketplace shows more.</summary>
    public const int MaximumLength = 1_000;

    /// <summary>The folded text, in NFC; the empty text for null. Never throws, whatever the title holds.</summary>
    public static string Of(string? title)
    {
        if (string.IsNullOrEmpty(title))
            return "";
        var head = title.Length > MaximumLength ? title[..MaximumLength] : title;
        // A lone surrogate has no normal form; it becomes U+FFFD, which parts words.
        var sound = string.Concat(head.EnumerateRunes().Select(r => r.ToString()));
        var apart = sound.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Normalize(NormalizationForm.FormD);
        return WithoutAccents(apart).Normalize(NormalizationForm.FormC);
    }

    static string WithoutAccents(string apart)
    {
        var plain = new StringBuilder(apart.Length);
        var isLatin = false;
        foreach (var letter in apart)
        {
            // Combining diacritical marks, U+0300 to U+036F.
            if (letter is >= '\u0300' and <= '\u036F' && isLatin)
                continue;
            if (letter is < '\u0300' or > '\u036F')
                isLatin = letter is >= 'a' and <= 'z';
            if (Whole(letter) is { } letters)
                plain.Append(letters);
            else
                plain.Append(letter);
        }

        return plain.ToString();
    }

    // Letters that Unicode does not take apart.
    static string? Whole(char letter) =>
        letter switch
        {
            'ß' => "ss",
            'ł' => "l",
            'ø' => "o",
            'đ' => "d",
            'ı' => "i",
            'æ' => "ae",
            'œ' => "oe",
            _ => null,
        };
}
