using IpGuard.Core.Matching;
using IpGuard.Judging.Training;

namespace IpGuard.Rooms.Tests.Judging;

/// <summary>Evidence as copies and strangers give it, drawn by a seed.</summary>
static class MadeEvidence
{
    /// <summary>Queries with one pair each: every third a copy, in five parts, deep and fast in turn.</summary>
    public static List<LabelledEvidence> Pairs(int seed, int count)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var isCopy = i % 3 == 0;
                    return new LabelledEvidence(
                        $"q{i}",
                        $"w{i}",
                        "none",
                        Of(random, isCopy),
                        isCopy,
                        !isCopy,
                        i % PictureTraining.Folds,
                        i % 2 == 0
                    );
                }),
        ];
    }

    public static PictureEvidence Of(Random random, bool isCopy)
    {
        float Between(float low, float high) => low + ((high - low) * random.NextSingle());
        // Each kind of evidence may be wanting, with copies and with strangers.
        var cosine =
            random.Next(6) == 0 ? 0
            : isCopy ? Between(0.2f, 0.8f)
            : Between(-0.1f, 0.25f);
        var fit = random.Next(isCopy ? 6 : 2) == 0 ? null : Fit(random, isCopy ? random.Next(12, 220) : random.Next(4, 10));
        var likeness = isCopy ? Between(0.4f, 0.97f) : Between(-0.1f, 0.4f);
        var drawn = Between(10, 150);
        var laid =
            random.Next(8) == 0
                ? null
                : new OverlayFit(Affine.Identity, likeness, likeness, likeness, likeness, 0.9f, 0.7f, drawn, likeness);
        var bits = isCopy ? random.Next(2, 110) : random.Next(85, 130);
        var part = isCopy ? random.Next(2, 80) : random.Next(62, 105);
        var spread = fit is null
            ? default
            : new KeypointSpread(fit.Cells / 220f, fit.Cells / 220f, isCopy ? Between(0.2f, 0.9f) : Between(0, 0.05f));
        var (cells, worth) = (fit?.Cells ?? 0, laid?.Worth ?? 0);
        return new(
            bits,
            part,
            cosine,
            cosine,
            cosine,
            isCopy ? cosine : -cosine,
            Between(0, isCopy ? 0.6f : 0.05f),
            fit,
            spread,
            cells - 6,
            laid,
            worth - 0.2f
        );
    }

    static KeypointFit Fit(Random random, int inliers)
    {
        var pairs = Enumerable.Range(0, inliers).Select(i => new MatchedPoint(new(i, i), new(i, i))).ToList();
        return new(Affine.Identity, inliers + random.Next(10, 60), pairs, inliers, inliers);
    }
}
