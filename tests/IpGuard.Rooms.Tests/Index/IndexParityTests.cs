using System.Globalization;
using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;
using IpGuard.Index.Embedded;
using IpGuard.Judging.Pictures;
using IpGuard.Rooms.Tests.Index.Elastic;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>The same works and the same questions on both indexes. IPGUARD_PARITY_WORKS raises their number for the slow suite; a tenth as
/// many questions are asked.</summary>
public sealed class IndexParityTests : IAsyncLifetime
{
    const int Questions = 10;

    /// <summary>What may be missed where a graph finds the nearest: one in a thousand.</summary>
    const double LeastRecall = 0.999;

    static readonly Guid Store = Guid.Parse("0198aaaa-0000-7000-8000-000000000001");

    static readonly Vocabulary Words = Vocabulary.FromBytes(
        File.ReadAllBytes(Path.Combine(SharedData.ProjectRoot, "models", "vocabulary", "vocabulary-v1.bin"))
    );

    readonly TempFolder _folder = new();
    readonly MadeWorks _made = new(Words, 12);
    readonly ElasticIndexName _name = new($"{ElasticIndexName.Works}-test-{Guid.NewGuid():N}", MadeWorks.Network, Words.Id);
    readonly List<PictureFeatures> _works = [];
    EmbeddedIndex _embedded = null!;
    ElasticIndex _elastic = null!;

    static int Works => int.TryParse(Environment.GetEnvironmentVariable("IPGUARD_PARITY_WORKS"), out var works) ? works : 400;

    public async ValueTask InitializeAsync()
    {
        var transport = RealIndex.TransportTo(TestElasticsearch.AddressOrSkip());
        var background = _made.Background(30);
        _embedded = new EmbeddedIndex(_folder.Path, new(Words, background));
        _elastic = new ElasticIndex(transport, _name, new(Words, background), new(), new WithoutWaiting());
        // One in ten has many parts, the others one: as many documents as can be written in a test.
        _works.AddRange(Enumerable.Range(0, Works).AsParallel().AsOrdered().Select(i => _made.Work(i, i % 10 == 0 ? 6 : 1)));
        foreach (var index in new IPictureIndex[] { _embedded, _elastic })
        {
            await index.OpenAsync(CancellationToken.None);
            var refused = await index.RebuildAsync(All(), new(Store, Works), CancellationToken.None);
            Assert.Empty(refused);
        }

        await foreach (var work in All())
            _embedded.Remember([work]);
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        if (_elastic is null)
            return;
        using var transport = RealIndex.TransportTo(TestElasticsearch.AddressOrSkip());
        var admin = new IndexAdmin(transport);
        foreach (var index in await admin.PhysicalAsync(_name.Prefix, CancellationToken.None))
            await admin.DeleteAsync(index, CancellationToken.None);
        await _elastic.DisposeAsync();
        await _embedded.DisposeAsync();
    }

    IAsyncEnumerable<IndexedFeatures> All() => _works.Select((work, no) => _made.Indexed(no, work)).ToAsyncEnumerable();

    // Half are copies, from hardly touched to hardly recognisable; half are strangers.
    PictureFeatures Question(int no) =>
        no % 2 == 0 ? _made.Copy(_works[no * 17 % Works], 0.35f + (0.6f * ((no / 2) % 20) / 20), no) : _made.Work(1_000_000 + no, 2);

    [Fact]
    public async Task Both_propose_the_same_and_the_same_is_matched()
    {
        var classifier = PictureClassifier.Load(Path.Combine(SharedData.ProjectRoot, "models"));
        var (wanted, found, hashes, matches) = (0, 0, 0, 0);
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForAsync(
            0,
            Works / Questions,
            lanes,
            async (no, stop) =>
            {
                var asked = new PreparedPicture(Question(no));
                var near = await BothAsync(i => i.NearestAsync(asked.Features.Whole.Hashes, Pdq.SamePictureBits, 20, stop));
                Assert.Equal(near[0], near[1]);
                var effort = no % 4 < 2 ? Effort.Fast : Effort.Deep;
                var proposed = await BothAsync(i => i.ProposeAsync(asked, effort.PerEvidence, [], stop));
                var both = proposed[0].Join(proposed[1], a => a.Key, b => b.Key, (a, b) => (a, b)).ToList();
                Assert.All(both, pair => AssertAgree(pair.a.Near, pair.b.Near));
                var matched = proposed.Select(p => Matched(classifier, asked, p, effort)).ToList();
                Assert.Equal(matched[0], matched[1]);
                Interlocked.Add(ref wanted, proposed[0].Count);
                Interlocked.Add(ref found, both.Count);
                Interlocked.Add(ref hashes, near[0].Count);
                Interlocked.Add(ref matches, matched[0].Count);
            }
        );
        Say($"{Works} works, {Works / Questions} questions: {hashes} by hash and {matches} matches, the same on both");
        Say($"recall of what is proposed by parts, words and the network: {found} of {wanted}, {(double)found / wanted:F5}");
        Assert.True(hashes > Works / Questions / 10 && matches > Works / Questions / 10, "the questions ask for nothing");
        Assert.True(found >= LeastRecall * wanted, $"recall {(double)found / wanted:F5}");
    }

    [Fact]
    public async Task Titles_that_mean_the_same_are_the_same_on_both()
    {
        for (var no = 0; no < Math.Min(100, Works / Questions); no++)
        {
            var asked = Embedding.Of(_made.Title(no))!;
            var near = await BothAsync(i => i.NearestTitlesAsync(asked, 0.6f, 5, CancellationToken.None));
            Assert.Equal(near[0].Select(n => n.FilingNumber), near[1].Select(n => n.FilingNumber));
            Assert.NotEmpty(near[0]);
        }
    }

    async Task<IReadOnlyList<T>[]> BothAsync<T>(Func<IPictureIndex, Task<Found<T>>> ask)
    {
        var (one, two) = (await ask(_embedded), await ask(_elastic));
        Assert.Empty(one.NotAsked.Concat(two.NotAsked));
        return [one.Items, two.Items];
    }

    static void AssertAgree(Nearness one, Nearness two)
    {
        Assert.Equal((one.Bits, one.PartBits), (two.Bits, two.PartBits));
        Assert.Equal(one.Cosine, two.Cosine, 1e-4f);
        Assert.Equal(one.NormalisedCosine, two.NormalisedCosine, 1e-3f);
        Assert.Equal(one.PartCosine, two.PartCosine, 1e-3f);
        Assert.Equal(one.Words, two.Words, 1e-4f);
    }

    List<PictureKey> Matched(PictureClassifier classifier, PreparedPicture asked, IReadOnlyList<NearPicture> near, Effort effort)
    {
        List<Contender> contenders = [.. near.Select(n => new Contender(n.Key.FilingNumber, 1, Filed(n.Key), n.Near))];
        return
        [
            .. PictureComparison
                .Compare(asked, contenders, effort)
                .Zip(near)
                .Where(pair => classifier.Score(pair.First) >= PictureOpinion.NearScore)
                .Select(pair => pair.Second.Key)
                .OrderBy(key => key.FilingNumber, StringComparer.Ordinal),
        ];
    }

    PreparedPicture Filed(PictureKey key) => new(_works[int.Parse(key.FilingNumber.AsSpan(2), CultureInfo.InvariantCulture)]);

    static void Say(string line)
    {
        TestContext.Current.SendDiagnosticMessage(line);
        Console.WriteLine(line);
    }
}
