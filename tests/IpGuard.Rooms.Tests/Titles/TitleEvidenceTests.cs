using CsCheck;
using IpGuard.Judging.Titles;

namespace IpGuard.Rooms.Tests.Titles;

public class TitleEvidenceTests
{
    static readonly TitleRarity Rarity = new(["nike air max 90 black", "nike air zoom pegasus 33 white", "tissot watch", "云纹真丝连衣裙"]);

    static TitleFacts Facts(string? title) => new(title, Rarity, null, null);

    static float Number(string name, string left, string right) =>
        TitleEvidence.Of(Facts(left), Facts(right)).Numbers[TitleEvidence.Names.ToList().IndexOf(name)];

    [Fact]
    public void Every_number_has_a_name_of_its_own()
    {
        Assert.Equal(TitleEvidence.Names.Count, TitleEvidence.Names.Distinct().Count());
        // The last named number is the last gathered one: all words in order, 1.
        Assert.Equal(1, Number("HeadWordsInOrderOfLonger", "nike air", "nike air"));
        Assert.Equal(2, Number("SharedFirstWords", "nike air 90", "nike air 95"));
    }

    [Fact]
    public void Evidence_is_finite_and_the_same_whichever_title_is_first() =>
        Gen.Select(Gen.String, Gen.String)
            .Sample(
                (a, b) =>
                {
                    var (there, back) = (TitleEvidence.Of(Facts(a), Facts(b)).Numbers, TitleEvidence.Of(Facts(b), Facts(a)).Numbers);
                    return there.Zip(back).All(n => float.IsFinite(n.First) && Math.Abs(n.First - n.Second) < 1e-5);
                },
                iter: 500
            );

    [Theory]
    [InlineData("EqualCodes", "tissot T035.439.16.031.00", "Tissot T0354391603100 Couturier", 1)]
    [InlineData("EqualCodes", "cartier W6801005", "cartier W6801004", 0)]
    [InlineData("CodePrefix", "cartier W6801005", "cartier W6801004", 0.875)]
    [InlineData("CodePrefix", "cartier", "cartier W6801004", -1)]
    [InlineData("ConflictingVersions", "pegasus 33", "pegasus 32", 1)]
    [InlineData("EqualVersions", "Gel-Lyte III", "gel lyte 3", 1)]
    [InlineData("ColourOverlap", "halo black/white", "halo nero bianco", 1)]
    [InlineData("ColourOverlap", "halo black", "halo rot", 0)]
    [InlineData("ColourOverlap", "halo", "halo rot", -1)]
    [InlineData("SharedWearer", "scarpe uomo", "mens shoes", 2)]
    [InlineData("SharedWearer", "scarpe uomo", "womens shoes", 0)]
    [InlineData("HeadContainmentLow", "nike air | shop of all", "nike air | another one", 1)]
    public void A_number_says_what_it_is_named(string name, string left, string right, double expected) =>
        Assert.Equal(expected, Number(name, left, right), 3);

    [Fact]
    public void A_shared_rare_word_is_rarer_than_a_shared_common_one() =>
        Assert.True(Number("RarestShared", "nike visodate", "visodate x") > Number("RarestShared", "nike visodate", "nike x"));

    [Theory]
    [MemberData(nameof(TitleEncoderTests.BadTitles), MemberType = typeof(TitleEncoderTests), DisableDiscoveryEnumeration = true)]
    public void A_bad_title_has_bounded_evidence(string title)
    {
        var numbers = TitleEvidence.Of(Facts(title), Facts("nike air max 90")).Numbers;
        Assert.All(numbers, n => Assert.True(float.IsFinite(n)));
    }
}
