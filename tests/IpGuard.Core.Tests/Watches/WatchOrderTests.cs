using IpGuard.Core.Watches;

namespace IpGuard.Core.Tests.Watches;

public class WatchOrderTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    static string Words(int count) => string.Join('\n', Enumerable.Range(1, count).Select(i => $"word {i}"));

    [Fact]
    public void Keywords_stand_on_lines_or_between_commas_of_either_script_and_each_counts_once() =>
        Assert.Equal(
            ["silk dress", "连衣裙", "耳环", "cup"],
            WatchKeywords.Read(" silk   dress\r\n连衣裙，耳环、 ;cup,Silk Dress\n\n").Keywords
        );

    [Fact]
    public void Fifty_keywords_are_read_and_one_more_is_refused()
    {
        Assert.Equal((50, 0), (WatchKeywords.Read(Words(50)).Keywords.Count, WatchKeywords.Read(Words(50)).Faults.Count));
        Assert.Contains("got 51", Assert.Single(WatchKeywords.Read(Words(51)).Faults), StringComparison.Ordinal);
        Assert.Empty(WatchKeywords.Read(null).Faults);
        Assert.Single(WatchKeywords.Read(new string('x', 1_000_000)).Faults);
    }

    [Fact]
    public void A_keyword_has_at_most_80_characters_and_a_letter_or_a_digit_and_all_that_are_not_so_are_told()
    {
        Assert.Empty(WatchKeywords.Read(new string('k', 80)).Faults);
        Assert.Single(WatchKeywords.Read(new string('k', 81)).Faults);
        Assert.Equal(2, WatchKeywords.Read($"***\n{new string('k', 81)}\n7").Faults.Count);
    }

    [Fact]
    public void A_listing_is_wanted_where_any_of_its_texts_has_any_keyword_be_it_within_a_word_and_always_where_there_are_none()
    {
        Assert.True(WatchKeywords.AreIn(["", "lederhandtasche"], ["cup", "tasche"]));
        Assert.False(WatchKeywords.AreIn(["tasch", ""], ["cup", "tasche"]));
        Assert.True(WatchKeywords.AreIn([""], []));
    }

    [Theory]
    [InlineData(-30, 30)]
    [InlineData(-60, 60)]
    [InlineData(-90, 60)]
    [InlineData(0, 60)]
    [InlineData(1, 60)]
    [InlineData(100_000, 60)]
    public void A_watch_is_due_an_interval_after_it_began_and_never_later_than_an_interval_from_now(int startedMinutes, int dueMinutes) =>
        Assert.Equal(Now.AddMinutes(dueMinutes), WatchSchedule.NextDue(Now.AddMinutes(startedMinutes), TimeSpan.FromHours(1), Now));

    [Theory]
    [InlineData(32, 1, false)]
    [InlineData(33, 1, true)]
    [InlineData(366, 365, false)]
    [InlineData(367, 365, true)]
    public void A_watch_that_is_put_off_beyond_a_month_and_its_own_time_was_put_off_by_a_wrong_clock(
        int dueDays,
        int regularDays,
        bool isTooLong
    ) => Assert.Equal(isTooLong, WatchSchedule.IsPutOffTooLong(Now.AddDays(dueDays), Now.AddDays(regularDays), Now));
}
