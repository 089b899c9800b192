using System.Diagnostics;
using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Embedded;

namespace IpGuard.Bench;

/// <summary>The embedded index in a folder of its own: made, opened, asked and changed. Wall time, since it waits for the disk.</summary>
static class IndexBenchFolder
{
    static readonly IndexCheckpoint At = new(Guid.Parse("0198aaaa-0000-7000-8000-000000000003"), 1);

    public static void Measure(IAsyncEnumerable<IndexedPicture> pictures, Pdq hash)
    {
        var folder = Directory.CreateTempSubdirectory("ipguard-index-").FullName;
        try
        {
            MeasureAsync(folder, pictures, hash).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task MeasureAsync(string folder, IAsyncEnumerable<IndexedPicture> pictures, Pdq hash)
    {
        var clock = Stopwatch.StartNew();
        await using (var made = await EmbeddedPictureIndex.OpenAsync(folder, CancellationToken.None))
            await made.RebuildAsync(pictures, At, CancellationToken.None);
        Say("made", clock);
        clock.Restart();
        await using var index = await EmbeddedPictureIndex.OpenAsync(folder, CancellationToken.None);
        Say($"opened with {index.Count} pictures, {(index.OpenFault is null ? "sound" : "UNSOUND")}", clock);
        var asked = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            asked[o] = hash with { A = hash.A + (ulong)o };
        clock.Restart();
        index.Nearest(asked, Pdq.SamePictureBits, 10);
        Say("the first question, while the bands are being checked", clock);
        await index.Background;
        Say("bands checked", clock);
        const int times = 50;
        for (var i = 0; i < times; i++)
            index.Nearest(asked, Pdq.SamePictureBits, 10);
        clock.Restart();
        for (var i = 0; i < times; i++)
            index.Nearest(asked, Pdq.SamePictureBits, 10);
        Say($"{times} questions of eight hashes, radius 31", clock);
        clock.Restart();
        index.Nearest(asked, Pdq.LengthBits, 10);
        Say("one of the ten nearest, however far", clock);
        clock.Restart();
        for (var i = 0; i < times; i++)
            await index.AddAsync([new($"G-{i}", 1, hash)], At, CancellationToken.None);
        Say($"{times} durable additions", clock);
        clock.Restart();
        for (var i = 0; i < times; i++)
            await index.RemoveAsync($"F-{i:D8}", At, CancellationToken.None);
        Say($"{times} durable removals", clock);
    }

    static void Say(string what, Stopwatch clock) => Stopwatches.Say($"  folder: {what}: {clock.Elapsed.TotalMilliseconds:F0} ms");
}
