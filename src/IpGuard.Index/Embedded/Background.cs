using System.Runtime.Intrinsics;
using IpGuard.Core.Matching;

namespace IpGuard.Index.Embedded;

/// <summary>Pictures that are nobody's work: what an asking picture has in common with them it has in common with everything.</summary>
sealed class Background(IReadOnlyList<Embedding> embeddings)
{
    readonly EmbeddingTable _table = EmbeddingTable.Of(embeddings);

    /// <summary>For each asking embedding the greatest cosines, falling: as many as can ever count.</summary>
    public IReadOnlyList<float[]> Nearest(IReadOnlyList<Embedding> asked)
    {
        var all = new List<float[]>(asked.Count);
        var rows = new Vector128<float>[_table.Count];
        for (var i = 0; i < asked.Count; i++)
        {
            var within = i % EmbeddingTable.Together;
            if (within == 0)
                _table.Cosines([.. asked.Skip(i).Take(EmbeddingTable.Together)], rows);
            all.Add([.. Array.ConvertAll(rows, r => r[within]).OrderDescending().Take(ScoreNormalisation.Neighbours)]);
        }

        return all;
    }
}
