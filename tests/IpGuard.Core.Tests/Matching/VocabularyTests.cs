using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class VocabularyTests
{
    static readonly ulong[] Descriptors = KeypointTests.Random(1, Vocabulary.Words).Descriptors;
    static readonly Lazy<Vocabulary> Trained = new(() => Vocabulary.Train(Descriptors));

    // Where the words lie in the bytes: 8 of head, then the stems, 32 bytes each.
    static ulong[] CentresIn(byte[] bytes, int first, int count) =>
        [
            .. Enumerable
                .Range(0, 4 * count)
                .Select(i => System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(8 + (32 * first) + (8 * i)))),
        ];

    [Fact]
    public void Training_twice_on_the_same_gives_the_same_words()
    {
        var told = new List<double>();
        var again = Vocabulary.Train(Descriptors, told.Add);
        Assert.Equal(Trained.Value.ToBytes(), again.ToBytes());
        Assert.Equal(Trained.Value.Id, again.Id);
        Assert.Equal(Trained.Value.WordsOf(Descriptors), again.WordsOf(Descriptors));
        Assert.Equal((Vocabulary.Branches, 1), (told.Count, told[^1]));
        Assert.Equal(told.Order(), told);
    }

    [Fact]
    public void One_descriptor_fewer_than_there_are_words_is_too_few() =>
        Assert.Throws<ArgumentException>(() => Vocabulary.Train(Descriptors[..(4 * (Vocabulary.Words - 1))]));

    [Fact]
    public void A_stem_is_called_by_its_own_number_and_a_word_is_as_near_as_any_of_its_stem()
    {
        var vocabulary = Trained.Value;
        var bytes = vocabulary.ToBytes();
        var stems = CentresIn(bytes, 0, Vocabulary.Branches);
        Assert.Equal(Enumerable.Range(0, Vocabulary.Branches), vocabulary.WordsOf(stems).Select(w => w / Vocabulary.Branches));
        var some = Descriptors[..400];
        var words = vocabulary.WordsOf(some);
        for (var i = 0; i < words.Length; i++)
        {
            var stem = words[i] / Vocabulary.Branches;
            var all = CentresIn(bytes, Vocabulary.Branches + (stem * Vocabulary.Branches), Vocabulary.Branches);
            var bits = Enumerable.Range(0, Vocabulary.Branches).Select(w => Bits(some.AsSpan(4 * i, 4), all.AsSpan(4 * w, 4))).ToList();
            Assert.Equal(bits.Min(), bits[words[i] % Vocabulary.Branches]);
        }
    }

    static int Bits(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        var bits = 0;
        for (var w = 0; w < 4; w++)
            bits += System.Numerics.BitOperations.PopCount(a[w] ^ b[w]);
        return bits;
    }

    [Fact]
    public void Like_descriptors_mostly_share_a_word_and_unlike_ones_do_not()
    {
        // What training saw often, as corners of one kind are.
        var kinds = KeypointTests.Random(7, 300);
        var many = Enumerable
            .Range(0, 60)
            .SelectMany(i => KeypointGeometryTests.Moved(kinds, Affine.Identity, i, 0, 12).Descriptors)
            .ToArray();
        var vocabulary = Vocabulary.Train(many);
        var (own, copy) = (
            vocabulary.WordsOf(kinds.Descriptors),
            vocabulary.WordsOf(KeypointGeometryTests.Moved(kinds, Affine.Identity, 99, 0, 2).Descriptors)
        );
        Assert.InRange(own.Zip(copy, (a, b) => a == b).Count(same => same), 200, 300);
        Assert.InRange(own.Distinct().Count(), 250, 300);
    }

    [Fact]
    public void Bytes_give_the_vocabulary_back()
    {
        var bytes = Trained.Value.ToBytes();
        var read = Vocabulary.FromBytes(bytes);
        Assert.Equal(Trained.Value.Id, read.Id);
        Assert.Equal(bytes, read.ToBytes());
        Assert.Matches("^[0-9a-f]{16}$", read.Id);
    }

    [Fact]
    public void Another_version_other_bytes_and_cut_bytes_are_refused_with_what_was_expected()
    {
        var bytes = Trained.Value.ToBytes();
        var (newer, other) = ((byte[])bytes.Clone(), (byte[])bytes.Clone());
        newer[6]++;
        other[0]++;
        foreach (var bad in new[] { newer, other, bytes[..^1], [.. bytes, 0], [] })
            Assert.Contains(
                "expected a version-1 vocabulary",
                Assert.Throws<FormatException>(() => Vocabulary.FromBytes(bad)).Message,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void One_other_bit_is_another_vocabulary()
    {
        var bytes = Trained.Value.ToBytes();
        bytes[^1] ^= 1;
        Assert.NotEqual(Trained.Value.Id, Vocabulary.FromBytes(bytes).Id);
    }

    [Fact]
    public void No_descriptors_have_no_words() => Assert.Empty(Trained.Value.WordsOf([]));
}
