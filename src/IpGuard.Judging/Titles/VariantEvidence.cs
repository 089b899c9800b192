namespace IpGuard.Judging.Titles;

/// <summary>Colours and wearers: what parts two offers of one series.</summary>
static class VariantEvidence
{
    public static void Gather(ref TitleEvidence.Sheet sheet, TitleFacts left, TitleFacts right)
    {
        var shared = TitleFacts.Count(left.ColourBits & right.ColourBits);
        sheet.Add(Overlap(left.ColourBits, right.ColourBits));
        sheet.AddBoth(TitleFacts.Count(left.ColourBits) - shared, TitleFacts.Count(right.ColourBits) - shared);
        sheet.Add(shared);
        sheet.Add(Overlap(left.HeadColourBits, right.HeadColourBits));
        var first = left.Colours.AsSpan().CommonPrefixLength(right.Colours);
        sheet.Add(left.Colours.Length == 0 || right.Colours.Length == 0 ? -1 : Math.Min(first, 1));
        sheet.Add(first == left.Colours.Length && first == right.Colours.Length ? first : -1);
        sheet.Add(Wearer(left.WearerBits, right.WearerBits));
    }

    static double Overlap(uint left, uint right) =>
        left == 0 || right == 0 ? -1 : TitleFacts.Count(left & right) / (double)TitleFacts.Count(left | right);

    // 0 for different wearers, 1 where they overlap, 2 where they are the same.
    static int Wearer(uint left, uint right)
    {
        if (left == 0 || right == 0)
            return -1;
        if (left == right)
            return 2;
        return (left & right) == 0 ? 0 : 1;
    }
}
