using IpGuard.Core.Cases;

namespace IpGuard.Core.Tests.Cases;

public class RelistTests
{
    // 31 bits is the last distance of one picture (PDQ README, “Matching”); 0.5 the least cosine of one title.
    [Theory]
    [InlineData(31, 0.5, false, true)]
    [InlineData(32, 0.5, false, false)]
    [InlineData(31, 0.49, false, false)]
    [InlineData(31, 0.0, true, true)]
    [InlineData(32, 0.49, true, false)]
    [InlineData(null, 0.5, true, true)]
    [InlineData(null, 1.0, false, false)]
    [InlineData(0, 1.0, true, true)]
    public void Two_of_picture_title_and_seller_make_a_return(int? bits, double cosine, bool isSameSeller, bool isReturn) =>
        Assert.Equal(isReturn, Relist.IsReturn(new(bits, cosine, isSameSeller)));

    [Theory]
    [InlineData(71, 6)]
    [InlineData(72, 24)]
    [InlineData(30 * 24 - 1, 24)]
    [InlineData(30 * 24, 7 * 24)]
    public void It_is_looked_for_less_often_the_longer_ago_the_notice_was(int hoursAgo, int hours)
    {
        var now = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(now.AddHours(hours), Recheck.NextAt(now.AddHours(-hoursAgo), now, 0));
        Assert.Equal(now.AddHours(1), Recheck.NextAt(now.AddHours(-hoursAgo), now, 1));
    }

    [Theory]
    [InlineData(0, null, 1)]
    [InlineData(0, 1, 1)]
    [InlineData(1, 29, 1)]
    [InlineData(1, 30, 2)]
    [InlineData(1, -29, 1)]
    [InlineData(1, -30, 2)]
    public void A_second_miss_counts_half_an_hour_from_the_first_whichever_way_the_clock_was_turned(int misses, int? minutesAgo, int count)
    {
        var now = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(count, Recheck.Missed(misses, minutesAgo is { } minutes ? now.AddMinutes(-minutes) : null, now));
    }

    [Theory]
    [InlineData(200, "/p/1", true)]
    [InlineData(200, "/p/1-renamed", true)]
    [InlineData(200, "/", false)]
    [InlineData(404, "/p/1", false)]
    [InlineData(410, "/p/1", false)]
    [InlineData(403, "/p/1", null)]
    [InlineData(503, "/p/1", null)]
    [InlineData(null, "/p/1", null)]
    public void An_answer_says_that_it_is_offered_that_it_is_not_or_neither(int? status, string final, bool? isOffered) =>
        Assert.Equal(isOffered, Recheck.IsOffered(status, new("https://shop.example/p/1"), new("https://shop.example" + final)));
}
