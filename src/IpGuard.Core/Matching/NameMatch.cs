namespace IpGuard.Core.Matching;

/// <summary>In which words of a listing a name stands.</summary>
public enum NamePlace
{
    Title,

    /// <summary>The seller's own name.</summary>
    Seller,

    Description,
}

/// <summary>Some words of a listing, and what was spotted in them.</summary>
/// <param name="Spots">Watched names, of one holder or of all.</param>
/// <param name="Phrases">By which the seller admits a copy.</param>
public sealed record NameText(NamePlace Place, string Text, IReadOnlyList<NameSpot> Spots, IReadOnlyList<CopyPhrase> Phrases)
{
    /// <summary>So many units of a description are kept and shown.</summary>
    public const int LongestExcerpt = 400;

    // Before the first stretch that is marked.
    const int LeadIn = 60;

    /// <summary>What is kept of it: all of a title or a seller's name; of a description the part around the first spot, with the spots
    /// and phrases that are whole in it.</summary>
    public NameText Excerpt()
    {
        if (Place != NamePlace.Description || Text.Length <= LongestExcerpt)
            return this;
        var start = Math.Max(0, (Spots.Count == 0 ? 0 : Spots.Min(s => s.Start)) - LeadIn);
        // No pair of surrogates is cut in two.
        if (start > 0 && char.IsLowSurrogate(Text[start]))
            start--;
        var end = Math.Min(Text.Length, start + LongestExcerpt);
        if (end < Text.Length && char.IsLowSurrogate(Text[end]))
            end--;
        return new(
            Place,
            Text[start..end],
            [.. Spots.Where(s => s.Start >= start && s.End <= end).Select(s => s with { Start = s.Start - start })],
            [.. Phrases.Where(p => p.Start >= start && p.Start + p.Length <= end).Select(p => p with { Start = p.Start - start })]
        );
    }
}

/// <summary>How far a name is a word that anyone uses.</summary>
public enum NameKind
{
    /// <summary>Made up, or so rare that it is taken for the name.</summary>
    Coined,

    /// <summary>An ordinary word or a person's name: it needs a sign that it is meant.</summary>
    Word,

    /// <summary>A word of everyday, or so short that it is anything: it needs a clear sign.</summary>
    Everyday,
}

/// <summary>What is known beside a listing's words when one holder's name is looked for in them.</summary>
/// <param name="Category">Whether the listing is of a category of the holder's works.</param>
/// <param name="IsOwnShop">The seller is the holder's own shop, or a licensee.</param>
public readonly record struct NameFacts(NameKind Kind, Agreement Category, bool IsOwnShop);

/// <summary>The machine's opinion of one name's use by one listing. Never a finding of infringement.</summary>
/// <param name="Score">How surely the name is meant and used as a name: 0 to 0.99. Set by hand and no probability.</param>
/// <param name="Texts">Where it stands, with its own spots only.</param>
public sealed record NameOpinion(string Name, double Score, IReadOnlyList<NameText> Texts, Exemption Exemption)
{
    /// <summary>True where a person is asked to look at it (疑似冒用名称).</summary>
    public bool IsRaised => Exemption == Exemption.None && Score >= NameMatch.RaisedScore;
}

/// <summary>What a holder's name in the words of a listing amounts to, with no picture needed.</summary>
/// <remarks>
/// The score is how surely the name is meant (the spot's strength) times how surely it is used as a name (<see cref="NameUse"/>), the
/// best of each place; places that agree make it surer. Words that say what the offer fits or is measured by are no claim.
/// </remarks>
public static class NameMatch
{
    /// <summary>The version of the rule: pages are judged again by a new one.</summary>
    public const int RuleVersion = 1;

    /// <summary>From here on a name's use is raised. By <c>bench name-watch</c>: at 0.5 nineteen in twenty misspelt names in a title are
    /// raised and half of those in a shop's name, none that is said once in a description, and nothing on 10,000 honest
    /// listings.</summary>
    public const double RaisedScore = 0.5;

    /// <summary>Never surer: a word may always be another's.</summary>
    public const double Highest = 0.99;

    /// <summary>Judges one name by all words in which it is spotted.</summary>
    /// <param name="texts">With the spots of this and of other names.</param>
    public static NameOpinion Judge(string name, IReadOnlyList<NameText> texts, NameFacts facts)
    {
        List<NameText> own = [.. texts.Select(t => t with { Spots = [.. t.Spots.Where(s => s.Name == name)] })];
        own.RemoveAll(t => t.Spots.Count == 0);
        var admits = texts.Any(t => t.Phrases.Any(p => p.SpeaksOfCopy));
        var isAccessory = IsAccessory(own);
        var doubt = own.Aggregate(1d, (left, text) => left * (1 - ScoreOf(text, facts, admits, isAccessory)));
        return new(name, Math.Min(Highest, 1 - doubt), own, facts.IsOwnShop ? Exemption.OwnShop : Exemption.None);
    }

    // Once a listing says what it fits and its title claims nothing, its other words speak of the same thing.
    static bool IsAccessory(List<NameText> own) =>
        own.Exists(t => t.Place != NamePlace.Seller && t.Spots.Any(s => s.Sense == NameSense.CompatibleWith))
        && !own.Exists(t => t.Place == NamePlace.Title && t.Spots.Any(s => s.IsClaim));

    static double ScoreOf(NameText text, NameFacts facts, bool admits, bool isAccessory)
    {
        var best = 0d;
        foreach (var spot in text.Spots)
        {
            var use = isAccessory && spot.Tricks == Trick.None ? 0 : NameUse.Of(text, spot);
            if (admits && use > 0)
                use = 1 - ((1 - use) * NameUse.DoubtOfAdmitted);
            if (facts.Kind != NameKind.Coined && !NameSigns.AreBeside(text, spot, facts))
                use *= NameUse.WordWithoutSign;
            best = Math.Max(best, spot.Strength * use);
        }

        return best;
    }
}
