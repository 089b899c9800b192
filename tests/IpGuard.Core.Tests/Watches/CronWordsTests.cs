using IpGuard.Core.Watches;

namespace IpGuard.Core.Tests.Watches;

public class CronWordsTests
{
    static readonly TimeOnly HalfPastNine = new(9, 30);

    public static TheoryData<CronShape, string> Shapes =>
        new()
        {
            { new CronShape.Daily(HalfPastNine), "0 30 9 * * ?" },
            { new CronShape.OnWeekDays(WeekDays.Monday | WeekDays.Thursday, HalfPastNine), "0 30 9 ? * MON,THU" },
            { new CronShape.OnWeekDays(WeekDays.Sunday, new(0, 0)), "0 0 0 ? * SUN" },
            { new CronShape.Monthly(31, new(23, 59)), "0 59 23 31 * ?" },
            { new CronShape.Hourly(5), "0 5 * * * ?" },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_is_chosen_becomes_a_cron_and_that_cron_the_same_choice(CronShape shape, string cron)
    {
        Assert.Equal(cron, CronWords.Write(shape));
        Assert.Equal(shape, CronWords.Read(cron));
    }

    [Theory]
    [InlineData("0 30 9 ? * 2-6", WeekDays.Monday | WeekDays.Tuesday | WeekDays.Wednesday | WeekDays.Thursday | WeekDays.Friday)]
    [InlineData("0 30 9 ? * FRI-MON", WeekDays.Friday | WeekDays.Saturday | WeekDays.Sunday | WeekDays.Monday)]
    [InlineData("0 30 9 * * 1", WeekDays.Sunday)]
    [InlineData("0 30 9 ? * sat,SUN,sat", WeekDays.Saturday | WeekDays.Sunday)]
    public void Days_are_read_as_quartz_numbers_and_names_them(string cron, WeekDays days) =>
        Assert.Equal(new CronShape.OnWeekDays(days, HalfPastNine), CronWords.Read(cron));

    [Fact]
    public void Every_day_of_the_week_is_daily() => Assert.Equal(new CronShape.Daily(HalfPastNine), CronWords.Read("0 30 9 ? * MON-SUN"));

    [Theory]
    [InlineData("0 30 9,18 * * ?")]
    [InlineData("0 0/15 * * * ?")]
    [InlineData("0 30 9 ? * MON#1")]
    [InlineData("0 30 9 ? * 6L")]
    [InlineData("0 30 9 L * ?")]
    [InlineData("0 30 9 LW * ?")]
    [InlineData("0 30 9 1-5 * ?")]
    [InlineData("0 30 9 ? 1 MON")]
    [InlineData("5 30 9 * * ?")]
    [InlineData("0 60 9 * * ?")]
    [InlineData("0 30 24 * * ?")]
    [InlineData("0 30 9 32 * ?")]
    [InlineData("0 30 9 ? * 8")]
    [InlineData("0 30 9 ? * MON-")]
    [InlineData("0 30 9 5 * MON")]
    [InlineData("30 9 * * 1")]
    [InlineData("0 30 9 * * ? 2027")]
    [InlineData("")]
    public void What_has_no_plain_words_is_no_shape(string cron) => Assert.Null(CronWords.Read(cron));

    [Fact]
    public void Each_day_has_its_name_and_no_other_word_is_a_day()
    {
        Assert.All(CronWords.Each(WeekDays.All), d => Assert.Equal(d, CronWords.DayOf(CronWords.NameOf(d))));
        Assert.Equal(7, CronWords.Each(WeekDays.All).Count());
        Assert.Null(CronWords.DayOf("Montag"));
    }
}
