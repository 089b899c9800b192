namespace IpGuard.Core.Matching;

/// <summary>What was done to a name so that a search does not find it. Several may be done at once.</summary>
[Flags]
public enum Trick
{
    None = 0,

    /// <summary>Letters of another alphabet, digits, circled or mathematical letters, a Chinese character put as its parts.</summary>
    LookAlike = 1,

    /// <summary>Spaces, marks, emoji or invisible characters between the letters.</summary>
    Spaced = 2,

    /// <summary>A traditional or variant character, or another that looks much like it.</summary>
    Traditional = 4,

    /// <summary>Latin letters for how a Chinese name is read, in whole or for some of its characters.</summary>
    Pinyin = 8,

    /// <summary>First letters only. Weak: reported only beside a <see cref="CopyPhrase"/> that speaks of a copy.</summary>
    Initials = 16,

    /// <summary>A letter more, fewer, changed or two changed about.</summary>
    Misspelt = 32,

    /// <summary>Another character with the same reading.</summary>
    SoundAlike = 64,
}

/// <summary>In what sense a listing names a name.</summary>
public enum NameSense
{
    /// <summary>As the name of what is offered.</summary>
    Claim,

    /// <summary>As what the offer looks like: 同款, 风, “style of”.</summary>
    SameStyle,

    /// <summary>As what the offer fits: 适用于, 兼容, “for”, “compatible with”. No claim.</summary>
    CompatibleWith,

    /// <summary>As what the offer is not, or is measured by: 非, 媲美, “not”, “better than”. No claim.</summary>
    Comparison,
}

/// <summary>A watched name seen in a text.</summary>
/// <param name="Name">The name as it is watched, not as it is written there.</param>
/// <param name="Start">Where it begins, in UTF-16 units of the text as it was given.</param>
/// <param name="Length">How many UTF-16 units of that text it takes, whatever stands between its letters included.</param>
/// <param name="Tricks">What was done to it; <see cref="Trick.None"/> where it is written plainly.</param>
/// <param name="Strength">How sure it is that the name is meant, 0 to 1: 1 as plainly written, less the more tricks and the shorter the
/// name. A weight set by hand and not a probability; what is below <see cref="LeastStrength"/> is not reported.</param>
public sealed record NameSpot(string Name, int Start, int Length, Trick Tricks, double Strength, NameSense Sense)
{
    /// <summary>What is weaker is not reported. <see cref="Trick.Initials"/> lie at it.</summary>
    public const double LeastStrength = 0.35;

    /// <summary>True where the text offers something under the name or in its likeness.</summary>
    public bool IsClaim => Sense is NameSense.Claim or NameSense.SameStyle;

    /// <summary>Just after the last unit.</summary>
    public int End => Start + Length;
}

/// <summary>What a phrase admits.</summary>
public enum PhraseKind
{
    /// <summary>That it is an imitation: 高仿, 复刻, 1:1, A货, “replica”.</summary>
    Imitation,

    /// <summary>That it left the factory by the back door: 原单, 尾单, 剪标.</summary>
    Leaked,

    /// <summary>That it is made like another: 同款, “same style”.</summary>
    SameStyle,

    /// <summary>That it stands in for something dearer: 平替, “dupe”.</summary>
    StandIn,

    /// <summary>That something is left unsaid: 懂的来, 不议真假.</summary>
    Wink,

    /// <summary>A loose likeness that says little: ins风, 大牌风.</summary>
    LooseStyle,
}

/// <summary>A phrase by which sellers admit a copy.</summary>
/// <param name="Start">In UTF-16 units of the text as it was given.</param>
/// <param name="Length">In UTF-16 units of that text.</param>
public sealed record CopyPhrase(int Start, int Length, PhraseKind Kind)
{
    /// <summary>True where the phrase says that what is offered is another's: only beside such a one do initials count.</summary>
    public bool SpeaksOfCopy => Kind is PhraseKind.Imitation or PhraseKind.Leaked or PhraseKind.StandIn or PhraseKind.Wink;
}
