using IpGuard.Core.Matching;
using IpGuard.Index.Elastic;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>Thousands of codes beside going through all of them: random ones, and sellers' clusters of the same pictures.</summary>
public sealed class ElasticExactnessTests : IAsyncLifetime
{
    const int Count = 4_000;

    RealIndex _real = null!;
    List<IndexedPicture> _pictures = [];

    public async ValueTask InitializeAsync()
    {
        _real = await RealIndex.OpenOrSkipAsync();
        var random = new Random(20);
        var centres = Enumerable.Range(0, 40).Select(_ => Code(random)).ToList();
        _pictures =
        [
            .. Enumerable
                .Range(0, Count)
                .Select(i => new IndexedPicture(
                    $"F-{i / 3:0000}",
                    (i % 3) + 1,
                    i % 2 == 0 ? Code(random) : Flip(centres[i % 40], random.Next(50), random)
                )),
        ];
        await _real.Index.AddAsync(_pictures, new(Guid.NewGuid(), 1), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_real is not null)
            await _real.DisposeAsync();
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(256)]
    public async Task Every_answer_is_that_of_going_through_all(int radiusBits)
    {
        var random = new Random(radiusBits);
        for (var i = 0; i < 40; i++)
        {
            var asked = default(PdqSet);
            for (var o = 0; o < PdqSet.Count; o++)
                asked[o] = Flip(_pictures[random.Next(Count)].Hash, o < 3 ? random.Next(40) : 100, random);
            var top = i % 4 == 0 ? 200 : 20;
            Assert.Equal(HashSamples.Oracle(_pictures, asked, radiusBits, top), await _real.NearestAsync(asked, radiusBits, top));
        }
    }

    // The hardest for the bands: 31 bits spread as evenly as they can be, 2 in each band but one.
    [Fact]
    public async Task A_code_with_two_bits_changed_in_every_band_but_one_is_found_at_31_bits()
    {
        foreach (var picture in _pictures.Take(30))
        {
            var (words, spared) = (new[] { picture.Hash.A, picture.Hash.B, picture.Hash.C, picture.Hash.D }, picture.PictureNo % 16);
            for (var band = 0; band < 16; band++)
                words[band / 4] ^= (band == spared ? 1ul : 0b1000_0001ul) << (band % 4 * 16);
            var asked = default(PdqSet);
            asked[0] = new(words[0], words[1], words[2], words[3]);
            Assert.Contains(await _real.NearestAsync(asked, 31, 10), c => c.FilingNumber == picture.FilingNumber && c.Bits == 31);
            Assert.DoesNotContain(await _real.NearestAsync(asked, 30, 10), c => c.Bits == 31);
        }
    }

    static Pdq Code(Random random)
    {
        Span<byte> bytes = stackalloc byte[Pdq.LengthBytes];
        random.NextBytes(bytes);
        return Pdq.FromBytes(bytes);
    }

    static Pdq Flip(Pdq hash, int bits, Random random)
    {
        Span<byte> bytes = stackalloc byte[Pdq.LengthBytes];
        hash.CopyTo(bytes);
        for (var i = 0; i < bits; i++)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return Pdq.FromBytes(bytes);
    }
}
