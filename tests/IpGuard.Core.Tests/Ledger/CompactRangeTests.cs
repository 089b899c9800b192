using IpGuard.Core.Ledger;
using IpGuard.Core.Works;

namespace IpGuard.Core.Tests.Ledger;

public class CompactRangeTests
{
    [Fact]
    public void Its_root_is_the_trees_at_every_size_up_to_600()
    {
        var range = new CompactRange();
        Assert.Equal(MerkleTree.EmptyRoot, range.Root());
        var leaves = new List<Sha256Hash>();
        for (var size = 1; size <= 600; size++)
        {
            var leaf = MerkleTree.LeafHash(BitConverter.GetBytes(size));
            leaves.Add(leaf);
            range.Append(leaf);
            Assert.Equal((size, RootOf(leaves, 0, size)), (range.Size, range.Root()));
        }
    }

    // RFC 9162, 2.1.1, as it is written there.
    static Sha256Hash RootOf(List<Sha256Hash> leaves, int start, int size)
    {
        if (size == 1)
            return leaves[start];
        var split = 1;
        while (2 * split < size)
            split *= 2;
        return MerkleTree.NodeHash(RootOf(leaves, start, split), RootOf(leaves, start + split, size - split));
    }
}
