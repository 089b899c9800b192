using System.Text;
using IpGuard.Judging.Names;

namespace IpGuard.Judging.Titles;

/// <summary>How the spellings of a title are made alike before it is compared: <see cref="TextFold"/> for words, in NFC.</summary>
public static class TitleFold
{
    /// <summary>A title is compared by its first so many characters; no marketplace shows more.</summary>
    public const int MaximumLength = 1_000;

    /// <summary>The folded text; the empty text for null. Never throws, whatever the title holds.</summary>
    public static string Of(string? title) => TextFold.Fold(title, FoldedFor.Words, MaximumLength).Text.Normalize(NormalizationForm.FormC);
}
