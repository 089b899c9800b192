using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class ContributionTests
{
    static float[] Numbers(params (string Name, float Value)[] said)
    {
        var numbers = EvidenceNumbers.Absent.ToArray();
        foreach (var (name, value) in said)
            numbers[EvidenceNumbers.Names.ToList().IndexOf(name)] = value;
        return numbers;
    }

    static double At(float[] numbers, string name) => numbers[EvidenceNumbers.Names.ToList().IndexOf(name)];

    [Fact]
    public void Shares_sum_to_what_all_evidence_adds()
    {
        var numbers = Numbers(("pictureScore", 0.8f), ("words", 0.5f), ("category", 1), ("priceKnown", 1), ("priceSteps", -2));
        static double LogOdds(float[] n) =>
            (3 * At(n, "pictureScore")) + (2 * At(n, "pictureScore") * At(n, "words")) - At(n, "priceSteps") + (0.5 * At(n, "category"));
        var shares = Contributions.Of(numbers, LogOdds);
        Assert.Equal(LogOdds(numbers) - LogOdds([.. EvidenceNumbers.Absent]), shares.Sum(s => s.LogOdds), 9);
        Assert.Equal([EvidenceKind.Picture, EvidenceKind.Price, EvidenceKind.Category, EvidenceKind.Words], shares.Select(s => s.Kind));
    }

    [Fact]
    public void Two_that_say_the_same_share_what_they_say()
    {
        var numbers = Numbers(("words", 1), ("meaning", 1));
        var shares = Contributions.Of(numbers, n => Math.Max(At(n, "words"), At(n, "meaning")));
        Assert.All(shares, s => Assert.Equal(0.5, s.LogOdds, 9));
        // Either alone says it all: without one of them nothing changes.
        Assert.All(shares, s => Assert.Equal(Calibration.FromLogOdds(1), s.ScoreWithout, 9));
    }

    [Fact]
    public void What_says_nothing_has_no_share() => Assert.Empty(Contributions.Of(Numbers(), _ => 1));

    [Fact]
    public void The_numbers_have_as_many_names_kinds_and_absences()
    {
        Assert.Equal(EvidenceNumbers.Count, EvidenceNumbers.Names.Count);
        Assert.Equal(EvidenceNumbers.Count, EvidenceNumbers.Kinds.Count);
        Assert.Equal(EvidenceNumbers.Names.Count, EvidenceNumbers.Names.Distinct().Count());
        Assert.Equal(
            EvidenceNumbers.Absent,
            EvidenceNumbers.Of(new(256, Orientation.Upright, 1, 1, null, null, NameEvidence.None, ContextEvidence.None))
        );
    }

    [Theory]
    [InlineData(null, 0, 0)]
    [InlineData(1.0, 1, 0)]
    [InlineData(0.25, 1, -2)]
    [InlineData(1e9, 1, 4)]
    [InlineData(1e-9, 1, -4)]
    public void A_price_counts_in_halves_and_doubles_within_sixteenfold(double? ratio, float known, float steps)
    {
        var numbers = EvidenceNumbers.Of(
            new(256, Orientation.Upright, 1, 1, null, null, NameEvidence.None, new(Agreement.Unknown, ratio, 0, 0, false))
        );
        Assert.Equal((known, steps), ((float)At(numbers, "priceKnown"), (float)At(numbers, "priceSteps")));
    }
}
