using IpGuard.Core.Matching;
using IpGuard.Judging.Fusion;

namespace IpGuard.Rooms.Tests.Judging;

/// <summary>Labels as copies and honest listings give them, drawn by a seed.</summary>
static class MadeLabels
{
    public static List<Label> Draw(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Draw(random, $"work {i / 4}"))];
    }

    static Label Draw(Random random, string group)
    {
        var isCopy = random.Next(3) == 0;
        var numbers = EvidenceNumbers.Absent.ToArray();
        void Say(string name, double value) => numbers[EvidenceNumbers.Names.ToList().IndexOf(name)] = (float)value;
        // Neither pictures nor words tell alone.
        Say("pictureScore", Math.Clamp((isCopy ? 0.62 : 0.38) + (0.5 * (random.NextDouble() - 0.5)), 0, 1));
        Say("words", Math.Clamp((isCopy ? 0.55 : 0.3) + (0.6 * (random.NextDouble() - 0.5)), 0, 1));
        Say(
            "category",
            random.Next(3) == 0 ? 0
                : isCopy || random.Next(2) == 0 ? 1
                : -1
        );
        return new(group, isCopy, numbers);
    }
}
