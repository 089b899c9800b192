using System.Diagnostics.CodeAnalysis;
using CsCheck;
using IpGuard.Judging.Titles;
using IpGuard.Judging.Training;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Judging;

public sealed class TitleTests : IDisposable
{
    static readonly string Models = Path.Combine(SharedData.ProjectRoot, "models");

    readonly TitleComparer _titles = TitleComparer.Load(Models);

    public void Dispose() => _titles.Dispose();

    double? Compare(string? a, string? b) => TitleComparer.Compare(_titles.Vectorise(a), _titles.Vectorise(b));

    [Theory]
    [InlineData("Silk Dress", "silk dress")]
    [InlineData("ＳＩＬＫ　ＤＲＥＳＳ", "silk dress")]
    [InlineData("云纹裙", "云纹 纹裙")]
    [InlineData("云", "云")]
    [InlineData("型号A1234黑", "型号 a1234 黑")]
    [InlineData("!!!—…", "")]
    public void Titles_are_cut_into_folded_words_and_pairs_of_characters(string title, string expected) =>
        Assert.Equal(expected, TitleTokens.Join(title));

    [Theory]
    [InlineData("云纹真丝连衣裙", "云纹真丝连衣裙")]
    [InlineData("Cloud scroll silk dress", "CLOUD SCROLL SILK DRESS")]
    public void The_same_title_is_as_alike_as_can_be(string a, string b) => Assert.Equal(1.0, Compare(a, b)!.Value, 3);

    [Fact]
    public void A_sellers_version_is_more_alike_than_another_design()
    {
        var (own, seller, other) = ("云纹真丝连衣裙", "2026新款 云纹真丝连衣裙 包邮 同款", "几何黄铜落地灯");
        Assert.True(Compare(own, seller) > 0.5);
        Assert.True(Compare(own, other) < 0.2);
    }

    [Fact]
    public void Shared_promotion_counts_for_less_than_a_shared_design() =>
        Assert.True(Compare("包邮 2026新款 云纹旗袍", "包邮 2026新款 竹编茶几") < Compare("包邮 2026新款 云纹旗袍", "限时 正品 云纹旗袍"));

    [Fact]
    public void Words_that_were_never_seen_are_still_compared() => Assert.True(Compare("饕餮螭龙摆饰", "饕餮螭龙摆饰 特价") > 0.5);

    [Fact]
    public void Likeness_is_symmetric_and_between_0_and_1() =>
        Gen.Select(Gen.String, Gen.String)
            .Sample(
                (a, b) =>
                {
                    var (there, back) = (Compare(a, b), Compare(b, a));
                    return there == back && there is null or (>= 0 and <= 1);
                },
                iter: 300
            );

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("😀🎀✨")]
    [InlineData("\u0000\u0007\u202E")]
    public void A_title_with_nothing_to_compare_by_has_no_likeness(string? title) => Assert.Null(Compare(title, "silk dress"));

    [Fact]
    [SuppressMessage("Usage", "CA1861", Justification = "one huge text, once")]
    public void Huge_right_to_left_and_broken_titles_are_compared_within_bounds()
    {
        Assert.NotNull(Compare(new string('云', 10_000_000), "云纹"));
        Assert.NotNull(Compare("فستان حرير", "فستان"));
        _ = Compare("\uD800 lone \uDFFF", "lone");
    }

    [Fact]
    public void Training_again_gives_the_same_figures()
    {
        using var folder = new TempFolder();
        var titles = FashionTitles.Many(5, 400).ToList();
        var pair = ("云纹真丝连衣裙 包邮", "Floral silk dress 云纹");
        var figures = Enumerable
            .Range(0, 2)
            .Select(i =>
            {
                var models = folder.At($"{i}");
                Directory.CreateDirectory(Path.Combine(models, "titles"));
                using (var file = File.Create(Path.Combine(models, TitleComparer.ModelPath)))
                    TitleTraining.Train(titles, file);
                using var comparer = TitleComparer.Load(models);
                return TitleComparer.Compare(comparer.Vectorise(pair.Item1), comparer.Vectorise(pair.Item2));
            })
            .ToList();
        Assert.Equal(figures[0], figures[1]);
    }

    [Fact]
    public void A_missing_model_is_told_with_the_command_that_makes_it()
    {
        using var folder = new TempFolder();
        Assert.Contains(
            "ipguard train-titles",
            Assert.Throws<InvalidOperationException>(() => TitleComparer.Load(folder.Path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_cut_model_is_told()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.At("titles"));
        var whole = File.ReadAllBytes(Path.Combine(Models, TitleComparer.ModelPath));
        File.WriteAllBytes(folder.At("titles", "titles-v1.zip"), whole[..(whole.Length / 2)]);
        Assert.Contains(
            "title model",
            Assert.Throws<InvalidOperationException>(() => TitleComparer.Load(folder.Path)).Message,
            StringComparison.Ordinal
        );
    }
}
