using System.Diagnostics;
using System.Globalization;
using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;
using IpGuard.Index.Embedded;
using IpGuard.Judging.Pictures;
using IpGuard.Rooms.Tests.Index.Elastic;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>The same works and the same questions through both indexes: the same pictures with the same numbers, and the same
/// matches.</summary>
public sealed class IndexParityTests
{
    /// <summary>How many works; a tenth as many questions are asked. Many take minutes.</summary>
    const string Variable = "IPGUARD_PARITY_WORKS";

    const int FewWorks = 500;
    const int FewQuestions = 100;

    // The nearest ten titles, from where unrelated titles of one category end.
    const int TopTitles = 10;
    const float LeastTitle = 0.5f;

    // The share of the exact answer that the graph has to find.
    const double LeastRecall = 0.999;
    const float MostApart = 1e-4f;

    static readonly IndexEyes Eyes = new(MadeCatalogue.Vocabulary, MadeCatalogue.Background);

    [Fact]
    public async Task Both_indexes_propose_the_same_pictures_with_the_same_numbers_and_lead_to_the_same_matches()
    {
        var isMany = int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var works);
        await using var real = await RealIndex.OpenOrSkipAsync();
        var catalogue = isMany ? ParityCatalogue.Make(works, works / 10) : ParityCatalogue.Make(FewWorks, FewQuestions);
        using var folder = new TempFolder();
        await using var embedded = new EmbeddedIndex(folder.Path, new(Eyes.Vocabulary, Eyes.Background));
        await using var elastic = real.Seam(Eyes);
        var watch = Stopwatch.StartNew();
        foreach (var index in new IPictureIndex[] { embedded, elastic })
        {
            await index.RebuildAsync(catalogue.Pictures.ToAsyncEnumerable(), new(Guid.NewGuid(), 1), CancellationToken.None);
            index.Remember(catalogue.Pictures);
        }

        var filled = watch.Elapsed;
        using var classifier = PictureClassifier.Load(Path.Combine(SharedData.ProjectRoot, "models"));
        var tally = new ParityTally(catalogue.Pictures.ToDictionary(p => p.Key, p => new PreparedPicture(p.Features!)), classifier);
        await Parallel.ForEachAsync(
            catalogue.Questions,
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (asked, stop) => await AskBothAsync(asked, embedded, elastic, tally, stop)
        );
        Tell(tally, catalogue, filled, watch.Elapsed - filled);
        Assert.Equal(catalogue.Pictures.Count(p => !p.IsFlat), await elastic.CountAsync(CancellationToken.None));
        Assert.Empty(tally.Differences);
        Assert.InRange(tally.MostApart, 0, MostApart);
        foreach (var (exact, found) in new[] { tally.ByEmbedding, tally.ByWords, tally.Titles })
            Assert.InRange((double)found / exact, LeastRecall, 1);
        // Most of the copies are to be known again, or their matches would prove nothing.
        Assert.True(tally.Matched.Sources > catalogue.Questions.Count / 4);
    }

    static async Task AskBothAsync(
        ParityQuestion asked,
        EmbeddedIndex embedded,
        ElasticIndex elastic,
        ParityTally tally,
        CancellationToken stop
    )
    {
        var hashes = asked.Picture.Features.Whole.Hashes;
        tally.Hashes(
            asked,
            (await embedded.NearestAsync(hashes, Pdq.SamePictureBits, 20, stop)).OrThrow(),
            (await elastic.NearestAsync(hashes, Pdq.SamePictureBits, 20, stop)).OrThrow()
        );
        tally.Proposals(
            asked,
            (await embedded.ProposeAsync(asked.Picture, asked.Effort.PerEvidence, asked.Also, stop)).OrThrow(),
            (await elastic.ProposeAsync(asked.Picture, asked.Effort.PerEvidence, asked.Also, stop)).OrThrow()
        );
        tally.OfTitles(
            (await embedded.NearestTitlesAsync(asked.Title, LeastTitle, TopTitles, stop)).OrThrow(),
            (await elastic.NearestTitlesAsync(asked.Title, LeastTitle, TopTitles, stop)).OrThrow()
        );
    }

    static void Tell(ParityTally tally, ParityCatalogue catalogue, TimeSpan filling, TimeSpan asking)
    {
        static string Share((int Exact, int Found) of) => $"{(double)of.Found / of.Exact:0.00000} ({of.Found} of {of.Exact})";
        var line =
            $"parity: {catalogue.Pictures.Count} pictures, {tally.Questions} questions; recall by embedding {Share(tally.ByEmbedding)}, "
            + $"by words {Share(tally.ByWords)}, by title {Share(tally.Titles)}; numbers at most {tally.MostApart:0.0e0} apart, normalised {tally.MostNormalisedApart:0.0e0}; "
            + $"{tally.Matched.Matches} matches, {tally.Matched.Sources} copies found; {tally.Differences.Count} questions differ; "
            + $"filled in {filling.TotalSeconds:0} s, asked in {asking.TotalSeconds:0} s";
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
        Console.WriteLine(line);
    }
}
