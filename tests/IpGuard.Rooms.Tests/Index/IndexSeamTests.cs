using IpGuard.Index;
using IpGuard.Index.Embedded;
using IpGuard.Rooms.Tests.Index.Elastic;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>The contract, of the index of one machine.</summary>
public sealed class EmbeddedSeamTests : IndexSeamContract
{
    TempFolder? _folder;

    protected override Task MakeAsync()
    {
        _folder = new();
        return Task.CompletedTask;
    }

    protected override Task ForgetAsync()
    {
        _folder?.Dispose();
        return Task.CompletedTask;
    }

    protected override IPictureIndex Open() => new EmbeddedIndex(_folder!.Path, new(MadeCatalogue.Vocabulary, MadeCatalogue.Background));
}

/// <summary>The contract, of the index on a real Elasticsearch.</summary>
public sealed class ElasticSeamTests : IndexSeamContract
{
    RealIndex? _real;

    protected override async Task MakeAsync() => _real = await RealIndex.OpenOrSkipAsync();

    protected override async Task ForgetAsync()
    {
        if (_real is not null)
            await _real.DisposeAsync();
    }

    protected override IPictureIndex Open() => _real!.Seam(new(MadeCatalogue.Vocabulary, MadeCatalogue.Background));
}
