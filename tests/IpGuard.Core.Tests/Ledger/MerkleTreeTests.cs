using System.Text.Json;
using CsCheck;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Testing;

namespace IpGuard.Core.Tests.Ledger;

public class MerkleTreeTests
{
    static readonly Gen<(int Size, int At)> Trees = Gen.Int[1, 300].SelectMany(size => Gen.Int[0, size - 1].Select(at => (size, at)));

    static Sha256Hash[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i)))];

    // The definition of RFC 6962, 2.1, word for word: the oracle.
    static Sha256Hash Mth(ReadOnlySpan<Sha256Hash> leaves)
    {
        if (leaves.Length == 0)
            return Sha256Hash.Of([]);
        if (leaves.Length == 1)
            return leaves[0];
        var k = 1;
        while (k * 2 < leaves.Length)
            k *= 2;
        return MerkleTree.NodeHash(Mth(leaves[..k]), Mth(leaves[k..]));
    }

    static Func<int, long, Sha256Hash> Nodes(Sha256Hash[] leaves) =>
        (level, index) => Mth(leaves.AsSpan((int)(index << level), 1 << level));

    // transparency-dev/merkle, rfc6962_test.go.
    [Fact]
    public void Leaves_nodes_and_the_empty_tree_hash_as_published()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", MerkleTree.EmptyRoot.ToString());
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", MerkleTree.LeafHash([]).ToString());
        Assert.StartsWith("395aa064", MerkleTree.LeafHash("L123456"u8).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_root_is_the_recursive_definition() =>
        Gen.Int[0, 300]
            .Sample(size =>
            {
                var leaves = Leaves(size);
                return MerkleTree.Root(size, Nodes(leaves)) == Mth(leaves);
            });

    [Fact]
    public void Every_inclusion_proof_verifies_and_no_changed_one_does() =>
        Trees.Sample(tree =>
        {
            var leaves = Leaves(tree.Size);
            var (index, size) = ((ulong)tree.At, (ulong)tree.Size);
            var proof = MerkleTree.InclusionProof(tree.At, tree.Size, Nodes(leaves));
            var root = Mth(leaves);
            var isGood = MerkleTree.VerifyInclusion(leaves[tree.At], index, size, proof, root);
            var isOther =
                MerkleTree.VerifyInclusion(Flip(leaves[tree.At]), index, size, proof, root)
                || MerkleTree.VerifyInclusion(leaves[tree.At], index, size, proof, Flip(root))
                || MerkleTree.VerifyInclusion(leaves[tree.At], index, size, [.. proof, root], root)
                || MerkleTree.VerifyInclusion(leaves[tree.At], size, size, proof, root)
                || proof
                    .Select(
                        (_, i) =>
                            MerkleTree.VerifyInclusion(
                                leaves[tree.At],
                                index,
                                size,
                                [.. proof.Select((h, j) => i == j ? Flip(h) : h)],
                                root
                            )
                    )
                    .Any(x => x)
                || (proof.Count > 0 && MerkleTree.VerifyInclusion(leaves[tree.At], index, size, [.. proof.Take(proof.Count - 1)], root));
            return isGood && !isOther;
        });

    [Fact]
    public void Every_consistency_proof_verifies_and_no_changed_one_does() =>
        Trees.Sample(tree =>
        {
            var leaves = Leaves(tree.Size);
            var (size1, size2) = ((ulong)tree.At + 1, (ulong)tree.Size);
            var (root1, root2) = (Mth(leaves.AsSpan(0, tree.At + 1)), Mth(leaves));
            var proof = MerkleTree.ConsistencyProof(tree.At + 1, tree.Size, Nodes(leaves));
            var isGood = MerkleTree.VerifyConsistency(size1, size2, proof, root1, root2);
            var isOther =
                MerkleTree.VerifyConsistency(size1, size2, proof, Flip(root1), root2)
                || MerkleTree.VerifyConsistency(size1, size2, proof, root1, Flip(root2))
                || MerkleTree.VerifyConsistency(size1, size2, [.. proof, root1], root1, root2);
            return isGood && !isOther;
        });

    [Fact]
    public void Nothing_is_consistent_with_the_empty_tree() =>
        Assert.False(MerkleTree.VerifyConsistency(0, 1, [], MerkleTree.EmptyRoot, MerkleTree.LeafHash([])));

    [Fact]
    public void All_98_published_inclusion_cases_behave()
    {
        var cases = Cases("inclusion");
        Assert.Equal(98, cases.Count);
        Assert.All(
            cases,
            c =>
                Assert.Equal(
                    !c.GetProperty("wantErr").GetBoolean(),
                    TryHash(c, "leafHash", out var leaf)
                        && TryHash(c, "root", out var root)
                        && TryProof(c, out var proof)
                        && MerkleTree.VerifyInclusion(
                            leaf,
                            c.GetProperty("leafIdx").GetUInt64(),
                            c.GetProperty("treeSize").GetUInt64(),
                            proof,
                            root
                        )
                )
        );
    }

    [Fact]
    public void All_98_published_consistency_cases_behave()
    {
        var cases = Cases("consistency");
        Assert.Equal(98, cases.Count);
        Assert.All(
            cases,
            c =>
                Assert.Equal(
                    !c.GetProperty("wantErr").GetBoolean(),
                    TryHash(c, "root1", out var root1)
                        && TryHash(c, "root2", out var root2)
                        && TryProof(c, out var proof)
                        && MerkleTree.VerifyConsistency(
                            c.GetProperty("size1").GetUInt64(),
                            c.GetProperty("size2").GetUInt64(),
                            proof,
                            root1,
                            root2
                        )
                )
        );
    }

    static List<JsonElement> Cases(string kind) =>
        [
            .. Directory
                .GetFiles(SharedData.PathOrSkip("data", "vectors", "merkle", kind), "*.json", SearchOption.AllDirectories)
                .Select(f => JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(f))),
        ];

    // Some roots of the vectors are of another length (“don't care”); such a root equals itself and no hash of a tree.
    static bool TryHash(JsonElement c, string name, out Sha256Hash hash)
    {
        var bytes = c.GetProperty(name).ValueKind == JsonValueKind.Null ? [] : c.GetProperty(name).GetBytesFromBase64();
        hash = bytes.Length == Sha256Hash.LengthBytes ? new(bytes) : Sha256Hash.Of(bytes);
        return bytes.Length == Sha256Hash.LengthBytes || name.StartsWith("root", StringComparison.Ordinal);
    }

    static bool TryProof(JsonElement c, out List<Sha256Hash> proof)
    {
        proof = [];
        if (c.GetProperty("proof").ValueKind == JsonValueKind.Null)
            return true;
        var parts = c.GetProperty("proof").EnumerateArray().Select(p => p.GetBytesFromBase64()).ToList();
        if (parts.Any(p => p.Length != Sha256Hash.LengthBytes))
            return false;
        proof = [.. parts.Select(p => new Sha256Hash(p))];
        return true;
    }

    static Sha256Hash Flip(Sha256Hash hash)
    {
        var bytes = hash.ToBytes();
        bytes[13] ^= 4;
        return new(bytes);
    }
}
