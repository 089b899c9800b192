using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using IpGuard.Core.Matching;
using IpGuard.Index.Embedded;

namespace IpGuard.Bench;

/// <summary>Questions to the index of hashes beside reading the hashes once, and bands beside going through all.</summary>
static class IndexBench
{
    const int Rounds = 9;
    const int Batch = 64;
    const int Copies = 1_000;
    const int RadiusBits = Pdq.SamePictureBits;
    const int Top = 1_000_000;

    public static int Run(int codes, string? plot)
    {
        var counts = plot is null ? [codes] : new[] { 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000 };
        var points = new List<IndexPlot.Point>();
        foreach (var count in counts.Where(c => c <= codes))
        {
            points.Add(Measure("random", Made(count, copies: 1), isQuick: count != codes));
            GC.Collect();
        }

        var many = Math.Min(codes, 1_000_000);
        Measure("clustered, half of the copies untouched", Made(many, Copies, untouched: 2), isQuick: false);
        Measure("clustered, nearly all copies edited", Made(many, Copies, untouched: Copies), isQuick: false);
        IndexBenchFolder.Measure(Made(codes, copies: 1).ToAsyncEnumerable(), HashOf(new Random(2)));
        if (plot is not null)
            File.WriteAllText(plot, IndexPlot.Draw(points));
        return 0;
    }

    // Pictures that a thousand sellers copy: one copy in so many has the very hash, the others differ in up to 20 bits.
    static IEnumerable<IndexedPicture> Made(int count, int copies, int untouched = 1)
    {
        var random = new Random(1);
        var centre = HashOf(random);
        for (var i = 0; i < count; i++)
        {
            if (i % copies == 0)
                centre = HashOf(random);
            var hash = i % untouched == 0 ? centre : Flip(centre, random.Next(21), random);
            yield return new(string.Create(CultureInfo.InvariantCulture, $"F-{i:D8}"), 1, hash);
        }
    }

    static IndexPlot.Point Measure(string data, IEnumerable<IndexedPicture> pictures, bool isQuick)
    {
        var clock = Stopwatch.StartNew();
        var hashes = SealedHashes.Of(pictures);
        var part = new SealedPart(hashes, GoneSet.None);
        var (planes, bands, count) = (hashes.Planes, hashes.Bands!, hashes.PictureCount);
        Stopwatches.Say($"{count:N0} pictures, {data}: {planes.Count:N0} different hashes, sealed in {clock.Elapsed.TotalSeconds:F1} s");
        var random = new Random(2);
        Pdq[] asked =
        [
            .. Enumerable.Range(0, Batch).Select(i => i % 2 == 0 ? HashOf(random) : Flip(planes[random.Next(planes.Count)], 20, random)),
        ];
        NearestHashes Question(Pdq hash)
        {
            var question = new NearestHashes([hash], RadiusBits, Top);
            question.GoOver(part);
            return question;
        }

        var (next, missed) = (0, 0);
        var few = Math.Clamp(2_000_000 / planes.Count, 1, Batch);
        var contenders = new (string Name, int Questions, Action Ask)[]
        {
            ("reading 32 bytes a hash", few, () => Each(few, _ => Read(planes))),
            ("going through, one question", few, () => Each(few, _ => HashScan.Run(planes, [Question(asked[next++ % Batch])]))),
            ($"going through, {Batch} questions", Batch, () => HashScan.Run(planes, Array.ConvertAll(asked, Question))),
            ("bands", Batch, () => Each(Batch, i => bands.Run(planes, Question(asked[i]), 0))),
        };
        var times = Times(contenders, isQuick ? 3 : Rounds);
        foreach (var hash in asked)
        {
            var (scan, look) = (Question(hash), Question(hash));
            HashScan.Run(planes, [scan]);
            bands.Run(planes, look, 0);
            missed += scan.Answer().Except(look.Answer()).Count() + look.Answer().Except(scan.Answer()).Count();
        }

        for (var c = 0; c < contenders.Length; c++)
            Stopwatches.Say(
                $"  {contenders[c].Name}: {times[c].Median:F1} µs a question, {times[c].Median * 1_000 / planes.Count:F2} ns a hash"
            );
        double Ratio(int a, int b) => Middle([.. times[a].All.Zip(times[b].All, (x, y) => x / y)]);
        var best = times[1].Median < times[2].Median ? 1 : 2;
        Stopwatches.Say(
            $"  one question / reading {Ratio(1, 0):F2}; of a batch / reading {Ratio(2, 0):F2}; one question / bands {Ratio(1, 3):F1}"
        );
        Stopwatches.Say($"  best going through ({contenders[best].Name}) / bands {Ratio(best, 3):F1}");
        var (firsts, texts, text) = hashes.OfFilings;
        var (places, ofPlaces, numbers) = hashes.OfPictures;
        var keys = places.Bytes + ofPlaces.Bytes + numbers.Bytes + firsts.Bytes + texts.Bytes + text.Bytes;
        var (banded, owned) = ((double)(bands.Heads.Bytes + bands.Postings.Bytes) / planes.Count, (double)keys / count);
        Stopwatches.Say($"  {bands.Bands} bands: {banded:F1} bytes a hash; whose it is: {owned:F1} a picture; {missed} answers differ");
        return new(planes.Count, [.. times.Select(t => t.Median)]);
    }

    static List<(double Median, List<double> All)> Times((string Name, int Questions, Action Ask)[] contenders, int rounds)
    {
        var all = contenders.Select(_ => new List<double>()).ToList();
        for (var round = -2; round < rounds; round++)
        {
            for (var c = 0; c < contenders.Length; c++)
            {
                var (spent, calls) = (0.0, 0);
                while (spent < 20_000)
                {
                    var before = Environment.CpuUsage.TotalTime;
                    contenders[c].Ask();
                    spent += Math.Max(1, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds);
                    calls++;
                }

                if (round >= 0)
                    all[c].Add(spent / calls / contenders[c].Questions);
            }
        }

        return [.. all.Select(a => (Middle(a), a))];
    }

    static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);

    static void Each(int count, Action<int> ask)
    {
        for (var i = 0; i < count; i++)
            ask(i);
    }

    static ulong _read;

    // Nothing faster can see each hash: all words are read and joined.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static unsafe void Read(HashPlanes planes)
    {
        foreach (var plane in (Section<ulong>[])[planes.High, planes.Low])
        {
            var (a, b) = (Vector256<ulong>.Zero, Vector256<ulong>.Zero);
            var (c, d) = (a, b);
            for (long i = 0; i + 16 <= plane.Length; i += 16)
            {
                a ^= Vector256.Load(plane.Start + i);
                b ^= Vector256.Load(plane.Start + i + 4);
                c ^= Vector256.Load(plane.Start + i + 8);
                d ^= Vector256.Load(plane.Start + i + 12);
            }

            _read ^= Vector256.Sum(a ^ b ^ c ^ d);
        }
    }

    static Pdq HashOf(Random random)
    {
        Span<byte> bytes = stackalloc byte[Pdq.LengthBytes];
        random.NextBytes(bytes);
        return Pdq.FromBytes(bytes);
    }

    static Pdq Flip(Pdq hash, int bits, Random random)
    {
        Span<ulong> words = [hash.A, hash.B, hash.C, hash.D];
        for (var i = 0; i < bits; i++)
        {
            var bit = random.Next(Pdq.LengthBits);
            words[bit / 64] ^= 1UL << (bit % 64);
        }

        return new(words[0], words[1], words[2], words[3]);
    }
}
