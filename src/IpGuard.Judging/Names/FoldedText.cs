using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>A text with its disguises taken off, and for each of its UTF-16 units where it comes from.</summary>
public sealed class FoldedText
{
    readonly int[] _starts;
    readonly int[] _ends;
    readonly Trick[] _tricks;
    readonly bool[] _breaks;

    internal FoldedText(string text, int[] starts, int[] ends, Trick[] tricks, bool[] breaks) =>
        (Text, _starts, _ends, _tricks, _breaks) = (text, starts, ends, tricks, breaks);

    /// <summary>Lower case, simplified, half-width, without invisible characters and accents.</summary>
    public string Text { get; }

    /// <summary>Where a unit of <see cref="Text"/> begins in the original, in UTF-16 units.</summary>
    public int OriginalStart(int at) => _starts[at];

    /// <summary>Just after where a unit of <see cref="Text"/> comes from in the original.</summary>
    public int OriginalEnd(int at) => _ends[at];

    /// <summary>What was done at a unit: looks like another (full width does not count), was traditional, or had something invisible
    /// before it.</summary>
    public Trick TrickAt(int at) => _tricks[at];

    /// <summary>True where a word may begin though no space stands there: at a capital after a small letter, or after something
    /// invisible.</summary>
    public bool MayBreakBefore(int at) => _breaks[at];
}
