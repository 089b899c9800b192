using IpGuard.Judging.Titles;

namespace IpGuard.Rooms.Tests.Titles;

public sealed class TitleMeaningTests(OpenEncoder open) : IClassFixture<OpenEncoder>, IDisposable
{
    readonly TitleComparer _titles = TitleComparer.Load(OpenEncoder.Models, open.Encoder);

    public void Dispose() => _titles.Dispose();

    [Fact]
    public void A_translated_title_is_near_by_meaning_alone()
    {
        var (chinese, english, other) = (
            _titles.Vectorise("碎花连衣裙"),
            _titles.Vectorise("floral dress"),
            _titles.Vectorise("brass floor lamp")
        );
        // Not 0: two runs of characters may share one of the hashed slots.
        Assert.True(TitleComparer.Compare(chinese, english) < 0.1);
        Assert.True(TitleComparer.CompareMeaning(chinese, english) > 0.6);
        Assert.True(TitleComparer.CompareMeaning(chinese, other) < 0.4);
    }

    [Fact]
    public void Many_titles_are_vectorised_as_each_is()
    {
        var many = _titles.Vectorise(["云纹旗袍", "", "竹编茶几"]);
        Assert.Equal(1.0, TitleComparer.CompareMeaning(many[2], _titles.Vectorise("竹编茶几"))!.Value, 3);
        Assert.True(many[1].IsEmpty);
        Assert.Null(many[1].Meaning);
        Assert.Equal(TitleEncoder.Length, many[0].Meaning!.Length);
    }

    [Fact]
    public void Without_an_encoder_there_is_no_meaning()
    {
        using var plain = TitleComparer.Load(OpenEncoder.Models);
        Assert.Null(TitleComparer.CompareMeaning(plain.Vectorise("云纹旗袍"), plain.Vectorise("云纹旗袍")));
    }
}
