using IpGuard.Core.Matching;
using IpGuard.Vision.Hashing;
using IpGuard.Vision.Networks;

namespace IpGuard.Vision.Features;

/// <summary>How thoroughly a picture is looked at.</summary>
public enum Pass
{
    /// <summary>Hashes of all parts, keypoints, and the network on the whole picture.</summary>
    Fast,

    /// <summary>The network on parts too (<see cref="RegionFinder.IsEmbedded"/>).</summary>
    Deep,
}

/// <summary>Makes the features of a decoded picture.</summary>
static class FeatureReader
{
    /// <param name="picture">Any size; shrunk to a sheet.</param>
    /// <param name="pictureLuma">The same picture's brightness.</param>
    /// <param name="network">Null where there is none: the features then hold no embedding, and say so.</param>
    public static PictureFeatures Read(SheetPicture picture, Luma pictureLuma, Side side, Pass pass, EmbeddingNetwork? network)
    {
        var sheet = picture.ShrunkTo(Sheet.LongestSidePx);
        var luma = ReferenceEquals(sheet, picture) ? pictureLuma : sheet.ToLuma();
        var parts = RegionFinder.Find(luma, side);
        bool IsSeen((RegionKind Kind, Area Area) part) =>
            part.Kind == RegionKind.Whole || (pass == Pass.Deep && RegionFinder.IsEmbedded(part.Kind, side));
        var seen = Embed(network, sheet, parts.Where(IsSeen).Select(p => p.Area));
        var regions = parts
            .Select(part =>
            {
                var (hashes, quality) = part.Area == Area.Whole ? SymmetricPdq.Hash(luma) : HashPart(luma, part.Area);
                return new Region(part.Kind, part.Area, quality, hashes, seen.GetValueOrDefault(part.Area));
            })
            .ToList();
        return new(sheet.WidthPx, sheet.HeightPx, network?.Id ?? "", regions, KeypointFinder.Find(luma), Miniature(luma), Colours(sheet));
    }

    /// <summary>Adds what the deep pass adds to the features that the fast pass made of a listing's picture.</summary>
    public static PictureFeatures Deepen(PictureFeatures features, SheetPicture picture, EmbeddingNetwork? network)
    {
        if (network is null || features.IsDeep)
            return features;
        var missing = features.Regions.Where(r => r.Embedding is null && RegionFinder.IsEmbedded(r.Kind, Side.Listed));
        var seen = Embed(network, picture.ShrunkTo(Sheet.LongestSidePx), missing.Select(r => r.Area));
        return features with
        {
            Regions = [.. features.Regions.Select(r => r.Embedding is null ? r with { Embedding = seen.GetValueOrDefault(r.Area) } : r)],
        };
    }

    static Dictionary<Area, Embedding?> Embed(EmbeddingNetwork? network, SheetPicture sheet, IEnumerable<Area> areas)
    {
        if (network is null)
            return [];
        var all = areas.ToList();
        var embeddings = network.Embed(sheet, all);
        return all.Select((area, i) => (area, embeddings[i])).ToDictionary(e => e.area, e => e.Item2);
    }

    static (PdqSet Hashes, int Quality) HashPart(Luma luma, Area area)
    {
        var (left, top) = ((int)(area.X * luma.WidthPx), (int)(area.Y * luma.HeightPx));
        var width = Math.Clamp((int)MathF.Round(area.Width * luma.WidthPx), 1, luma.WidthPx - left);
        var height = Math.Clamp((int)MathF.Round(area.Height * luma.HeightPx), 1, luma.HeightPx - top);
        return SymmetricPdq.Hash(luma, left, top, width, height);
    }

    static Miniature Miniature(Luma luma)
    {
        var longer = Math.Max(luma.WidthPx, luma.HeightPx);
        var share = Math.Min(1f, (float)Core.Matching.Miniature.LongestSidePx / longer);
        var (w, h) = (Math.Max(1, (int)MathF.Round(luma.WidthPx * share)), Math.Max(1, (int)MathF.Round(luma.HeightPx * share)));
        var small = share < 1 ? Boxes.Shrink(luma, w, h) : luma;
        return new(small.Pixels, w, h);
    }

    static byte[] Colours(SheetPicture sheet)
    {
        const int grid = PictureFeatures.ColourGrid;
        var colours = new byte[grid * grid * 3];
        Resampler.Stretch(sheet, Area.Whole, colours, grid, grid, 3);
        return colours;
    }
}
