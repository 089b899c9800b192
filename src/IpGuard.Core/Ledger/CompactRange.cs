using System.Numerics;
using IpGuard.Core.Works;

namespace IpGuard.Core.Ledger;

/// <summary>The tree over leaves that come one after another, in memory that grows with the logarithm of their number (RFC 9162,
/// 2.1.2).</summary>
public sealed class CompactRange
{
    // Roots of the perfect subtrees from the left, the largest first.
    readonly List<Sha256Hash> _roots = [];

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <param name="leaf">The leaf's hash, as <see cref="MerkleTree.LeafHash"/> gives it.</param>
    public void Append(Sha256Hash leaf)
    {
        // As many subtrees are joined as the size has ones at its end.
        for (var joined = BitOperations.TrailingZeroCount(~Size); joined > 0; joined--)
        {
            leaf = MerkleTree.NodeHash(_roots[^1], leaf);
            _roots.RemoveAt(_roots.Count - 1);
        }

        _roots.Add(leaf);
        Size++;
    }

    /// <summary>The root over all leaves so far; of none, SHA-256 of nothing.</summary>
    public Sha256Hash Root()
    {
        if (_roots.Count == 0)
            return Sha256Hash.Of([]);
        var root = _roots[^1];
        for (var i = _roots.Count - 2; i >= 0; i--)
            root = MerkleTree.NodeHash(_roots[i], root);
        return root;
    }
}
