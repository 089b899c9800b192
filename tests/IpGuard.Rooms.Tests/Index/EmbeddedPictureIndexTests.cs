using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Embedded;
using static IpGuard.Rooms.Tests.Index.HashSamples;

namespace IpGuard.Rooms.Tests.Index;

public sealed class EmbeddedPictureIndexTests : IAsyncLifetime
{
    static readonly Guid Store = Guid.Parse("0198aaaa-0000-7000-8000-000000000001");

    readonly TempFolder _folder = new();
    EmbeddedPictureIndex _index = null!;

    string FilePath => Directory.GetFiles(_folder.Path, "*.log").Single();

    public async ValueTask InitializeAsync() => _index = await EmbeddedPictureIndex.OpenAsync(_folder.Path, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _index.DisposeAsync();
        _folder.Dispose();
    }

    Task AddAsync(IReadOnlyList<IndexedPicture> pictures, long position) =>
        _index.AddAsync(pictures, new(Store, position), CancellationToken.None);

    Task RemoveAsync(string filingNumber, long position) => _index.RemoveAsync(filingNumber, new(Store, position), CancellationToken.None);

    Task RebuildAsync(IReadOnlyList<IndexedPicture> pictures, long position) =>
        _index.RebuildAsync(pictures.ToAsyncEnumerable(), new(Store, position), CancellationToken.None);

    async Task ReopenAsync()
    {
        await _index.DisposeAsync();
        await InitializeAsync();
    }

    [Fact]
    public async Task What_was_added_is_there_after_reopening()
    {
        var pictures = Pictures(5, 30);
        await AddAsync(pictures, 9);
        await RemoveAsync("F-003", 10);
        await ReopenAsync();
        Assert.Equal((28, new IndexCheckpoint(Store, 10)), (_index.Count, _index.Checkpoint));
        Assert.Null(_index.OpenFault);
    }

    [Fact]
    public async Task A_file_cut_anywhere_in_its_last_change_opens_as_it_was_before_it()
    {
        await AddAsync(Pictures(5, 6), 1);
        var sound = new FileInfo(FilePath).Length;
        await AddAsync([new("F-999", 1, default)], 2);
        await _index.DisposeAsync();
        var whole = await File.ReadAllBytesAsync(FilePath);
        for (var length = sound; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(FilePath, whole[..(int)length]);
            await InitializeAsync();
            Assert.Equal((6, 1L), (_index.Count, _index.Checkpoint.Position));
            Assert.Null(_index.OpenFault);
            await _index.DisposeAsync();
        }

        await InitializeAsync();
    }

    [Fact]
    public async Task A_file_changed_anywhere_opens_empty_with_a_reason_or_as_before_the_change_and_never_otherwise()
    {
        await AddAsync([new("F-1", 1, new(1, 2, 3, 4))], 1);
        await _index.DisposeAsync();
        var whole = await File.ReadAllBytesAsync(FilePath);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x40;
            await File.WriteAllBytesAsync(FilePath, damaged);
            await InitializeAsync();
            Assert.Equal((0, IndexCheckpoint.None), (_index.Count, _index.Checkpoint));
            await _index.DisposeAsync();
        }

        await InitializeAsync();
    }

    [Fact]
    public async Task A_foreign_file_is_told_and_the_index_opens_empty()
    {
        await _index.DisposeAsync();
        await File.WriteAllTextAsync(FilePath, "not an index");
        await InitializeAsync();
        Assert.NotNull(_index.OpenFault);
        Assert.Equal(0, _index.Count);
    }

    [Fact]
    public async Task Readers_are_answered_while_a_writer_writes()
    {
        var pictures = Pictures(11, 600);
        var asked = SetWith(pictures[0].Hash);
        await AddAsync([pictures[0]], 1);
        using var done = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
                Assert.Equal(0, _index.Nearest(asked, 256, 3)[0].Bits);
        });
        foreach (var some in pictures.Skip(1).Chunk(40))
            await AddAsync(some, 2);
        await RebuildAsync(pictures, 3);
        await done.CancelAsync();
        await reading;
        Assert.Equal(600, _index.Count);
    }

    [Fact]
    public void The_template_states_as_many_bits_as_the_hashes_have() => Assert.Equal(Pdq.LengthBits, PictureTemplate.HashBits);
}
