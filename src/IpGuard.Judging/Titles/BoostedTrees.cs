using Microsoft.ML.Trainers.FastTree;

namespace IpGuard.Judging.Titles;

/// <summary>Boosted trees laid out flat. One pair costs a few microseconds, where ML.NET's own engine for single rows costs as much for
/// its surroundings as for the trees. Not changed after it is made; safe to use from many threads.</summary>
sealed class BoostedTrees
{
    readonly Node[] _nodes;
    readonly int[] _roots;
    readonly double _bias;

    /// <param name="ensemble">As FastTree trained it.</param>
    public BoostedTrees(RegressionTreeEnsemble ensemble)
    {
        var (nodes, roots) = (new List<Node>(), new List<int>());
        for (var i = 0; i < ensemble.Trees.Count; i++)
        {
            roots.Add(nodes.Count);
            Append(nodes, ensemble.Trees[i], ensemble.TreeWeights[i]);
        }

        (_nodes, _roots, _bias) = ([.. nodes], [.. roots], ensemble.Bias);
    }

    // Inner nodes first, then leaves. In FastTree a child below zero is a leaf, by its complement, and a tree of one leaf has no nodes.
    static void Append(List<Node> nodes, RegressionTree tree, double weight)
    {
        var (root, inner) = (nodes.Count, tree.NumberOfNodes);
        int Place(int child) => child >= 0 ? root + child : root + inner + ~child;
        for (var n = 0; n < inner; n++)
            nodes.Add(
                new(
                    tree.NumericalSplitFeatureIndexes[n],
                    tree.NumericalSplitThresholds[n],
                    Place(tree.LeftChild[n]),
                    Place(tree.RightChild[n])
                )
            );
        for (var l = 0; l < tree.NumberOfLeaves; l++)
            nodes.Add(new(Node.Leaf, (float)(tree.LeafValues[l] * weight), 0, 0));
    }

    /// <summary>The trees' sum for a row of numbers.</summary>
    public double Sum(ReadOnlySpan<float> numbers)
    {
        var sum = _bias;
        foreach (var root in _roots)
        {
            ref readonly var node = ref _nodes[root];
            while (node.Feature != Node.Leaf)
                node = ref _nodes[numbers[node.Feature] <= node.Value ? node.Left : node.Right];
            sum += node.Value;
        }

        return sum;
    }

    /// <param name="Feature">Which number is asked; <see cref="Leaf"/> for none.</param>
    /// <param name="Value">The threshold; the leaf's own value.</param>
    readonly record struct Node(int Feature, float Value, int Left, int Right)
    {
        public const int Leaf = -1;
    }
}
