using IpGuard.Core.Works;
using IpGuard.Vision.Features;

namespace IpGuard.Rooms.Tests.Vision;

/// <summary>Features are kept between runs and models are trained on them: a faster way to make them has to give the same bytes.</summary>
public class FeatureBytesTests
{
    // Made by the first, plain version of hashes, regions, keypoints, miniatures and colours, places and angles rounded as they are kept.
    [Theory]
    [InlineData(512, 341, Side.Filed, "ae7dc651f0516774")]
    [InlineData(512, 341, Side.Listed, "d7e5091391597679")]
    [InlineData(300, 512, Side.Filed, "a0e74979df0261e7")]
    [InlineData(300, 512, Side.Listed, "25609b9311cb9dc1")]
    [InlineData(90, 70, Side.Filed, "5d48844753e266c0")]
    [InlineData(90, 70, Side.Listed, "893902d99f6161d5")]
    [InlineData(33, 17, Side.Filed, "832b1816dd01ad00")]
    [InlineData(33, 17, Side.Listed, "23dd736b9686df71")]
    public void A_pictures_features_are_the_bytes_they_always_were(int width, int height, Side side, string hash)
    {
        var sheet = new SheetPicture(Pixels(width, height), width, height);
        var features = FeatureReader.Read(sheet, sheet.ToLuma(), side, Pass.Deep, null);
        Assert.Equal(hash, Sha256Hash.Of(features.ToBytes()).ToString()[..16]);
    }

    // Rings, blocks and grain, in whole numbers only.
    static byte[] Pixels(int width, int height)
    {
        var pixels = new byte[4 * width * height];
        var state = unchecked((uint)((width * 7919) + height));
        var at = 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                state = unchecked((state * 1_664_525) + 1_013_904_223);
                var block = ((x / 23 * 41) + (y / 17 * 67) + (((x * x) + (y * y)) / 900 * 13)) & 255;
                var stripe = ((x * 3) + y) / 5 & 63;
                pixels[at++] = (byte)((block * 3 / 4) + (stripe / 2) + (int)(state >> 28) & 255);
                pixels[at++] = (byte)(((block * 5) + stripe) & 255);
                pixels[at++] = (byte)((255 - (block / 2) - (int)(state >> 27 & 7)) & 255);
                pixels[at++] = 255;
            }
        }

        return pixels;
    }
}
