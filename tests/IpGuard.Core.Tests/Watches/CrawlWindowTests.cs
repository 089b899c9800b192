using IpGuard.Core.Watches;

namespace IpGuard.Core.Tests.Watches;

public class CrawlWindowTests
{
    static CrawlWindow Window(string from, string to) => new(TimeOnly.Parse(from), TimeOnly.Parse(to));

    // In China time.
    static DateTimeOffset At(string time, int day = 24) =>
        new(new DateOnly(2026, 11, day).ToDateTime(TimeOnly.Parse(time)), TimeSpan.FromHours(8));

    [Theory]
    [InlineData("08:59:59", false)]
    [InlineData("09:00:00", true)]
    [InlineData("17:59:59", true)]
    [InlineData("18:00:00", false)]
    public void The_opening_minute_is_in_and_the_closing_minute_is_out(string time, bool isOpen) =>
        Assert.Equal(isOpen, Window("09:00", "18:00").IsOpenAt(At(time)));

    [Theory]
    [InlineData("21:59:59", false)]
    [InlineData("22:00:00", true)]
    [InlineData("00:00:00", true)]
    [InlineData("05:59:59", true)]
    [InlineData("06:00:00", false)]
    [InlineData("12:00:00", false)]
    public void A_window_whose_end_is_before_its_beginning_is_over_midnight(string time, bool isOpen) =>
        Assert.Equal(isOpen, Window("22:00", "06:00").IsOpenAt(At(time)));

    [Fact]
    public void An_instant_is_read_in_china_time_whatever_its_offset() =>
        Assert.True(Window("22:00", "06:00").IsOpenAt(new(2026, 11, 24, 14, 0, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("22:00", "06:00", "12:00", "22:00", 24)]
    [InlineData("22:00", "06:00", "06:00", "22:00", 24)]
    [InlineData("09:00", "18:00", "08:59", "09:00", 24)]
    [InlineData("09:00", "18:00", "18:00", "09:00", 25)]
    [InlineData("00:00", "06:00", "23:59", "00:00", 25)]
    public void Out_of_the_window_the_next_opening_is_waited_for(string from, string to, string now, string opens, int day) =>
        Assert.Equal(At(opens, day), Window(from, to).FirstInside(At(now)));

    [Fact]
    public void Within_the_window_nothing_is_waited_for() => Assert.Equal(At("09:00"), Window("09:00", "18:00").FirstInside(At("09:00")));

    [Fact]
    public void A_window_that_ends_when_it_begins_is_refused_and_one_of_a_minute_is_not()
    {
        Assert.Contains("22:00", CrawlWindow.Refuse(new(22, 0), new(22, 0)), StringComparison.Ordinal);
        Assert.Null(CrawlWindow.Refuse(new(22, 0), new(22, 1)));
        Assert.Null(CrawlWindow.Refuse(new(22, 1), new(22, 0)));
    }
}
