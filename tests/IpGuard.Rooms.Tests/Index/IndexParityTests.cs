using System.Globalization;
using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;
using IpGuard.Index.Embedded;
using IpGuard.Judging.Pictures;
using IpGuard.Rooms.Tests.Index.Elastic;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>The same works in both indexes. IPGUARD_PARITY_WORKS raises their number for the slow suite.</summary>
public sealed class BothIndexes : IAsyncLifetime
{
    static readonly Guid Store = Guid.Parse("0198aaaa-0000-7000-8000-000000000001");

    static readonly Vocabulary Words = Vocabulary.FromBytes(
        File.ReadAllBytes(Path.Combine(SharedData.ProjectRoot, "models", "vocabulary", "vocabulary-v1.bin"))
    );

    readonly TempFolder _folder = new();
    readonly ElasticIndexName _name = new($"{ElasticIndexName.Works}-test-{Guid.NewGuid():N}", MadeWorks.Network, Words.Id);

    public static int Count => int.TryParse(Environment.GetEnvironmentVariable("IPGUARD_PARITY_WORKS"), out var works) ? works : 400;

    internal MadeWorks Made { get; } = new(Words, 12);

    public List<PictureFeatures> Works { get; } = [];

    public EmbeddedIndex? Embedded { get; private set; }

    public ElasticIndex? Elastic { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (TestElasticsearch.Address is not { } address)
            return;
        var background = Made.Background(30);
        Embedded = new(_folder.Path, new(Words, background));
        Elastic = new(RealIndex.TransportTo(address), _name, new(Words, background), new(), new WithoutWaiting());
        // One in ten has many parts, the others one: as many documents as can be written in a test.
        Works.AddRange(Enumerable.Range(0, Count).AsParallel().AsOrdered().Select(i => Made.Work(i, i % 10 == 0 ? 6 : 1)));
        foreach (var index in new IPictureIndex[] { Embedded, Elastic })
        {
            await index.OpenAsync(CancellationToken.None);
            Assert.Empty(await index.RebuildAsync(All(), new(Store, Count), CancellationToken.None));
        }

        await foreach (var work in All())
            Embedded.Remember([work]);
    }

    public async ValueTask DisposeAsync()
    {
        if (Elastic is not null)
        {
            using var transport = RealIndex.TransportTo(TestElasticsearch.Address!);
            var admin = new IndexAdmin(transport);
            foreach (var index in await admin.PhysicalAsync(_name.Prefix, CancellationToken.None))
                await admin.DeleteAsync(index, CancellationToken.None);
            await Elastic.DisposeAsync();
            await Embedded!.DisposeAsync();
        }

        _folder.Dispose();
    }

    IAsyncEnumerable<IndexedFeatures> All() => Works.Select((work, no) => Made.Indexed(no, work)).ToAsyncEnumerable();
}

/// <summary>The same questions of both: a tenth as many as there are works.</summary>
public sealed class IndexParityTests(BothIndexes both) : IClassFixture<BothIndexes>
{
    const int Questions = 10;

    /// <summary>What may be missed where a graph finds the nearest: one in a thousand.</summary>
    const double LeastRecall = 0.999;

    static int Works => BothIndexes.Count;

    // Half are copies, from hardly touched to hardly recognisable; half are strangers.
    PictureFeatures Question(int no) =>
        no % 2 == 0
            ? both.Made.Copy(both.Works[no * 17 % Works], 0.35f + (0.6f * ((no / 2) % 20) / 20), no)
            : both.Made.Work(1_000_000 + no, 2);

    [Fact]
    public async Task Both_propose_the_same_and_the_same_is_matched()
    {
        TestElasticsearch.AddressOrSkip();
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
        TestElasticsearch.AddressOrSkip();
        for (var no = 0; no < Math.Min(100, Works / Questions); no++)
        {
            var asked = Embedding.Of(both.Made.Title(no))!;
            var near = await BothAsync(i => i.NearestTitlesAsync(asked, 0.6f, 5, CancellationToken.None));
            Assert.Equal(near[0].Select(n => n.FilingNumber), near[1].Select(n => n.FilingNumber));
            Assert.NotEmpty(near[0]);
        }
    }

    async Task<IReadOnlyList<T>[]> BothAsync<T>(Func<IPictureIndex, Task<Found<T>>> ask)
    {
        var (one, two) = (await ask(both.Embedded!), await ask(both.Elastic!));
        Assert.Empty(one.NotAsked.Concat(two.NotAsked));
        return [one.Items, two.Items];
    }

    static void AssertAgree(Nearness one, Nearness two)
    {
        Assert.Equal((one.Bits, one.PartBits), (two.Bits, two.PartBits));
        Assert.Equal(one.Cosine, two.Cosine, 1e-4f);
        // Beside the mean of the ten nearest, of which the graph may miss one.
        Assert.Equal(one.NormalisedCosine, two.NormalisedCosine, 5e-3f);
        Assert.Equal(one.PartCosine, two.PartCosine, 5e-3f);
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

    PreparedPicture Filed(PictureKey key) => new(both.Works[int.Parse(key.FilingNumber.AsSpan(2), CultureInfo.InvariantCulture)]);

    static void Say(string line)
    {
        TestContext.Current.SendDiagnosticMessage(line);
        Console.WriteLine(line);
    }
}
