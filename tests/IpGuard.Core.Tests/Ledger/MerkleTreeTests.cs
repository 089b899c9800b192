using System.Text.Json;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Testing;

namespace IpGuard.Core.Tests.Ledger;

/// <summary>What others have published about the tree.</summary>
public class MerkleTreeTests
{
    // transparency-dev/merkle, rfc6962_test.go.
    [Fact]
    public void Leaves_nodes_and_the_empty_tree_hash_as_published()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", MerkleTree.EmptyRoot.ToString());
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", MerkleTree.LeafHash([]).ToString());
        Assert.StartsWith("395aa064", MerkleTree.LeafHash("L123456"u8).ToString(), StringComparison.Ordinal);
    }

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
                .GetFiles(Path.Combine(SharedData.ProjectRoot, "tests", "vectors", "merkle", kind), "*.json", SearchOption.AllDirectories)
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
}
