using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class CalibrationTests
{
    static List<(double Sum, bool IsCopy)> Seen(int seed, int count)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    var sum = (20 * random.NextDouble()) - 10;
                    return (sum, random.NextDouble() < Calibration.FromLogOdds(sum / 2));
                }),
        ];
    }

    [Fact]
    public void A_probability_learned_from_one_half_holds_on_the_other()
    {
        var calibration = Calibration.Fit(Seen(1, 8_000));
        var report = CalibrationReport.Of([.. Seen(2, 8_000).Select(s => (calibration.ProbabilityOf(s.Sum), s.IsCopy))]);
        Assert.InRange(report.ExpectedError, 0, 0.03);
        Assert.InRange(report.Brier, 0, report.BaseBrier / 2);
    }

    [Fact]
    public void Probabilities_grow_strictly_and_reach_neither_end()
    {
        var calibration = Calibration.Fit(Seen(1, 4_000));
        var sums = Enumerable.Range(0, 10_001).Select(i => (i - 5_000) / 10.0).ToList();
        var probabilities = sums.ConvertAll(calibration.ProbabilityOf);
        Assert.All(probabilities, p => Assert.InRange(p, double.Epsilon, 1 - 1e-9));
        Assert.All(probabilities.Zip(probabilities.Skip(1)), p => Assert.True(p.First < p.Second));
    }

    [Fact]
    public void Log_odds_and_probabilities_say_the_same()
    {
        var calibration = new Calibration([new(0, 0.2), new(1, 0.8)]);
        Assert.Equal(0.5, calibration.ProbabilityOf(0.5), 12);
        Assert.Equal(Calibration.ToLogOdds(0.8), calibration.LogOddsOf(1), 12);
    }

    [Fact]
    public void One_kind_of_label_or_sums_that_say_nothing_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Calibration.Fit([.. Seen(1, 500).Select(s => (s.Sum, true))]));
        Assert.Throws<ArgumentException>(() => Calibration.Fit([.. Seen(1, 500).Select(s => (1.0, s.IsCopy))]));
        Assert.Throws<ArgumentException>(() => Calibration.Fit([.. Seen(1, 4_000).Select(s => (-s.Sum, s.IsCopy))]));
    }

    [Theory]
    [InlineData(0, 0.3, 1, 0.3)]
    [InlineData(1, 0.3, 1, 0.4)]
    [InlineData(0, 0, 1, 0.4)]
    [InlineData(0, 0.3, 1, 1)]
    public void Knots_that_do_not_grow_or_are_certain_are_refused(double sumA, double a, double sumB, double b) =>
        Assert.Throws<ArgumentException>(() => new Calibration([new(sumA, a), new(sumB, b)]));

    [Fact]
    public void The_error_of_one_who_is_always_half_right_and_half_sure_is_nothing() =>
        Assert.Equal(0, CalibrationReport.Of([.. Enumerable.Range(0, 300).Select(i => (0.5, i % 2 == 0))]).ExpectedError, 2);

    [Fact]
    public void The_error_of_one_who_is_sure_and_half_right_is_a_half()
    {
        var report = CalibrationReport.Of([.. Enumerable.Range(0, 300).Select(i => (1.0, i % 2 == 0))]);
        Assert.Equal(0.5, report.ExpectedError, 2);
        Assert.Equal((0.5, 0.25), (report.Brier, report.BaseBrier));
    }
}
