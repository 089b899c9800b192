using IpGuard.Judging.Names;

namespace IpGuard.Rooms.Tests.Names;

public class NameTablesTests
{
    [Theory]
    [InlineData('龍', '龙')]
    [InlineData('織', '织')]
    [InlineData('喆', '哲')]
    [InlineData('竜', '龙')]
    public void Traditional_and_variant_characters_have_a_simplified_one(char from, char to) =>
        Assert.Equal(to, NameTables.Simplified[from]);

    [Fact]
    public void No_simplified_character_is_taken_for_a_variant_of_a_common_other()
    {
        Assert.DoesNotContain("的一是不了人我在有他这为之大来以个中上们耐克安踏", c => NameTables.Simplified.ContainsKey(c));
        Assert.InRange(NameTables.Simplified.Count, 2_800, 4_000);
    }

    [Theory]
    [InlineData('耐', "nai", 4)]
    [InlineData('绿', "lv", 4)]
    [InlineData('吧', "ba", 5)]
    [InlineData('户', "hu", 4)]
    public void The_main_reading_of_a_character_is_its_commonest(char han, string letters, int tone)
    {
        var reading = Pinyin.MainOf(han);
        Assert.Equal((letters, tone), (Pinyin.LettersOf(reading.Syllable), reading.Tone));
        Assert.Equal(reading, Pinyin.AllOf(han)[0]);
    }

    [Theory]
    [InlineData('行', "hang")]
    [InlineData('长', "chang")]
    [InlineData('乐', "yue")]
    public void Some_characters_are_read_in_another_way_as_well(char han, string letters) =>
        Assert.Contains(Pinyin.AllOf(han), r => Pinyin.LettersOf(r.Syllable) == letters);

    [Fact]
    public void Every_other_reading_is_a_syllable_that_some_character_has_for_its_main_one()
    {
        var main = IcuTables.Readings().Select(r => r.Letters).ToHashSet();
        Assert.InRange(main.Count, 380, 440);
        Assert.All(NameTables.Read("readings.txt"), l => Assert.Contains(l.Split(' ')[0][..^1], main));
    }

    [Theory]
    [InlineData(0x0430, "a")]
    [InlineData(0x1D00E, null)]
    [InlineData(0x2715, null)]
    public void What_Unicode_takes_for_a_letter_is_one_unless_it_is_a_sign(int point, string? letters) =>
        Assert.Equal(letters, NameTables.Confusables.GetValueOrDefault(point));

    [Fact]
    public void Likeness_of_characters_goes_both_ways_and_near_ones_are_not_far_too()
    {
        foreach (var han in "耐克未木科明锋")
        {
            var (near, far) = NameTables.Alike(han);
            Assert.DoesNotContain(han, near + far);
            Assert.Empty(near.Intersect(far));
            Assert.All(near, c => Assert.Contains(han, NameTables.Alike(c).Near));
            Assert.All(far, c => Assert.Contains(han, NameTables.Alike(c).Far));
        }
    }

    [Theory]
    [InlineData('未', '末', true)]
    [InlineData('语', '话', false)]
    [InlineData('安', '鹤', null)]
    public void Some_are_taken_for_each_other_at_a_glance_and_some_differ_by_a_part(char one, char other, bool? isNear)
    {
        var (near, far) = NameTables.Alike(one);
        bool? found =
            near.Contains(other, StringComparison.Ordinal) ? true
            : far.Contains(other, StringComparison.Ordinal) ? false
            : null;
        Assert.Equal(isNear, found);
    }

    [Theory]
    [InlineData("dress", true)]
    [InlineData("dresses", true)]
    [InlineData("apple", true)]
    [InlineData("robe", true)]
    [InlineData("velmora", false)]
    [InlineData("naike", false)]
    [InlineData("nai", false)]
    public void Words_of_everyday_are_ordinary_and_made_names_and_syllables_are_not(string word, bool isOrdinary) =>
        Assert.Equal(isOrdinary, LatinWords.IsOrdinary(word));

    [Fact]
    public void A_rare_word_of_another_language_is_ordinary_and_not_of_everyday()
    {
        Assert.True(LatinWords.IsOrdinary("suyu"));
        Assert.False(LatinWords.IsCommon("suyu"));
        Assert.True(LatinWords.IsCommon("change"));
    }

    [Theory]
    [InlineData("wesley", true)]
    [InlineData("wexley", false)]
    public void People_have_names_of_their_own(string word, bool isPerson) => Assert.Equal(isPerson, LatinWords.IsPerson(word));
}
