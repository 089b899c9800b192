using IpGuard.Index;
using IpGuard.Store.Ledger;

namespace IpGuard.Flows.Filings;

/// <summary>What Store has for one index: all of it, and what an outbox row asks for.</summary>
public interface IIndexSource
{
    /// <summary>Kinds of outbox rows that are for this index.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>True where Store has anything to be indexed.</summary>
    Task<bool> AnyAsync(CancellationToken stop);

    /// <summary>Everything, in batches, each picture once.</summary>
    /// <param name="isWithFeatures">False gives the hashes alone.</param>
    /// <param name="progress">Told how many pictures were read.</param>
    IAsyncEnumerable<IReadOnlyList<IndexedFeatures>> AllAsync(bool isWithFeatures, IProgress<int>? progress, CancellationToken stop);

    /// <summary>What some rows are about, as it is now.</summary>
    /// <param name="isWithFeatures">False gives the hashes alone.</param>
    /// <returns>What is to be found, and whose pictures are no longer to be.</returns>
    Task<(IReadOnlyList<IndexedFeatures> Added, IReadOnlyList<string> GoneOwners)> ReadAsync(
        IReadOnlyList<OutboxRow> due,
        bool isWithFeatures,
        CancellationToken stop
    );
}
