using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Embedded;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>The files of the embedded index: sealed, merged, damaged, and read while they change.</summary>
public sealed class IndexFolderTests : IDisposable
{
    const int TailPictures = 40;

    static readonly Guid Store = Guid.Parse("0198aaaa-0000-7000-8000-000000000002");

    readonly TempFolder _folder = new();
    readonly Dictionary<(string, int), IndexedPicture> _truth = [];
    readonly Random _random = new(3);
    long _position;

    public void Dispose() => _folder.Dispose();

    Task<EmbeddedPictureIndex> OpenAsync() => EmbeddedPictureIndex.OpenAsync(_folder.Path, TailPictures, CancellationToken.None);

    IndexedPicture Made(int filing) => new($"F-{filing:000}", _random.Next(1, 4), HashSamples.Flip(Centre, _random.Next(80), _random));

    static Pdq Centre => HashSamples.HashOf(new Random(4));

    // Adds, replaces and removes, as the truth is told.
    async Task ChangeAsync(EmbeddedPictureIndex index)
    {
        var upTo = new IndexCheckpoint(Store, ++_position);
        if (_random.Next(4) == 0)
        {
            var number = $"F-{_random.Next(150):000}";
            await index.RemoveAsync(number, upTo, CancellationToken.None);
            foreach (var key in _truth.Keys.Where(k => k.Item1 == number).ToList())
                _truth.Remove(key);
            return;
        }

        List<IndexedPicture> added = [.. Enumerable.Range(0, _random.Next(1, 12)).Select(_ => Made(_random.Next(150)))];
        await index.AddAsync(added, upTo, CancellationToken.None);
        foreach (var picture in added)
            _truth[(picture.FilingNumber, picture.PictureNo)] = picture;
    }

    void AssertTrue(EmbeddedPictureIndex index)
    {
        Assert.Equal((_truth.Count, new(Store, _position)), (index.Count, index.Checkpoint));
        foreach (var radiusBits in (int[])[25, 31, 256])
        {
            var asked = default(PdqSet);
            for (var o = 0; o < PdqSet.Count; o++)
                asked[o] = HashSamples.Flip(Centre, _random.Next(80), _random);
            Assert.Equal(HashSamples.Oracle(_truth.Values, asked, radiusBits, 20), index.Nearest(asked, radiusBits, 20));
        }
    }

    async Task FillAsync(int changes)
    {
        await using var index = await OpenAsync();
        for (var i = 0; i < changes; i++)
            await ChangeAsync(index);
        await index.Background;
    }

    [Fact]
    public async Task Answers_are_exact_through_adding_removing_sealing_merging_and_reopening()
    {
        for (var round = 0; round < 8; round++)
        {
            await using var index = await OpenAsync();
            Assert.Null(index.OpenFault);
            for (var i = 0; i < 30; i++)
            {
                await ChangeAsync(index);
                if (i % 5 == 0)
                    AssertTrue(index);
                if (i % 11 == 0)
                    await index.Background;
            }

            Assert.True(index.PartCount is > 0 and < 8);
        }

        await using var last = await OpenAsync();
        AssertTrue(last);
    }

    [Fact]
    public async Task What_is_removed_while_it_is_being_sealed_stays_removed()
    {
        await using (var index = await OpenAsync())
        {
            for (var i = 0; i < 300; i++)
            {
                await ChangeAsync(index);
                if (i % 10 == 0)
                    AssertTrue(index);
            }

            await index.Background;
            AssertTrue(index);
        }

        await using var reopened = await OpenAsync();
        AssertTrue(reopened);
    }

    [Fact]
    public async Task A_file_damaged_or_cut_anywhere_gives_a_reason_or_right_answers()
    {
        await FillAsync(60);
        await using (var index = await OpenAsync())
            AssertTrue(index);
        var files = Directory.GetFiles(_folder.Path).ToDictionary(f => f, File.ReadAllBytes);
        Assert.Equal([".log", ".manifest", ".segment"], files.Keys.Select(f => Path.GetExtension(f)).Distinct().Order());
        foreach (var (path, whole) in files)
        {
            foreach (var at in Places(whole.Length))
            {
                var flipped = (byte[])whole.Clone();
                flipped[at] ^= 1 << 4;
                await AssertSoundAsync(files, path, flipped);
                await AssertSoundAsync(files, path, whole[..at]);
            }

            await AssertSoundAsync(files, path, null);
        }
    }

    // The beginning, where headers stand, and many places of the rest.
    IEnumerable<int> Places(int length) =>
        Enumerable
            .Range(0, 30)
            .Select(i => i * 13)
            .Concat(Enumerable.Range(0, 40).Select(_ => _random.Next(length)))
            .Where(p => p < length);

    async Task AssertSoundAsync(Dictionary<string, byte[]> files, string damaged, byte[]? contents)
    {
        foreach (var file in Directory.GetFiles(_folder.Path))
            File.Delete(file);
        foreach (var (path, whole) in files)
        {
            if (path != damaged)
                await File.WriteAllBytesAsync(path, whole);
            else if (contents is not null)
                await File.WriteAllBytesAsync(path, contents);
        }

        await using var index = await OpenAsync();
        await index.Background;
        if (index.OpenFault is not null)
            Assert.Equal((0, IndexCheckpoint.None), (index.Count, index.Checkpoint));
        else if (index.Checkpoint.Position == _position)
            AssertTrue(index);
        else
            Assert.EndsWith(".log", damaged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_an_earlier_version_is_told_and_gone()
    {
        await File.WriteAllTextAsync(_folder.At("pictures-v1.idx"), "IPGIDX");
        await using var index = await OpenAsync();
        Assert.Equal("its manifest is missing", index.OpenFault);
        Assert.False(File.Exists(_folder.At("pictures-v1.idx")));
    }

    [Fact]
    public async Task A_start_after_a_stop_in_the_midst_of_sealing_reads_both_logs_and_refuses_a_shorter_first()
    {
        await FillAsync(3);
        var first = Directory.GetFiles(_folder.Path, "*.log").Single();
        var next = new IndexFolder(_folder.Path).LogPath(long.Parse(Path.GetFileNameWithoutExtension(first)) + 1);
        var whole = await File.ReadAllBytesAsync(first);
        await File.WriteAllBytesAsync(next, IndexLog.NewFile(long.Parse(Path.GetFileNameWithoutExtension(next)), whole.Length));
        await using (var index = await OpenAsync())
        {
            AssertTrue(index);
            await ChangeAsync(index);
        }

        await using (var index = await OpenAsync())
            AssertTrue(index);
        await File.WriteAllBytesAsync(first, whole[..^1]);
        await using var cut = await OpenAsync();
        Assert.NotNull(cut.OpenFault);
    }

    [Fact]
    public async Task Readers_see_each_change_whole_while_others_add_remove_and_merge()
    {
        await using var index = await OpenAsync();
        var hash = Centre;
        await index.AddAsync([new("A", 1, hash)], new(Store, 1), CancellationToken.None);
        var asked = SetWith(hash);
        using var done = new CancellationTokenSource();
        var readers = Enumerable
            .Range(0, 2)
            .Select(_ =>
                Task.Factory.StartNew(
                    () =>
                    {
                        // It is replaced again and again, by one bit more or less: always there once, and never twice.
                        while (!done.IsCancellationRequested)
                            Assert.Single(index.Nearest(asked, 1, 5));
                    },
                    TaskCreationOptions.LongRunning
                )
            )
            .ToList();
        for (var i = 0; i < 400; i++)
        {
            List<IndexedPicture> added = [new("A", 1, i % 2 == 0 ? hash with { A = hash.A ^ 1 } : hash)];
            added.AddRange(Enumerable.Range(0, 10).Select(n => new IndexedPicture($"B-{i}", n, HashSamples.HashOf(_random))));
            await index.AddAsync(added, new(Store, 2 + i), CancellationToken.None);
            if (i % 3 == 0)
                await index.RemoveAsync($"B-{i}", new(Store, 2 + i), CancellationToken.None);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        await index.Background;
        Assert.True(index.PartCount > 0);
    }

    static PdqSet SetWith(Pdq upright)
    {
        var random = new Random(99);
        var set = default(PdqSet);
        for (var o = 0; o < PdqSet.Count; o++)
            set[o] = o == 0 ? upright : HashSamples.HashOf(random);
        return set;
    }
}
