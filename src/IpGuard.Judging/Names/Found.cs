using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>A name found in a folded text, before its sense is known.</summary>
/// <param name="Name">Its number in the list of names.</param>
/// <param name="Start">In units of the folded text; <paramref name="End"/> is just after the last.</param>
readonly record struct Found(int Name, int Start, int End, Trick Tricks, double Strength);

/// <summary>What each trick takes from the strength. Set by hand: only their order and <see cref="NameSpot.LeastStrength"/>
/// matter.</summary>
static class Weights
{
    const double Plain = 1;

    /// <summary>The strength of a name that is written with these tricks.</summary>
    /// <param name="length">Letters of a Latin name, or twice the characters of a Chinese one.</param>
    public static double Of(Trick tricks, int length, double cost = 0)
    {
        var strength = Plain - (0.25 * cost);
        strength -= tricks.HasFlag(Trick.LookAlike) ? 0.05 : 0;
        strength -= tricks.HasFlag(Trick.Spaced) ? 0.05 : 0;
        strength -= tricks.HasFlag(Trick.Traditional) ? 0.05 : 0;
        strength -= tricks.HasFlag(Trick.Pinyin) ? 0.15 : 0;
        strength -= tricks.HasFlag(Trick.Misspelt) ? 0.1 : 0;
        strength -= tricks.HasFlag(Trick.SoundAlike) ? 0.15 : 0;
        strength -= tricks == Trick.None ? 0 : Math.Max(0, 0.05 * (6 - length));
        return Math.Clamp(strength, NameSpot.LeastStrength, Plain);
    }
}
