namespace IpGuard.Judging.Titles;

/// <summary>Model numbers and the numbers of versions and sizes: one character apart is another thing.</summary>
static class CodeEvidence
{
    // More model numbers than this are a list of search words; bounds the cost, which grows with the square.
    const int MostCodes = 16;

    // A longer model number is compared by its first so many characters.
    const int LongestCode = 32;

    public static void Gather(ref TitleEvidence.Sheet sheet, TitleFacts left, TitleFacts right)
    {
        var (codes, others) = (Some(left.Codes), Some(right.Codes));
        var (head, otherHead) = (Some(left.HeadCodes), Some(right.HeadCodes));
        sheet.Add(Equal(codes, others));
        sheet.Add(Best(codes, others, Prefix));
        sheet.Add(codes.Count(c => Holds(right, c)) + others.Count(c => Holds(left, c)));
        sheet.AddBoth(left.Codes.Length, right.Codes.Length);
        sheet.Add(Equal(head, otherHead));
        sheet.Add(Best(head, otherHead, Prefix));
        sheet.Add(Best(head, otherHead, Likeness));
        sheet.Add(head.Count(c => Holds(right, c)) + otherHead.Count(c => Holds(left, c)));
        sheet.Add(codes.Where(c => Holds(right, c)).Concat(others.Where(c => Holds(left, c))).Select(c => c.Length).DefaultIfEmpty().Max());
        Numbers(ref sheet, left, right);
    }

    static void Numbers(ref TitleEvidence.Sheet sheet, TitleFacts left, TitleFacts right)
    {
        var shared = left.Numbers.Count(right.Numbers.Contains);
        var all = left.Numbers.Count + right.Numbers.Count - shared;
        sheet.Add(shared);
        sheet.AddBoth(left.Numbers.Count - shared, right.Numbers.Count - shared);
        sheet.Add(all == 0 ? -1 : shared / (double)all);
        var (equal, conflicting) = (0, 0);
        foreach (var (word, number) in left.Versions)
        {
            if (!right.Versions.TryGetValue(word, out var other))
                continue;
            if (string.Equals(number, other, StringComparison.Ordinal))
                equal++;
            else if (!right.Known.Contains(number) || !left.Known.Contains(other))
                conflicting++;
        }

        sheet.Add(equal);
        sheet.Add(conflicting);
        var sharedHead = left.HeadNumbers.Count(right.HeadNumbers.Contains);
        sheet.Add(sharedHead);
        sheet.AddBoth(left.HeadNumbers.Count - sharedHead, right.HeadNumbers.Count - sharedHead);
        sheet.AddBoth(left.HeadNumbers.Count(n => !right.Numbers.Contains(n)), right.HeadNumbers.Count(n => !left.Numbers.Contains(n)));
    }

    static string[] Some(string[] codes) => codes.Length <= MostCodes ? codes : codes[..MostCodes];

    static bool Holds(TitleFacts title, string code) => title.Compact.Contains(code, StringComparison.Ordinal);

    static int Equal(string[] codes, string[] others) =>
        codes.Length == 0 ? 0 : codes.Count(c => others.Contains(c, StringComparer.Ordinal));

    static double Best(string[] codes, string[] others, Func<string, string, double> likeness)
    {
        var best = -1.0;
        foreach (var code in codes)
        {
            foreach (var other in others)
                best = Math.Max(best, likeness(code, other));
        }

        return best;
    }

    static double Prefix(string code, string other) =>
        code.AsSpan().CommonPrefixLength(other) / (double)Math.Max(code.Length, other.Length);

    // One less the share of characters to be changed (Levenshtein distance).
    static double Likeness(string code, string other)
    {
        var a = code.AsSpan(0, Math.Min(code.Length, LongestCode));
        var b = other.AsSpan(0, Math.Min(other.Length, LongestCode));
        Span<int> changes = stackalloc int[LongestCode + 1];
        for (var j = 0; j <= b.Length; j++)
            changes[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var before = changes[0];
            changes[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = changes[j];
                changes[j] = Math.Min(Math.Min(above, changes[j - 1]) + 1, before + (a[i - 1] == b[j - 1] ? 0 : 1));
                before = above;
            }
        }

        return 1 - (changes[b.Length] / (double)Math.Max(a.Length, b.Length));
    }
}
