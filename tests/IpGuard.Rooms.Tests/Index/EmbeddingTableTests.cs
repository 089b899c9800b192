using System.Runtime.Intrinsics;
using IpGuard.Core.Matching;
using IpGuard.Index.Embedded;

namespace IpGuard.Rooms.Tests.Index;

public class EmbeddingTableTests
{
    static Embedding Made(int seed, int length)
    {
        var random = new Random(seed);
        return Embedding.Of([.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)])!;
    }

    [Theory]
    [InlineData(512, 4)]
    [InlineData(512, 1)]
    [InlineData(20, 3)]
    public void A_pass_over_the_table_gives_the_very_cosines(int length, int askedCount)
    {
        List<Embedding> held = [.. Enumerable.Range(0, 100).Select(i => Made(i, length))];
        Embedding[] asked = [.. Enumerable.Range(1_000, askedCount).Select(i => Made(i, length))];
        var rows = new Vector128<float>[held.Count];
        EmbeddingTable.Of(held).Cosines(asked, rows);
        for (var i = 0; i < held.Count; i++)
        {
            for (var a = 0; a < askedCount; a++)
                Assert.Equal(asked[a].CosineTo(held[i]), rows[i][a]);
        }
    }

    [Fact]
    public void Embeddings_of_two_lengths_are_never_compared()
    {
        var table = EmbeddingTable.Of([Made(1, 32)]);
        Assert.Throws<ArgumentException>(() => table.Add(Made(2, 48)));
    }
}
