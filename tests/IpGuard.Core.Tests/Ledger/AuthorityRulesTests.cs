using IpGuard.Core.Ledger;

namespace IpGuard.Core.Tests.Ledger;

public class AuthorityRulesTests
{
    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 60)]
    [InlineData(7, 1_920)]
    [InlineData(8, 3_600)]
    [InlineData(int.MaxValue, 3_600)]
    public void Pauses_double_from_half_a_minute_and_end_at_an_hour(int failures, int seconds) =>
        Assert.Equal(seconds, AuthorityRules.PauseAfter(failures).TotalSeconds);
}
