using System.Collections.Concurrent;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Matching;
using IpGuard.Judging.Fusion;
using IpGuard.Judging.Names;
using IpGuard.Judging.Titles;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Features;

namespace IpGuard.Bench;

/// <summary>Makes labels for the model of verdicts: pictures of kits as the program compares them, with words, prices and sellers made by
/// code.</summary>
static class LabelMaker
{
    // The works that come nearest to a listing, and the one that it copies.
    const int PairsPerQuery = 3;

    // Works to an owner.
    const int WorksOfAnOwner = 8;

    const int WorksOfASmallIndex = 40;

    const int AlikeByTitle = 2;

    public static int Run(IReadOnlyList<string> kits, string modelsFolder, string? cacheFolder, string output, int seed, bool isHeldOut)
    {
        using var models = MatcherModels.Load(new HouseSettings { Models = modelsFolder });
        using var vision = new Fingerprinter(models.Network);
        using var encoder = TitleEncoder.Open(modelsFolder);
        using var titles = TitleComparer.Load(modelsFolder, encoder);
        // Every other name for training, the rest to report on.
        var names = NameWords.Latin.Concat(NameWords.Chinese).Where((_, i) => i % 2 == (isHeldOut ? 1 : 0)).ToList();
        var market = new MadeMarket(seed, names);
        var spotter = new NameSpotter(names);
        var labels = new ConcurrentBag<(string Order, Label Label)>();
        foreach (var folder in kits)
        {
            var kit = MatchingKit.Read(folder, vision, cacheFolder, null, CancellationToken.None);
            Gather(kit, Path.GetFileName(folder), models, titles, spotter, market, labels);
            Console.WriteLine($"{folder}: {labels.Count} labels so far");
        }

        using var writer = new StreamWriter(output);
        LabelFile.Write(writer, labels.OrderBy(l => l.Order, StringComparer.Ordinal).Select(l => l.Label));
        Console.WriteLine($"{labels.Count} labels, {labels.Count(l => l.Label.IsCopy)} copies: {output}");
        return 0;
    }

    static void Gather(
        MatchingKit kit,
        string name,
        MatcherModels models,
        TitleComparer titles,
        NameSpotter spotter,
        MadeMarket market,
        ConcurrentBag<(string, Label)> labels
    )
    {
        using var whole = new KitTrial(kit.Works, models);
        var chunks = kit.Works.Chunk(WorksOfASmallIndex).Select(c => new KitTrial(c, models)).ToList();
        var chunkOf = kit
            .Works.Select((w, i) => (w.Id, i / WorksOfASmallIndex))
            .ToDictionary(w => w.Id, w => w.Item2, StringComparer.Ordinal);
        var categories = kit
            .Queries.Where(q => q.SourceId is not null)
            .DistinctBy(q => q.SourceId)
            .ToDictionary(q => q.SourceId!, q => q.Category, StringComparer.Ordinal);
        var works = kit
            .Works.Select((w, i) => market.Work($"{name}/{w.Id}", categories.GetValueOrDefault(w.Id, ""), $"{name}/{i / WorksOfAnOwner}"))
            .Zip(kit.Works)
            .ToDictionary(w => w.Second.Id, w => (Work: w.First, w.Second.Picture), StringComparer.Ordinal);
        var filed = works.ToDictionary(w => w.Key, w => titles.Vectorise(w.Value.Work.FiledTitle), StringComparer.Ordinal);
        Parallel.ForEach(
            kit.Queries.Where(q => q.Picture is not null),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            query =>
            {
                // A small index scores otherwise than a large one, and the fast pass otherwise than the deep one: all are met in use.
                var at = Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes(query.Id)).ToBytes()[0] % chunks.Count;
                Ask(query, whole, Pass.Deep, "deep");
                Ask(query, whole, Pass.Fast, "fast");
                Ask(query, chunks[at], Pass.Deep, "small");
                if (query.SourceId is { } source && chunkOf.TryGetValue(source, out var home) && home != at)
                    Ask(query, chunks[home], Pass.Deep, "home");
            }
        );
        chunks.ForEach(c => c.Dispose());

        void Ask(KitQuery query, KitTrial trial, Pass pass, string how)
        {
            if (trial.Nearest(query.Picture!) is not { } nearest)
                return;
            var source = query.SourceId is { } id && works.TryGetValue(id, out var own) ? own.Work : null;
            var listing = market.Listing($"{name}/{query.Id}", source, works[nearest].Work, query.Attack == "sister");
            var title = titles.Vectorise(listing.Title);
            var alike = filed
                .Select(f => (f.Key, Cosine: TitleComparer.CompareMeaning(title, f.Value) ?? -1))
                .Where(f => f.Cosine >= NearTitles.LeastCosine)
                .OrderByDescending(f => f.Cosine)
                .ThenBy(f => f.Key, StringComparer.Ordinal)
                .Take(AlikeByTitle)
                .Select(f => f.Key)
                .ToHashSet(StringComparer.Ordinal);
            var ranked = trial
                .Ask(query.Picture!, pass, alike)
                .Select(p => (Pair: p, Score: models.Classifier!.Score(p.Evidence)))
                .OrderByDescending(p => p.Score)
                .ToList();
            foreach (
                var (pair, score) in ranked.Where(
                    (p, i) => i < PairsPerQuery || p.Pair.WorkId == query.SourceId || alike.Contains(p.Pair.WorkId)
                )
            )
            {
                var evidence = Evidence(
                    pair,
                    score,
                    query.Picture!,
                    listing,
                    works[pair.WorkId].Work,
                    (title, filed[pair.WorkId]),
                    spotter
                );
                labels.Add(
                    (
                        $"{name}/{query.Id}/{how}/{pair.WorkId}",
                        new($"{name}/{query.SourceId ?? query.Id}", pair.WorkId == query.SourceId, EvidenceNumbers.Of(evidence))
                    )
                );
            }
        }
    }

    static Evidence Evidence(
        TrialPair pair,
        double score,
        PreparedPicture listed,
        MadeListing listing,
        MadeWork work,
        (TitleVector Listed, TitleVector Filed) titles,
        NameSpotter spotter
    ) =>
        new(
            pair.Evidence.Bits,
            Orientation.Upright,
            1,
            1,
            TitleComparer.Opine(titles.Listed, titles.Filed),
            PictureOpinion.Of(score, pair.Evidence, pair.Filed, listed.Features),
            new([.. spotter.Spot(listing.Title).Where(s => s.Name == work.Name)], CopyPhrases.Find(listing.Title)),
            new(
                CategoryWords.Compare(work.Category, listing.CategoryWords, listing.Title),
                listing.Price is { } price ? (double)(price.Amount / work.LowestPrice) : null,
                listing.SellerConfirmed,
                listing.SellerDismissed,
                listing.IsRelist
            )
        );
}
