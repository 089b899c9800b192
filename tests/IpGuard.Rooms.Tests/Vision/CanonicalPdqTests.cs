using CsCheck;
using IpGuard.Bench;
using IpGuard.Vision.Hashing;

namespace IpGuard.Rooms.Tests.Vision;

public class CanonicalPdqTests
{
    // The scalar port follows the published code loop for loop; the exact hash has to give its very bits.
    [Theory]
    [InlineData(512, 512)]
    [InlineData(511, 257)]
    [InlineData(130, 301)]
    [InlineData(64, 64)]
    public void The_exact_hash_is_bit_for_bit_that_of_the_plain_port(int width, int height) =>
        Gen.Int[1, 1_000_000]
            .Sample(
                seed =>
                {
                    var pixels = new byte[width * height];
                    var random = new Random(seed);
                    // Smooth and rough parts, as pictures have.
                    for (var i = 0; i < pixels.Length; i++)
                        pixels[i] = (byte)(
                            ((i % width * (1 + (seed % 5)) / 3) + (i / width * (1 + (seed % 7)) / 4) + random.Next(1 + (seed % 90))) & 0xFF
                        );
                    return CanonicalPdq.Hash(new(pixels, width, height)) == ScalarPdq.Hash(pixels, width, height);
                },
                iter: 20
            );
}
