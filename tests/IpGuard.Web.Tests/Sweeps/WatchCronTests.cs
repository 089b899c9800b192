using IpGuard.Flows.Watches;

namespace IpGuard.Web.Tests.Sweeps;

/// <summary>When a cron expression is due, in China time.</summary>
public sealed class WatchCronTests
{
    // A Friday, 16:00 in China.
    static readonly DateTimeOffset Now = new(2026, 11, 27, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0 30 9 ? * MON,THU", "2026-11-30T01:30:00Z")]
    [InlineData("0 0 16 * * ?", "2026-11-28T08:00:00Z")]
    [InlineData("0 1 16 * * ?", "2026-11-27T08:01:00Z")]
    [InlineData("0 0 0 1 * ?", "2026-11-30T16:00:00Z")]
    public void Its_times_are_china_times_and_the_next_one_is_after_now(string cron, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next, null), WatchCron.Next(cron, Now));

    [Fact]
    public void The_next_three_times_follow_each_other() =>
        Assert.Equal([30, 1, 2], WatchCron.Next("0 30 9 ? * MON-WED", Now, 3).Select(t => t.Day));

    [Theory]
    [InlineData("0 0/5 * * * ?")]
    [InlineData("0 0,5 9 * * ?")]
    [InlineData("0 0 0 29 2 ?")]
    [InlineData("  0 30 9 ? *  mon ")]
    public void What_is_due_every_five_minutes_or_less_often_is_taken(string typed) =>
        Assert.Equal((typed.ToUpperInvariant().Trim().Replace("  ", " ", StringComparison.Ordinal), null), WatchCron.Read(typed, Now));

    [Theory]
    [InlineData("0 0/4 * * * ?", "at least 5 minutes")]
    [InlineData("0 0,4 9 * * ?", "09:00 and 09:04")]
    [InlineData("0 57,1 23,0 * * ?", "at least 5 minutes")]
    [InlineData("0 * * * * ?", "at least 5 minutes")]
    [InlineData("0 0 0 31 2 ?", "never due")]
    [InlineData("0 0 0 30 FEB ?", "never due")]
    [InlineData("30 0 9 * * ?", "6 fields")]
    [InlineData("* * * * * ?", "6 fields")]
    [InlineData("0 9 * * 1", "6 fields")]
    [InlineData("0 0 9 1 1 ? 2027", "6 fields")]
    [InlineData("@daily", "6 fields")]
    [InlineData("", "6 fields")]
    [InlineData("0 99 9 * * ?", "as Quartz reads it")]
    [InlineData("0 60 9 * * ?", "as Quartz reads it")]
    [InlineData("0 0 24 * * ?", "as Quartz reads it")]
    [InlineData("0 0/99999999999 9 * * ?", "as Quartz reads it")]
    [InlineData("0 0 9 ? * XYZ", "as Quartz reads it")]
    [InlineData("0 0 9 <b> * ?", "as Quartz reads it")]
    public void What_is_due_too_often_or_never_or_is_no_expression_is_refused_with_the_reason(string typed, string reason)
    {
        var (cron, fault) = WatchCron.Read(typed, Now);
        Assert.Null(cron);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_beyond_its_bound_is_no_expression() =>
        Assert.NotNull(WatchCron.Read("0 0 9 ? * " + string.Join(',', Enumerable.Repeat("MON", 40)), Now).Fault);
}
