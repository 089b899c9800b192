using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Judging.Names;

namespace IpGuard.Flows.Judging;

/// <summary>One holder's name that a listing uses.</summary>
/// <param name="Owner">Whose name it is.</param>
public sealed record NameFinding(Guid Owner, NameOpinion Opinion);

/// <summary>Looks for holders' names in all words of a listing, with no picture needed.</summary>
public static class NameWatch
{
    /// <summary>So many units of a description are looked at: beyond it stand size tables and terms of the shop. What a description of
    /// this length costs, <c>bench name-watch</c> says.</summary>
    public const int MostDescription = 4_000;

    /// <summary>The names whose use a person should look at.</summary>
    /// <param name="titleSpots">What is spotted in the title already.</param>
    public static IReadOnlyList<NameFinding> Look(JudgingContext context, Listing listing, IReadOnlyList<NameSpot> titleSpots)
    {
        var read = Read(context.Spot, listing, titleSpots);
        return
        [
            .. from name in read.SelectMany(t => t.Spots).Where(s => s.IsClaim).Select(s => s.Name).Distinct(StringComparer.Ordinal)
            from owner in context.OwnersOf(name)
            let opinion = NameMatch.Judge(name, read, context.FactsOf(owner, name, listing))
            where opinion.IsRaised
            select new NameFinding(owner, opinion),
        ];
    }

    /// <summary>The words of a listing with what is spotted in them; none where no name is claimed.</summary>
    public static IReadOnlyList<NameText> Read(
        Func<string?, IReadOnlyList<NameSpot>> spot,
        Listing listing,
        IReadOnlyList<NameSpot> titleSpots
    )
    {
        var description = Bounded(listing.Description);
        var texts = new List<NameText>();
        void Add(NamePlace place, string? text, IReadOnlyList<NameSpot> spots)
        {
            if (!string.IsNullOrEmpty(text))
                texts.Add(new(place, text, spots, []));
        }

        Add(NamePlace.Title, listing.Title, titleSpots);
        Add(NamePlace.Seller, listing.Seller?.Name, spot(listing.Seller?.Name));
        Add(NamePlace.Description, description, spot(description));
        // Hardly a listing comes further: what is admitted is only asked where a name is claimed.
        return texts.Exists(t => t.Spots.Any(s => s.IsClaim)) ? [.. texts.Select(t => t with { Phrases = CopyPhrases.Find(t.Text) })] : [];
    }

    // No pair of surrogates is cut in two.
    static string? Bounded(string? text) =>
        text is { Length: > MostDescription }
            ? text[..(char.IsHighSurrogate(text[MostDescription - 1]) ? MostDescription - 1 : MostDescription)]
            : text;
}
