using System.Numerics;
using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Embedded;

namespace IpGuard.Rooms.Tests.Index;

public partial class FeatureIndexTests
{
    // The oracle: each number by its definition.
    sealed class Oracle(List<(PictureKey Key, PictureFeatures Features)> filed, List<Embedding> background, PictureFeatures listed)
    {
        public int Bits(int i) => listed.Whole.Hashes.NearestTo(filed[i].Features.Whole.Hashes.Upright).Bits;

        public int PartBits(int i) =>
            (
                from l in listed.Regions
                from f in filed[i].Features.Regions
                where !l.IsFlat && !f.IsFlat
                select l.Hashes.NearestTo(f.Hashes.Upright).Bits
            )
                .DefaultIfEmpty(Pdq.LengthBits)
                .Min();

        public float Cosine(int i) => Whole(i) is { } w ? listed.Whole.Embedding!.CosineTo(w) : 0;

        public float PartCosine(int i) =>
            listed
                .Regions.Where(r => r.Embedding is not null)
                .Max(r => Nearest(r.Embedding!, i) - Mean(r.Embedding!, i, j => Nearest(r.Embedding!, j)));

        public float NormalisedCosine(int i) => Cosine(i) - Mean(listed.Whole.Embedding!, i, Cosine);

        Embedding? Whole(int i) => filed[i].Features.Whole.Embedding;

        float Nearest(Embedding asked, int i) =>
            filed[i].Features.Regions.Where(r => r.Embedding is not null).Max(r => asked.CosineTo(r.Embedding!));

        // The ten greatest of other works, versions of this one left out, and of the background.
        float Mean(Embedding asked, int i, Func<int, float> cosine) =>
            ScoreNormalisation.Mean([
                .. background.Select(asked.CosineTo),
                .. Enumerable
                    .Range(0, filed.Count)
                    .Where(j =>
                        filed[j].Key.FilingNumber != filed[i].Key.FilingNumber
                        && !(Whole(j)!.CosineTo(Whole(i)!) >= PictureComparison.VersionCosine)
                    )
                    .Select(cosine),
            ]);

        public float Votes(int i) => Math.Max(VotesOf(listed.Keypoints, i), VotesOf(listed.Keypoints.Mirrored(listed.WidthPx), i));

        // Words shared, rare ones counting more, descriptors that are only roughly alike counting nothing.
        float VotesOf(Keypoints asked, int i)
        {
            var (mine, theirs) = (Words.WordsOf(asked.Descriptors), Words.WordsOf(filed[i].Features.Keypoints.Descriptors));
            float sum = 0;
            for (var a = 0; a < mine.Length; a++)
            {
                for (var b = 0; b < theirs.Length; b++)
                {
                    var bits = BitOperations.PopCount(asked.Descriptors[4 * a] ^ filed[i].Features.Keypoints.Descriptors[4 * b]);
                    if (mine[a] == theirs[b] && bits <= 16)
                        sum += MathF.Log((filed.Count + 1f) / Holding(mine[a])) / MathF.Log(filed.Count + 1) * (1 - (bits / 24f));
                }
            }

            return sum / MathF.Sqrt(mine.Length * theirs.Length);
        }

        int Holding(ushort word) => filed.Count(f => Words.WordsOf(f.Features.Keypoints.Descriptors).Contains(word));
    }
}
