using IpGuard.Core.Matching;

namespace IpGuard.Judging.Names;

/// <summary>Names by their first letters: nk for 耐克, lv for Louis Vuitton. So short a word is anything, so it counts only where the
/// text speaks of a copy as well.</summary>
sealed class InitialNames
{
    // Sizes, units and shop talk that are no one's initials.
    static readonly HashSet<string> Taken =
    [
        .. "xs xl xxl xxxl cm mm kg ml gb tb ip id tv pc pu pvc abs led usb diy diyy vip ins ok pp hd eu us uk cn jp kr de fr it in on no of to by or and the up go an as at be he if is me my so us we am".Split(
            ' '
        ),
    ];

    readonly Dictionary<string, List<int>> _names = new(StringComparer.Ordinal);

    public void Add(int name, string initials)
    {
        if (initials.Length is < 2 or > 6 || Taken.Contains(initials) || (initials.Length > 2 && LatinWords.IsOrdinary(initials)))
            return;
        if (!_names.TryGetValue(initials, out var names))
            _names[initials] = names = [];
        if (!names.Contains(name))
            names.Add(name);
    }

    public void Find(FoldedText folded, List<Piece> pieces, List<Found> into)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            if (piece.Kind != PieceKind.Letters || !_names.TryGetValue(piece.In(folded.Text).ToString(), out var names))
                continue;
            // A digit beside it is part of a model number.
            var isOpen =
                (piece.Before == Gap.None && i > 0 && pieces[i - 1].Kind != PieceKind.East)
                || (i + 1 < pieces.Count && pieces[i + 1] is { Before: Gap.None, Kind: not PieceKind.East });
            if (!isOpen)
                into.AddRange(names.Select(n => new Found(n, piece.Start, piece.End, Trick.Initials, NameSpot.LeastStrength)));
        }
    }
}
