using System.Collections.Concurrent;
using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows;
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
        using var trial = new KitTrial(kit.Works, models);
        var categories = kit
            .Queries.Where(q => q.SourceId is not null)
            .DistinctBy(q => q.SourceId)
            .ToDictionary(q => q.SourceId!, q => q.Category, StringComparer.Ordinal);
        var works = kit
            .Works.Select((w, i) => market.Work($"{name}/{w.Id}", categories.GetValueOrDefault(w.Id, ""), $"{name}/{i / WorksOfAnOwner}"))
            .Zip(kit.Works)
            .ToDictionary(w => w.Second.Id, w => (Work: w.First, w.Second.Picture), StringComparer.Ordinal);
        Parallel.ForEach(
            kit.Queries.Where(q => q.Picture is not null),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            query =>
            {
                var ranked = trial
                    .Ask(query.Picture!, Pass.Deep)
                    .Select(p => (Pair: p, Score: models.Classifier!.Score(p.Evidence)))
                    .OrderByDescending(p => p.Score)
                    .ToList();
                if (ranked.Count == 0)
                    return;
                var source = query.SourceId is { } id && works.TryGetValue(id, out var own) ? own.Work : null;
                var listing = market.Listing($"{name}/{query.Id}", source, works[ranked[0].Pair.WorkId].Work);
                foreach (var (pair, score) in ranked.Where((p, i) => i < PairsPerQuery || p.Pair.WorkId == query.SourceId))
                {
                    var evidence = Evidence(pair, score, query.Picture!, listing, works[pair.WorkId].Work, titles, spotter);
                    var isCopy = pair.WorkId == query.SourceId;
                    labels.Add(
                        (
                            $"{name}/{query.Id}/{pair.WorkId}",
                            new($"{name}/{query.SourceId ?? query.Id}", isCopy, EvidenceNumbers.Of(evidence))
                        )
                    );
                }
            }
        );
    }

    static Evidence Evidence(
        TrialPair pair,
        double score,
        PreparedPicture listed,
        MadeListing listing,
        MadeWork work,
        TitleComparer titles,
        NameSpotter spotter
    ) =>
        new(
            pair.Evidence.Bits,
            Orientation.Upright,
            1,
            1,
            TitleComparer.Opine(titles.Vectorise(listing.Title), titles.Vectorise(work.FiledTitle)),
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
