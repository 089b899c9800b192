using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Rooms.Tests.Vision;
using IpGuard.Store.Blobs;

namespace IpGuard.Rooms.Tests.Store;

public sealed class FeatureFolderTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly Sha256Hash _picture = Sha256Hash.Of("a picture"u8);
    readonly FeatureFolder _features;
    readonly PictureFeatures _made = Eyes.Features(Made.Jpeg(160, 120));

    public FeatureFolderTests() => _features = new(_folder.At("features"));

    public void Dispose() => _folder.Dispose();

    string File => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Single();

    [Fact]
    public void Features_are_given_back_by_picture_and_side()
    {
        Assert.Null(_features.Find(_picture, "filed"));
        _features.Keep(_picture, "filed", _made);
        Assert.Equal(_made.ToBytes(), _features.Find(_picture, "filed")!.ToBytes());
        Assert.Null(_features.Find(_picture, "listed"));
        Assert.Null(_features.Find(Sha256Hash.Of("another"u8), "filed"));
        // And by whoever opens the folder next.
        Assert.NotNull(new FeatureFolder(_folder.At("features")).Find(_picture, "filed"));
    }

    [Fact]
    public void The_later_features_take_the_place_of_the_earlier()
    {
        _features.Keep(_picture, "listed", _made);
        var later = _made with { NetworkId = "later" };
        _features.Keep(_picture, "listed", later);
        Assert.Equal("later", _features.Find(_picture, "listed")!.NetworkId);
        Assert.EndsWith(".listed", File, StringComparison.Ordinal);
    }

    [Fact]
    public void One_flipped_bit_anywhere_and_there_are_none()
    {
        _features.Keep(_picture, "filed", _made);
        var bytes = System.IO.File.ReadAllBytes(File);
        for (var at = 0; at < bytes.Length; at += at < 64 ? 1 : 997)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[at] ^= 1;
            System.IO.File.WriteAllBytes(File, flipped);
            Assert.Null(_features.Find(_picture, "filed"));
        }
    }

    [Fact]
    public void A_file_cut_at_any_length_gives_none()
    {
        _features.Keep(_picture, "filed", _made);
        var bytes = System.IO.File.ReadAllBytes(File);
        for (var length = 0; length < bytes.Length; length += length < 64 ? 1 : 997)
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            Assert.Null(_features.Find(_picture, "filed"));
        }
    }

    [Fact]
    public void Features_of_another_version_are_none()
    {
        _features.Keep(_picture, "filed", _made);
        var bytes = System.IO.File.ReadAllBytes(File);
        // Checksum first, eight bytes, then the version: a sound file, only older.
        bytes[8]++;
        System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(8)).AsSpan(0, 8).CopyTo(bytes);
        System.IO.File.WriteAllBytes(File, bytes);
        Assert.Null(_features.Find(_picture, "filed"));
        // As it was, only checked again: so it was the version.
        bytes[8]--;
        System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(8)).AsSpan(0, 8).CopyTo(bytes);
        System.IO.File.WriteAllBytes(File, bytes);
        Assert.NotNull(_features.Find(_picture, "filed"));
    }

    [Fact]
    public void Many_write_and_read_one_picture_and_never_see_half_of_it()
    {
        _features.Keep(_picture, "filed", _made);
        Parallel.For(
            0,
            120,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i =>
            {
                if (i % 3 == 0)
                    _features.Keep(_picture, "filed", _made with { NetworkId = $"n{i}" });
                else
                    Assert.NotNull(_features.Find(_picture, "filed"));
            }
        );
        Assert.EndsWith(".filed", File, StringComparison.Ordinal);
    }
}
