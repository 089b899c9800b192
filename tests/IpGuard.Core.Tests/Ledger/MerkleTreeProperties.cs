using CsCheck;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;

namespace IpGuard.Core.Tests.Ledger;

/// <summary>What holds for every tree, held against the recursive definitions of RFC 6962, 2.1.</summary>
public class MerkleTreeProperties
{
    const int MostLeaves = 300;
    const int HashBits = 256;

    static readonly Sha256Hash[] Leaves = [.. Enumerable.Range(0, MostLeaves).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i)))];

    // A tree, one of its leaves (or an earlier size less one), and the bit that is changed.
    static readonly Gen<(int Size, int At, int Bit)> Trees = Gen.Int[1, MostLeaves]
        .SelectMany(size => Gen.Select(Gen.Const(size), Gen.Int[0, size - 1], Gen.Int[0, HashBits - 1]));

    // The definition word for word: the oracle.
    static Sha256Hash Mth(ReadOnlySpan<Sha256Hash> leaves)
    {
        if (leaves.Length == 0)
            return Sha256Hash.Of([]);
        if (leaves.Length == 1)
            return leaves[0];
        var k = (int)SplitOf((ulong)leaves.Length);
        return MerkleTree.NodeHash(Mth(leaves[..k]), Mth(leaves[k..]));
    }

    static ulong SplitOf(ulong size)
    {
        var k = 1UL;
        while (k < size - k)
            k *= 2;
        return k;
    }

    static Sha256Hash Node(int level, long index) => Mth(Leaves.AsSpan((int)(index << level), 1 << level));

    static Sha256Hash Flip(Sha256Hash hash, int bit)
    {
        var bytes = hash.ToBytes();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return new(bytes);
    }

    static IEnumerable<List<Sha256Hash>> Spoilt(IReadOnlyList<Sha256Hash> proof, int bit)
    {
        for (var i = 0; i < proof.Count; i++)
        {
            var at = i;
            yield return [.. proof.Select((h, j) => at == j ? Flip(h, bit) : h)];
            yield return [.. proof.Where((_, j) => at != j)];
        }

        yield return [.. proof, Leaves[0]];
        yield return [Leaves[0], .. proof];
    }

    // The root to which a proof leads, by the recursion of RFC 6962, 2.1.1; null for a proof of another length.
    static Sha256Hash? RootBy(Sha256Hash leaf, ulong index, ulong size, ReadOnlySpan<Sha256Hash> proof)
    {
        if (index >= size)
            return null;
        if (size == 1)
            return proof.IsEmpty ? leaf : null;
        if (proof.IsEmpty)
            return null;
        var k = SplitOf(size);
        var sibling = proof[^1];
        return index < k
            ? (RootBy(leaf, index, k, proof[..^1]) is { } left ? MerkleTree.NodeHash(left, sibling) : null)
            : (RootBy(leaf, index - k, size - k, proof[..^1]) is { } right ? MerkleTree.NodeHash(sibling, right) : null);
    }

    // Both roots by the recursion of RFC 6962, 2.1.2.
    static (Sha256Hash Old, Sha256Hash New)? RootsBy(ulong m, ulong n, bool isWhole, Sha256Hash root1, ReadOnlySpan<Sha256Hash> proof)
    {
        if (m == 0 || m > n)
            return null;
        if (m == n && isWhole)
            return proof.IsEmpty ? (root1, root1) : null;
        if (m == n)
            return proof.Length == 1 ? (proof[0], proof[0]) : null;
        if (proof.IsEmpty)
            return null;
        var k = SplitOf(n);
        var c = proof[^1];
        if (m <= k)
            return RootsBy(m, k, isWhole, root1, proof[..^1]) is { } left ? (left.Old, MerkleTree.NodeHash(left.New, c)) : null;
        return RootsBy(m - k, n - k, false, root1, proof[..^1]) is { } right
            ? (MerkleTree.NodeHash(c, right.Old), MerkleTree.NodeHash(c, right.New))
            : null;
    }

    [Fact]
    public void Appending_leaf_by_leaf_gives_the_recursive_definition_at_every_size() =>
        Assert.All(Enumerable.Range(0, MostLeaves + 1), size => Assert.Equal(Mth(Leaves.AsSpan(0, size)), MerkleTree.Root(size, Node)));

    [Fact]
    public void Every_inclusion_proof_verifies_and_no_bit_of_it_its_leaf_its_root_or_its_index_can_change() =>
        Trees.Sample(tree =>
        {
            var (index, size, leaf, root) = ((ulong)tree.At, (ulong)tree.Size, Leaves[tree.At], Mth(Leaves.AsSpan(0, tree.Size)));
            var proof = MerkleTree.InclusionProof(tree.At, tree.Size, Node);
            Assert.True(MerkleTree.VerifyInclusion(leaf, index, size, proof, root));
            Assert.False(MerkleTree.VerifyInclusion(Flip(leaf, tree.Bit), index, size, proof, root));
            Assert.False(MerkleTree.VerifyInclusion(leaf, index, size, proof, Flip(root, tree.Bit)));
            Assert.All(Spoilt(proof, tree.Bit), p => Assert.False(MerkleTree.VerifyInclusion(leaf, index, size, p, root)));
            for (var bit = 0; bit < 64; bit++)
                Assert.False(MerkleTree.VerifyInclusion(leaf, index ^ (1UL << bit), size, proof, root));
        });

    [Fact]
    public void Every_consistency_proof_verifies_and_no_bit_of_it_or_of_a_root_can_change() =>
        Trees.Sample(tree =>
        {
            var (size1, size2) = ((ulong)tree.At + 1, (ulong)tree.Size);
            var (root1, root2) = (Mth(Leaves.AsSpan(0, tree.At + 1)), Mth(Leaves.AsSpan(0, tree.Size)));
            var proof = MerkleTree.ConsistencyProof(tree.At + 1, tree.Size, Node);
            Assert.True(MerkleTree.VerifyConsistency(size1, size2, proof, root1, root2));
            Assert.False(MerkleTree.VerifyConsistency(size1, size2, proof, Flip(root1, tree.Bit), root2));
            Assert.False(MerkleTree.VerifyConsistency(size1, size2, proof, root1, Flip(root2, tree.Bit)));
            Assert.All(Spoilt(proof, tree.Bit), p => Assert.False(MerkleTree.VerifyConsistency(size1, size2, p, root1, root2)));
        });

    // A size is bound by the checkpoint's signature. By itself a proof shows a size only as far as the way to the root shows it: leaf 0
    // of three and of four leaves goes the same way. Exactly that is accepted, and no more.
    [Fact]
    public void A_changed_size_is_refused_unless_the_recursion_leads_to_the_same_roots_with_it() =>
        Trees.Sample(tree =>
        {
            var (at, size, leaf) = ((ulong)tree.At, (ulong)tree.Size, Leaves[tree.At]);
            var (root1, root2) = (Mth(Leaves.AsSpan(0, tree.At + 1)), Mth(Leaves.AsSpan(0, tree.Size)));
            var (inclusion, consistency) = (
                MerkleTree.InclusionProof(tree.At, tree.Size, Node).ToArray(),
                MerkleTree.ConsistencyProof(tree.At + 1, tree.Size, Node).ToArray()
            );
            for (var bit = 0; bit < 63; bit++)
            {
                var (other1, other2) = ((at + 1) ^ (1UL << bit), size ^ (1UL << bit));
                Assert.Equal(RootBy(leaf, at, other2, inclusion) == root2, MerkleTree.VerifyInclusion(leaf, at, other2, inclusion, root2));
                Assert.Equal(IsBy(at + 1, other2), MerkleTree.VerifyConsistency(at + 1, other2, consistency, root1, root2));
                Assert.Equal(IsBy(other1, size), MerkleTree.VerifyConsistency(other1, size, consistency, root1, root2));
            }

            bool IsBy(ulong m, ulong n) => RootsBy(m, n, isWhole: true, root1, consistency) == (root1, root2);
        });
}
