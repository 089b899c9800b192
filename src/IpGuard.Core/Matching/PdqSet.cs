using System.Runtime.CompilerServices;

namespace IpGuard.Core.Matching;

/// <summary>How a picture was turned or mirrored before it was hashed: the eight symmetries of a square.</summary>
public enum Orientation
{
    Upright = 0,
    TurnedLeft = 1,
    TurnedAround = 2,
    TurnedRight = 3,
    Mirrored = 4,
    Flipped = 5,
    Transposed = 6,
    TransposedAround = 7,
}

/// <summary>The hashes of one picture in all eight orientations, in the order of <see cref="Orientation"/>.</summary>
/// <remarks>A work is looked up by its upright hash; a listing asks with all eight, so a mirrored copy is found at no cost to the
/// index.</remarks>
[InlineArray(Count)]
public struct PdqSet : IEquatable<PdqSet>
{
    public const int Count = 8;
    public const int LengthBytes = Count * Pdq.LengthBytes;

    Pdq _first;

    /// <summary>The hash of the picture turned or mirrored so.</summary>
    public readonly Pdq In(Orientation orientation) => this[(int)orientation];

    public readonly Pdq Upright => this[0];

    /// <summary>The nearest of the eight to another picture's upright hash; of equal ones the first.</summary>
    public readonly (Orientation Orientation, int Bits) NearestTo(in Pdq upright)
    {
        var (nearest, least) = (0, Pdq.LengthBits + 1);
        for (var i = 0; i < Count; i++)
        {
            var bits = this[i].BitsFrom(upright);
            if (bits >= least)
                continue;
            (nearest, least) = (i, bits);
        }

        return ((Orientation)nearest, least);
    }

    public readonly void CopyTo(Span<byte> target)
    {
        for (var i = 0; i < Count; i++)
            this[i].CopyTo(target[(i * Pdq.LengthBytes)..]);
    }

    public static PdqSet FromBytes(ReadOnlySpan<byte> bytes)
    {
        var set = default(PdqSet);
        for (var i = 0; i < Count; i++)
            set[i] = Pdq.FromBytes(bytes[(i * Pdq.LengthBytes)..]);
        return set;
    }

    public readonly bool Equals(PdqSet other)
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i] != other[i])
                return false;
        }

        return true;
    }

    public override readonly bool Equals(object? obj) => obj is PdqSet other && Equals(other);

    public override readonly int GetHashCode() => this[0].GetHashCode();

    public static bool operator ==(PdqSet left, PdqSet right) => left.Equals(right);

    public static bool operator !=(PdqSet left, PdqSet right) => !left.Equals(right);
}

/// <summary>Small sums on orientations.</summary>
public static class Orientations
{
    /// <summary>The orientation that takes a picture back: a turn left is undone by a turn right, all others undo themselves.</summary>
    public static Orientation Undone(this Orientation orientation) =>
        orientation switch
        {
            Orientation.TurnedLeft => Orientation.TurnedRight,
            Orientation.TurnedRight => Orientation.TurnedLeft,
            _ => orientation,
        };

    /// <summary>The map that lays one sheet over another, whole over whole.</summary>
    /// <param name="listedAs">How the listing's picture must be turned to stand as the work does.</param>
    public static Affine Over(Orientation listedAs, float filedWidthPx, float filedHeightPx, float listedWidthPx, float listedHeightPx)
    {
        var (xx, xy, yx, yy) = Linear[(int)listedAs.Undone()];
        return new Affine(1 / filedWidthPx, 0, -0.5f, 0, 1 / filedHeightPx, -0.5f)
            .Then(new(xx, xy, 0.5f, yx, yy, 0.5f))
            .Then(Affine.Scaling(listedWidthPx, listedHeightPx));
    }

    /// <summary>The orientation that a map of the plane (x to the right, y down) comes nearest to.</summary>
    public static Orientation Nearest(in Affine map)
    {
        var (best, most) = (Orientation.Upright, float.NegativeInfinity);
        for (var i = 0; i < Linear.Length; i++)
        {
            var (xx, xy, yx, yy) = Linear[i];
            var agreement = (xx * map.Xx) + (xy * map.Xy) + (yx * map.Yx) + (yy * map.Yy);
            if (agreement > most)
                (best, most) = ((Orientation)i, agreement);
        }

        return best;
    }

    // What each does to a point: x' = xx·x + xy·y, y' = yx·x + yy·y, about the middle.
    static readonly (int Xx, int Xy, int Yx, int Yy)[] Linear =
    [
        (1, 0, 0, 1),
        (0, 1, -1, 0),
        (-1, 0, 0, -1),
        (0, -1, 1, 0),
        (-1, 0, 0, 1),
        (1, 0, 0, -1),
        (0, 1, 1, 0),
        (0, -1, -1, 0),
    ];
}
