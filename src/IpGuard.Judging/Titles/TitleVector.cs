namespace IpGuard.Judging.Titles;

/// <summary>A sparse vector of L2 norm 1, or without entries.</summary>
/// <param name="Indices">Ascending.</param>
readonly record struct SparseVector(int[] Indices, float[] Values)
{
    public bool IsEmpty => Indices.Length == 0;

    public double Dot(in SparseVector other)
    {
        var (i, j, sum) = (0, 0, 0.0);
        while (i < Indices.Length && j < other.Indices.Length)
        {
            var order = Indices[i].CompareTo(other.Indices[j]);
            if (order == 0)
                sum += Values[i++] * other.Values[j++];
            else if (order < 0)
                i++;
            else
                j++;
        }

        return sum;
    }
}

/// <summary>A title ready to be compared: its words weighed by how rare they are, its runs of characters, and what it means.</summary>
public sealed class TitleVector
{
    internal TitleVector(SparseVector words, SparseVector characters, float[]? meaning, IReadOnlySet<string> codes) =>
        (Words, Characters, Meaning, Codes) = (words, characters, meaning, codes);

    /// <summary>True where the title held nothing to compare by.</summary>
    public bool IsEmpty => Characters.IsEmpty;

    /// <summary>The encoder's direction, <see cref="TitleEncoder.Length"/> numbers of length 1, to be compared by dot product; null where
    /// the comparer has no encoder, and for a title that held nothing to compare by.</summary>
    public float[]? Meaning { get; }

    internal SparseVector Words { get; }

    internal SparseVector Characters { get; }

    /// <summary>Its model numbers.</summary>
    internal IReadOnlySet<string> Codes { get; }
}
