using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class NameMatchTests
{
    const string Name = "Velmora";

    static readonly NameFacts Coined = new(NameKind.Coined, Agreement.Unknown, IsOwnShop: false);

    /// <summary>Words in which some stretches are spotted as the name, each in its sense.</summary>
    static NameText Words(NamePlace place, string text, params (string Written, NameSense Sense)[] spots)
    {
        var (found, from) = (new List<NameSpot>(), 0);
        foreach (var (written, sense) in spots)
        {
            var at = text.IndexOf(written, from, StringComparison.Ordinal);
            var isPlain = written.Equals(Name, StringComparison.OrdinalIgnoreCase);
            found.Add(new(Name, at, written.Length, isPlain ? Trick.None : Trick.Spaced, isPlain ? 1 : 0.95, sense));
            from = at + written.Length;
        }

        return new(place, text, found, []);
    }

    static NameText Title(string text, NameSense sense = NameSense.Claim, string written = Name) =>
        Words(NamePlace.Title, text, (written, sense));

    static NameText Described(string text, params NameSense[] senses) =>
        Words(NamePlace.Description, text, [.. senses.Select(s => (Name, s))]);

    static NameText Admitting(NameText text, PhraseKind kind = PhraseKind.Imitation) => text with { Phrases = [new(0, 2, kind)] };

    static NameOpinion Judge(NameFacts facts, params NameText[] texts) => NameMatch.Judge(Name, texts, facts);

    static bool IsRaised(params NameText[] texts) => Judge(Coined, texts).IsRaised;

    [Fact]
    public void A_name_in_a_title_is_raised_plainly_written_or_disguised_and_the_surer_the_more_places_agree()
    {
        Assert.True(IsRaised(Title("Velmora silk dress")));
        var disguised = Judge(Coined, Title("V e l m o r a dress", written: "V e l m o r a"));
        Assert.True(disguised.IsRaised);
        var both = Judge(Coined, Title("Velmora silk dress"), Described("A dress by Velmora", NameSense.Claim));
        Assert.True(both.Score > Judge(Coined, Title("Velmora silk dress")).Score);
        Assert.Equal([NamePlace.Title, NamePlace.Description], both.Texts.Select(t => t.Place));
    }

    [Theory]
    [InlineData(NameSense.Claim, true)]
    [InlineData(NameSense.SameStyle, true)]
    [InlineData(NameSense.CompatibleWith, false)]
    [InlineData(NameSense.Comparison, false)]
    public void What_it_fits_or_is_measured_by_is_no_use_as_a_name(NameSense sense, bool isRaised)
    {
        var opinion = Judge(Coined, Title("x Velmora y", sense));
        Assert.Equal(isRaised, opinion.IsRaised);
        Assert.Equal(isRaised, opinion.Score > 0);
    }

    [Fact]
    public void The_holders_own_shop_is_exempt_whatever_it_says()
    {
        var opinion = Judge(Coined with { IsOwnShop = true }, Title("Velmora silk dress"));
        Assert.Equal((Exemption.OwnShop, false), (opinion.Exemption, opinion.IsRaised));
        Assert.True(opinion.Score >= NameMatch.RaisedScore);
    }

    [Fact]
    public void A_score_is_raised_from_the_threshold_on()
    {
        var opinion = new NameOpinion(Name, NameMatch.RaisedScore, [], Exemption.None);
        Assert.True(opinion.IsRaised);
        Assert.False((opinion with { Score = NameMatch.RaisedScore - 1e-9 }).IsRaised);
    }

    [Theory]
    [InlineData("Velmora", true)]
    [InlineData("VELMORA Official Store", true)]
    [InlineData("Velmora官方旗舰店", true)]
    [InlineData("Velmora 2026", true)]
    [InlineData("Velmora的小衣橱", false)]
    [InlineData("Lovers of Velmora", false)]
    public void A_shop_that_is_called_by_the_name_and_shop_words_alone_is_raised_strongly(string seller, bool isShop)
    {
        var text = Words(
            NamePlace.Seller,
            seller,
            (seller.StartsWith("VEL", StringComparison.Ordinal) ? "VELMORA" : Name, NameSense.Claim)
        );
        Assert.Equal(isShop, NameUse.IsShopName(text, text.Spots[0]));
        var opinion = Judge(Coined, text);
        Assert.True(opinion.IsRaised);
        Assert.Equal(isShop ? NameUse.AsShop : NameUse.InShop, opinion.Score, 9);
    }

    [Fact]
    public void A_description_that_names_it_once_is_not_raised_and_one_that_names_it_twice_is()
    {
        Assert.False(IsRaised(Described("We also like Velmora very much", NameSense.Claim)));
        Assert.True(IsRaised(Described("Velmora is made for you. Velmora stays with you", NameSense.Claim, NameSense.Claim)));
        Assert.False(IsRaised(Described("Fits Velmora. Velmora", NameSense.CompatibleWith, NameSense.Claim)));
    }

    [Fact]
    public void One_of_a_row_of_names_in_a_description_is_noise_unless_the_seller_admits_a_copy()
    {
        var row = Described("#kastrin #Velmora #nuvio", NameSense.Claim);
        Assert.Equal(NameUse.InARow, Judge(Coined, row).Score, 9);
        var twice = Described("Kastrin/Velmora/Nuvio, Brelle、Velmora、Tavoss", NameSense.Claim, NameSense.Claim);
        Assert.False(IsRaised(twice));
        Assert.True(IsRaised(Admitting(row)));
        Assert.False(IsRaised(Admitting(row, PhraseKind.LooseStyle)));
    }

    [Fact]
    public void The_same_style_as_the_name_is_raised_in_a_title_and_in_a_description()
    {
        Assert.True(IsRaised(Title("Velmora同款连衣裙", NameSense.SameStyle)));
        Assert.True(IsRaised(Described("Velmora同款", NameSense.SameStyle)));
    }

    [Fact]
    public void A_listing_that_says_what_it_fits_means_the_same_by_its_other_plain_words_but_not_by_disguised_ones()
    {
        var fits = Title("适用于Velmora手表的表带", NameSense.CompatibleWith);
        Assert.False(IsRaised(fits, Described("Velmora 20mm, Velmora 22mm", NameSense.Claim, NameSense.Claim)));
        Assert.False(IsRaised(fits, Words(NamePlace.Seller, "Velmora straps", (Name, NameSense.Claim))));
        var disguised = ("V-e-l-m-o-r-a", NameSense.Claim);
        Assert.True(IsRaised(fits, Words(NamePlace.Description, "V-e-l-m-o-r-a and V-e-l-m-o-r-a", disguised, disguised)));
        // A title that claims the name is not excused by what it fits.
        Assert.True(IsRaised(Title("Velmora strap"), Described("for Velmora", NameSense.CompatibleWith)));
    }

    [Theory]
    [InlineData("A muse for summer days", "muse", Agreement.Agree, false)]
    [InlineData("MUSE silk dress", "MUSE", Agreement.Agree, true)]
    [InlineData("MUSE silk dress", "MUSE", Agreement.Differ, false)]
    [InlineData("SILK MUSE DRESS", "MUSE", Agreement.Agree, false)]
    [InlineData("SILK MUSE DRESS for summer", "MUSE", Agreement.Agree, false)]
    [InlineData("新款MUSE连衣裙", "MUSE", Agreement.Agree, true)]
    [InlineData("新款MUSE连衣裙", "MUSE", Agreement.Unknown, false)]
    [InlineData("新款muse连衣裙", "muse", Agreement.Agree, false)]
    [InlineData("Muse Silk Dress", "Muse", Agreement.Agree, true)]
    [InlineData("Muse Silk Dress", "Muse", Agreement.Unknown, false)]
    [InlineData("Muse dress", "Muse", Agreement.Agree, false)]
    [InlineData("Silk Muse Dress", "Muse", Agreement.Agree, false)]
    [InlineData("Muse® silk dress", "Muse", Agreement.Unknown, true)]
    [InlineData("Dress by Muse", "Muse", Agreement.Unknown, true)]
    [InlineData("时光 连衣裙", "时光", Agreement.Agree, true)]
    [InlineData("时光 连衣裙", "时光", Agreement.Unknown, false)]
    [InlineData("美好时光连衣裙", "时光", Agreement.Agree, false)]
    [InlineData("正品时光连衣裙", "时光", Agreement.Unknown, true)]
    public void An_ordinary_word_needs_a_sign_that_it_is_meant(string title, string name, Agreement category, bool isRaised)
    {
        var at = title.IndexOf(name, StringComparison.Ordinal);
        var text = new NameText(NamePlace.Title, title, [new(name, at, name.Length, Trick.None, 1, NameSense.Claim)], []);
        Assert.Equal(isRaised, NameMatch.Judge(name, [text], new(NameKind.Word, category, IsOwnShop: false)).IsRaised);
        Assert.True(NameMatch.Judge(name, [text], new(NameKind.Coined, category, IsOwnShop: false)).IsRaised);
    }

    [Theory]
    [InlineData("Silver Silk Dress", "Silver", false)]
    [InlineData("SILVER dress of silk", "SILVER", true)]
    [InlineData("SILVER 连衣裙", "SILVER", false)]
    [InlineData("Silver® Silk Dress", "Silver", true)]
    public void The_head_of_a_title_is_no_sign_for_a_word_of_everyday(string title, string name, bool isRaised)
    {
        var text = new NameText(NamePlace.Title, title, [new(name, 0, name.Length, Trick.None, 1, NameSense.Claim)], []);
        Assert.Equal(isRaised, NameMatch.Judge(name, [text], new(NameKind.Everyday, Agreement.Agree, IsOwnShop: false)).IsRaised);
        Assert.True(NameMatch.Judge(name, [text], new(NameKind.Word, Agreement.Agree, IsOwnShop: false)).IsRaised);
    }

    [Fact]
    public void A_word_of_everyday_that_is_disguised_or_whose_style_is_offered_is_meant()
    {
        var everyday = Coined with { Kind = NameKind.Everyday };
        Assert.True(Judge(everyday, Title("V.elmora dress", written: "V.elmora")).IsRaised);
        Assert.True(Judge(everyday, Title("Velmora同款", NameSense.SameStyle)).IsRaised);
        Assert.False(Judge(everyday, Title("A velmora dress", written: "velmora")).IsRaised);
    }

    [Theory]
    [InlineData(Agreement.Unknown, true)]
    [InlineData(Agreement.Agree, true)]
    [InlineData(Agreement.Differ, false)]
    public void A_shop_called_by_an_ordinary_word_is_meant_unless_it_sells_something_else(Agreement category, bool isRaised)
    {
        var shop = Words(NamePlace.Seller, "Velmora Store", (Name, NameSense.Claim));
        Assert.Equal(isRaised, Judge(new(NameKind.Word, category, IsOwnShop: false), shop).IsRaised);
    }

    [Fact]
    public void Spots_of_other_names_count_for_nothing()
    {
        var other = Title("Kastrin dress and Velmora") with { Spots = [new("Kastrin", 0, 7, Trick.None, 1, NameSense.Claim)] };
        var opinion = Judge(Coined, other);
        Assert.Equal((0d, 0), (opinion.Score, opinion.Texts.Count));
    }

    [Fact]
    public void Nothing_is_ever_quite_sure()
    {
        var opinion = Judge(
            Coined,
            Admitting(Title("Velmora高仿", NameSense.SameStyle)),
            Words(NamePlace.Seller, "Velmora", (Name, NameSense.Claim)),
            Described("Velmora Velmora", NameSense.Claim, NameSense.Claim)
        );
        Assert.Equal(NameMatch.Highest, opinion.Score);
    }

    [Fact]
    public void Of_a_long_description_the_part_around_the_first_spot_is_kept_and_its_places_still_fit()
    {
        var text = Described(new string('x', 700) + " Velmora " + new string('y', 700) + " Velmora", NameSense.Claim, NameSense.Claim);
        var excerpt = text.Excerpt();
        Assert.Equal(NameText.LongestExcerpt, excerpt.Text.Length);
        var spot = Assert.Single(excerpt.Spots);
        Assert.Equal(Name, excerpt.Text.Substring(spot.Start, spot.Length));
        var title = Title("Velmora " + new string('x', 900));
        Assert.Same(title, title.Excerpt());
        Assert.Same(excerpt, excerpt.Excerpt());
    }

    [Fact]
    public void An_excerpt_cuts_no_letter_in_two()
    {
        var text = Described(
            string.Concat(Enumerable.Repeat("😀", 300)) + "x Velmora" + string.Concat(Enumerable.Repeat("😀", 300)),
            NameSense.Claim
        );
        foreach (var shift in new[] { "", "y" })
        {
            var excerpt = (
                text with
                {
                    Text = shift + text.Text,
                    Spots = [text.Spots[0] with { Start = text.Spots[0].Start + shift.Length }],
                }
            ).Excerpt();
            Assert.False(char.IsLowSurrogate(excerpt.Text[0]));
            Assert.False(char.IsHighSurrogate(excerpt.Text[^1]));
            Assert.Equal(Name, excerpt.Text.Substring(excerpt.Spots[0].Start, Name.Length));
        }
    }
}
