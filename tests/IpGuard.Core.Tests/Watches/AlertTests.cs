using IpGuard.Core.Matching;
using IpGuard.Core.Tests.Matching;
using IpGuard.Core.Watches;

namespace IpGuard.Core.Tests.Watches;

public class AlertTests
{
    static Match Make(string number, byte owner, double score) =>
        new(
            number,
            new(owner, 0, 0, new byte[8]),
            "F-1",
            1,
            Verdict.Judge(VerdictTests.Evidence(0.9), new(score, score), Exemption.None, FilingThreshold.Start),
            1,
            DateTimeOffset.UnixEpoch
        );

    [Fact]
    public void Each_holder_gets_one_alert_with_the_best_match_first()
    {
        var alerts = Alert.Digest([Make("M-1", 1, 0.5), Make("M-2", 2, 0.99), Make("M-3", 1, 0.95)], DateTimeOffset.UnixEpoch);
        Assert.Equal(2, alerts.Count);
        Assert.Equal(["M-3", "M-1"], alerts[0].MatchNumbers);
        Assert.Equal((1, 1), (alerts[0].SameMatches, alerts[0].NearMatches));
    }

    [Fact]
    public void No_match_is_no_alert() => Assert.Empty(Alert.Digest([], DateTimeOffset.UnixEpoch));

    [Fact]
    public void A_watch_is_due_one_interval_after_it_began()
    {
        var start = DateTimeOffset.UnixEpoch;
        Assert.Equal(start.AddHours(6), WatchSchedule.NextDue(start, TimeSpan.FromHours(6), start.AddHours(1)));
    }

    [Fact]
    public void After_a_long_pause_a_watch_is_due_once_and_not_in_a_burst()
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(9);
        Assert.Equal(now.AddHours(6), WatchSchedule.NextDue(DateTimeOffset.UnixEpoch, TimeSpan.FromHours(6), now));
    }
}
