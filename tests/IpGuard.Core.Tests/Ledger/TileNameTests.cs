using IpGuard.Core.Ledger;

namespace IpGuard.Core.Tests.Ledger;

public class TileNameTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 999, 256)]
    [InlineData(1, 1_000, 255)]
    [InlineData(7, 123_456_789, 256)]
    [InlineData(null, 1_234_067, 8)]
    [InlineData(null, 0, 256)]
    public void A_path_that_is_written_is_read_as_the_same_tile(int? level, long index, int width)
    {
        var path = level is { } of ? Tiles.Path(of, index, width) : Tiles.EntriesPath(index, width);
        Assert.True(Tiles.TryParse(path, out var tile));
        Assert.Equal(new(level, index, width), tile);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/0")]
    [InlineData("tile/0/00")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/001/002")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/00/001")]
    [InlineData("tile/8/001")]
    [InlineData("tile/0/001.p")]
    [InlineData("tile/0/001.p/0")]
    [InlineData("tile/0/001.p/256")]
    [InlineData("tile/0/001.p/08")]
    [InlineData("tile/0/001.p/-1")]
    [InlineData("tiles/0/001")]
    [InlineData("tile/entries/+01")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/x999/x999/999")]
    public void Any_other_path_is_none(string path) => Assert.False(Tiles.TryParse(path, out _));
}
