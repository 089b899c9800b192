using System.Numerics;
using System.Security.Cryptography;
using IpGuard.Core.Works;

namespace IpGuard.Core.Ledger;

/// <summary>The Merkle tree of RFC 6962, 2.1 (unchanged in RFC 9162): arithmetic on hashes that someone else keeps.</summary>
/// <remarks>A tree's nodes are named by level (0 for leaves) and index; <c>node(level, index)</c> gives the root of the perfect subtree
/// over leaves [index·2^level, (index+1)·2^level).</remarks>
public static class MerkleTree
{
    /// <summary>Root of the tree without leaves: SHA-256 of nothing.</summary>
    public static Sha256Hash EmptyRoot { get; } = Sha256Hash.Of([]);

    /// <summary>SHA-256(0x00 ‖ entry).</summary>
    public static Sha256Hash LeafHash(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0x00]);
        hash.AppendData(entry);
        return new(hash.GetHashAndReset());
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right).</summary>
    public static Sha256Hash NodeHash(Sha256Hash left, Sha256Hash right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Sha256Hash.LengthBytes)];
        bytes[0] = 0x01;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + Sha256Hash.LengthBytes)..]);
        return Sha256Hash.Of(bytes);
    }

    /// <summary>Root over the first <paramref name="size"/> leaves.</summary>
    public static Sha256Hash Root(long size, Func<int, long, Sha256Hash> node) => size == 0 ? EmptyRoot : Range(0, size, node);

    /// <summary>Hashes from the leaf's sibling up to the root's child.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below the size.</exception>
    public static IReadOnlyList<Sha256Hash> InclusionProof(long index, long size, Func<int, long, Sha256Hash> node)
    {
        if (index < 0 || index >= size)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"expected an index below the size {size}");
        var proof = new List<Sha256Hash>();
        Include(index, 0, size, node, proof);
        return proof;
    }

    /// <summary>Hashes by which the root at <paramref name="size1"/> is seen to be a prefix of the root at <paramref
    /// name="size2"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Sizes out of order, or the first is 0: nothing is consistent with
    /// everything.</exception>
    public static IReadOnlyList<Sha256Hash> ConsistencyProof(long size1, long size2, Func<int, long, Sha256Hash> node)
    {
        if (size1 <= 0 || size1 > size2)
            throw new ArgumentOutOfRangeException(nameof(size1), size1, $"expected a size from 1 to {size2}");
        var proof = new List<Sha256Hash>();
        if (size1 < size2)
            Extend(size1, 0, size2, isWhole: true, node, proof);
        return proof;
    }

    /// <summary>True where the proof ties the leaf to the root (RFC 9162, 2.1.3.2). The proof's length is part of what is
    /// checked.</summary>
    public static bool VerifyInclusion(Sha256Hash leafHash, ulong index, ulong size, IReadOnlyList<Sha256Hash> proof, Sha256Hash root)
    {
        if (index >= size)
            return false;
        var (fn, sn, r) = (index, size - 1, leafHash);
        foreach (var p in proof)
        {
            if (sn == 0)
                return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                r = NodeHash(p, r);
                for (; (fn & 1) == 0 && fn != 0; fn >>= 1)
                    sn >>= 1;
            }
            else
            {
                r = NodeHash(r, p);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && r == root;
    }

    /// <summary>True where the proof shows the first tree to be a prefix of the second (RFC 9162, 2.1.4.2).</summary>
    /// <remarks>Size 0 is refused: whoever has seen no checkpoint has nothing to compare, which is another case for the caller.</remarks>
    public static bool VerifyConsistency(ulong size1, ulong size2, IReadOnlyList<Sha256Hash> proof, Sha256Hash root1, Sha256Hash root2)
    {
        if (size1 == 0 || size1 > size2)
            return false;
        if (size1 == size2)
            return proof.Count == 0 && root1 == root2;
        var path = BitOperations.IsPow2(size1) ? [root1, .. proof] : proof;
        if (path.Count == 0)
            return false;
        var (fn, sn) = (size1 - 1, size2 - 1);
        for (; (fn & 1) == 1; fn >>= 1)
            sn >>= 1;
        var (fr, sr) = (path[0], path[0]);
        foreach (var c in path.Skip(1))
        {
            if (sn == 0)
                return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                (fr, sr) = (NodeHash(c, fr), NodeHash(c, sr));
                for (; (fn & 1) == 0 && fn != 0; fn >>= 1)
                    sn >>= 1;
            }
            else
            {
                sr = NodeHash(sr, c);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && fr == root1 && sr == root2;
    }

    static void Include(long index, long start, long size, Func<int, long, Sha256Hash> node, List<Sha256Hash> proof)
    {
        if (size == 1)
            return;
        var k = SplitOf(size);
        if (index < k)
        {
            Include(index, start, k, node, proof);
            proof.Add(Range(start + k, size - k, node));
            return;
        }

        Include(index - k, start + k, size - k, node, proof);
        proof.Add(Range(start, k, node));
    }

    // SUBPROOF of RFC 6962, 2.1.2.
    static void Extend(long m, long start, long n, bool isWhole, Func<int, long, Sha256Hash> node, List<Sha256Hash> proof)
    {
        if (m == n)
        {
            if (!isWhole)
                proof.Add(Range(start, n, node));
            return;
        }

        var k = SplitOf(n);
        if (m <= k)
        {
            Extend(m, start, k, isWhole, node, proof);
            proof.Add(Range(start + k, n - k, node));
            return;
        }

        Extend(m - k, start + k, n - k, isWhole: false, node, proof);
        proof.Add(Range(start, k, node));
    }

    static Sha256Hash Range(long start, long size, Func<int, long, Sha256Hash> node)
    {
        if (BitOperations.IsPow2(size))
        {
            var level = BitOperations.Log2((ulong)size);
            return node(level, start >> level);
        }

        var k = SplitOf(size);
        return NodeHash(Range(start, k, node), Range(start + k, size - k, node));
    }

    // The largest power of two below the size.
    static long SplitOf(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}
