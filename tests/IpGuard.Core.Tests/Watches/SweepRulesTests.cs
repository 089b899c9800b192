using IpGuard.Core.Watches;

namespace IpGuard.Core.Tests.Watches;

public class SweepRulesTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 15)]
    [InlineData(2, 30)]
    [InlineData(7, 960)]
    [InlineData(8, 1_440)]
    [InlineData(1_000, 1_440)]
    public void Each_failure_doubles_the_pause_up_to_a_day(int failures, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), SweepRules.PauseAfter(failures));

    [Theory]
    [InlineData(10, 15)]
    [InlineData(16, 16)]
    [InlineData(31 * 24 * 60, 31 * 24 * 60)]
    [InlineData((31 * 24 * 60) + 1, 15)]
    public void A_marketplace_is_asked_again_when_it_says_unless_that_is_sooner_or_beyond_a_month(int saidMinutes, int minutes) =>
        Assert.Equal(Now + TimeSpan.FromMinutes(minutes), SweepRules.AskedAgainAt(Now, 1, Now + TimeSpan.FromMinutes(saidMinutes)));
}
