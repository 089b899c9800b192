using IpGuard.Core.Listings;
using IpGuard.Core.Matching;
using IpGuard.Judging.Names;

namespace IpGuard.Flows.Judging;

/// <summary>One holder's name that a listing uses.</summary>
/// <param name="Owner">Whose name it is.</param>
public sealed record NameFinding(Guid Owner, NameOpinion Opinion);

/// <summary>Looks for holders' names in all words of a listing, with no picture needed.</summary>
static class NameWatch
{
    /// <summary>So many units of a description are looked at: beyond it stand size tables and terms of the shop. By <c>bench names</c> a
    /// listing of this length costs some tenths of a millisecond.</summary>
    public const int MostDescription = 4_000;

    /// <summary>The names whose use a person should look at.</summary>
    /// <param name="titleSpots">What is spotted in the title already.</param>
    public static IReadOnlyList<NameFinding> Look(JudgingContext context, Listing listing, IReadOnlyList<NameSpot> titleSpots)
    {
        var description = listing.Description is { Length: > MostDescription } all ? all[..MostDescription] : listing.Description;
        var texts = new List<NameText>();
        void Read(NamePlace place, string? text, IReadOnlyList<NameSpot> spots)
        {
            if (!string.IsNullOrEmpty(text))
                texts.Add(new(place, text, spots, []));
        }

        Read(NamePlace.Title, listing.Title, titleSpots);
        Read(NamePlace.Seller, listing.Seller?.Name, context.Spot(listing.Seller?.Name));
        Read(NamePlace.Description, description, context.Spot(description));
        var names = texts.SelectMany(t => t.Spots).Where(s => s.IsClaim).Select(s => s.Name).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
            return [];
        // Hardly a listing comes here: what is admitted is only asked where a name is claimed.
        IReadOnlyList<NameText> read = [.. texts.Select(t => t with { Phrases = CopyPhrases.Find(t.Text) })];
        return
        [
            .. from name in names
            from owner in context.OwnersOf(name)
            let opinion = NameMatch.Judge(name, read, context.FactsOf(owner, name, listing))
            where opinion.IsRaised
            select new NameFinding(owner, opinion),
        ];
    }
}
