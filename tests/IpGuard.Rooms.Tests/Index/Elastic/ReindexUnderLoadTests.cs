using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;
using static IpGuard.Rooms.Tests.Index.HashSamples;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>An index of thousands is made again and then changed, on a real server, while it is asked all the time.</summary>
public sealed class ReindexUnderLoadTests : IAsyncLifetime
{
    const int Count = 2_000;
    const int Askers = 4;

    // Pictures with features beside their hash: as many as are written in a second or two.
    const int WithFeatures = 100;

    static readonly Guid Store = Guid.Parse("0198aaaa-0000-7000-8000-000000000001");
    static readonly IndexEyes Eyes = new(MadeCatalogue.Vocabulary, MadeCatalogue.Background);

    readonly List<IndexedFeatures> _pictures =
    [
        .. Enumerable.Range(0, WithFeatures).Select(i => MadeCatalogue.Indexed(new($"F-{i:0000}", 1), MadeCatalogue.Work(i), i)),
        .. Enumerable.Range(WithFeatures, Count - WithFeatures).Select(HashOnly),
    ];

    RealIndex _real = null!;
    ElasticIndex _index = null!;

    public async ValueTask InitializeAsync()
    {
        _real = await RealIndex.OpenOrSkipAsync();
        _index = _real.Seam(Eyes);
    }

    public async ValueTask DisposeAsync()
    {
        if (_real is null)
            return;
        await _index.DisposeAsync();
        await _real.DisposeAsync();
    }

    static IndexedFeatures HashOnly(int i) => IndexedFeatures.Of(new($"F-{i:0000}", 1, HashOf(new Random(i))));

    // Every picture that is there all the time has to be in every answer, and every answer has to be whole.
    async Task<int> AskAsync(int seed, Func<bool> isDone)
    {
        var (random, answers) = (new Random(seed), 0);
        for (; !isDone(); answers++)
        {
            var wanted = _pictures[random.Next(answers % 5 == 0 ? WithFeatures : Count)];
            if (answers % 5 == 0)
            {
                var asked = new PreparedPicture(MadeCatalogue.Copy(wanted.Features!, answers, 0.2f)).WithoutParts();
                Assert.Contains((await _index.ProposeAsync(asked, 4, [], CancellationToken.None)).OrThrow(), n => n.Key == wanted.Key);
            }
            else if (!wanted.IsFlat)
            {
                var near = (await _index.NearestAsync(SetWith(wanted.Picture.Hash), 31, 5, CancellationToken.None)).OrThrow();
                Assert.Contains(near, c => c.FilingNumber == wanted.Key.FilingNumber && c.Bits == 0);
            }
        }

        return answers;
    }

    [Fact]
    public async Task No_question_fails_and_no_picture_is_missing_at_any_instant()
    {
        await _index.RebuildAsync(_pictures.ToAsyncEnumerable(), new(Store, 1), CancellationToken.None);
        var isDone = false;
        var asking = Enumerable.Range(0, Askers).Select(i => Task.Run(() => AskAsync(i, () => Volatile.Read(ref isDone)))).ToList();
        try
        {
            Assert.Empty(await _index.RebuildAsync(_pictures.ToAsyncEnumerable(), new(Store, 2), CancellationToken.None));
            for (var change = 0; change < 5; change++)
            {
                var added = Enumerable.Range(Count + (100 * change), 100).Select(HashOnly).ToList();
                string[] gone = change == 0 ? [] : [.. Enumerable.Range(Count + (100 * (change - 1)), 100).Select(i => $"F-{i:0000}")];
                Assert.Empty(await _index.ChangeAsync(added, gone, new(Store, 3 + change), CancellationToken.None));
                // What a change brought and took is seen by the next question.
                Assert.Single((await _index.NearestAsync(SetWith(added[7].Picture.Hash), 31, 5, CancellationToken.None)).OrThrow());
                Assert.Equal(Count + 100 - _pictures.Count(p => p.IsFlat), await _index.CountAsync(CancellationToken.None));
            }
        }
        finally
        {
            Volatile.Write(ref isDone, true);
            await Task.WhenAll(asking);
        }

        Assert.All(await Task.WhenAll(asking), answers => Assert.True(answers > 10, $"{answers} answers"));
        Assert.Equal(new(null, new(Store, 7)), await _index.OpenAsync(CancellationToken.None));
        Assert.Single(await _real.Admin.PhysicalAsync(_real.Name.Prefix, CancellationToken.None));
    }
}
