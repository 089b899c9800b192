using IpGuard.Core.Filings;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;

namespace IpGuard.Flows.Filings;

/// <summary>Filings that were kept and may not be indexed yet, compared one by one. Its user takes turns.</summary>
sealed class RecentFilings
{
    readonly List<Filing> _filings = [];
    readonly List<(int Filing, Pdq Hash, Sha256Hash Content, bool IsFlat)> _pictures = [];

    public int Count => _filings.Count;

    /// <summary>The newest one's number; null where there is none.</summary>
    public string? Newest => _filings.Count == 0 ? null : _filings[^1].Number;

    public void Add(Filing filing)
    {
        foreach (var picture in filing.Pictures)
            _pictures.Add((_filings.Count, picture.Fingerprint.Hashes.Upright, picture.Content, picture.Fingerprint.IsFlat));
        _filings.Add(filing);
    }

    /// <summary>Forgets all up to and with this one; all that are older than the newest <paramref name="most"/> too.</summary>
    public void Forget(string? number, int most)
    {
        var gone = Math.Max(_filings.FindIndex(f => f.Number == number) + 1, _filings.Count - most);
        if (gone <= 0)
            return;
        _filings.RemoveRange(0, gone);
        _pictures.RemoveAll(p => p.Filing < gone);
        for (var i = 0; i < _pictures.Count; i++)
            _pictures[i] = _pictures[i] with { Filing = _pictures[i].Filing - gone };
    }

    /// <summary>Those that share a file with one of these pictures, or hold a picture within <see cref="Pdq.SamePictureBits"/> of one,
    /// however turned.</summary>
    public IReadOnlyList<Filing> Near(IReadOnlyList<FiledPicture> pictures)
    {
        var near = new SortedSet<int>();
        foreach (var picture in pictures)
        {
            foreach (var other in _pictures)
            {
                if (
                    other.Content == picture.Content
                    || (
                        !other.IsFlat
                        && !picture.Fingerprint.IsFlat
                        && picture.Fingerprint.Hashes.NearestTo(other.Hash).Bits <= Pdq.SamePictureBits
                    )
                )
                    near.Add(other.Filing);
            }
        }

        return [.. near.Select(i => _filings[i])];
    }
}
