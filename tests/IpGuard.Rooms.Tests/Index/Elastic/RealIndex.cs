using IpGuard.Core.Matching;
using IpGuard.Index;
using IpGuard.Index.Elastic;
using IpGuard.Testing;

namespace IpGuard.Rooms.Tests.Index.Elastic;

/// <summary>An index of its own on the real server, gone after the test.</summary>
sealed class RealIndex : IAsyncDisposable
{
    RealIndex(Uri address, string networkId)
    {
        Address = address;
        Transport = TransportTo(address);
        Name = new($"ipguard-works-test-{Guid.NewGuid():N}", networkId, "vocabulary");
    }

    public Uri Address { get; }

    public ElasticTransport Transport { get; }

    public ElasticIndexName Name { get; }

    public IndexAdmin Admin => new(Transport);

    public ElasticPictureIndex Index { get; private set; } = null!;

    public static ElasticTransport TransportTo(params Uri[] nodes) => new(Settings(nodes), Way, TimeProvider.System);

    // Two cores are shared with whatever else runs: no test is about being fast.
    public static ElasticSettings Settings(params Uri[] nodes) => new() { Nodes = nodes, SearchPatience = TimeSpan.FromSeconds(20) };

    public static HttpMessageHandler Way(System.Net.Security.RemoteCertificateValidationCallback? check) =>
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = check },
        };

    public static async Task<RealIndex> OpenOrSkipAsync(string networkId = "network")
    {
        var real = new RealIndex(TestElasticsearch.AddressOrSkip(), networkId);
        await real.ReopenAsync();
        return real;
    }

    public async Task ReopenAsync(ElasticIndexName? name = null)
    {
        Index?.Dispose();
        Index = await OpenAsync(name ?? Name);
    }

    public Task<ElasticPictureIndex> OpenAsync(ElasticIndexName name) =>
        ElasticPictureIndex.OpenAsync(Transport, name, new(), IndexEyes.None, new WithoutWaiting(), CancellationToken.None);

    /// <summary>The same index as the rest of the house sees it; it is the caller's to close.</summary>
    /// <param name="node">Who is asked in place of the server; null for the server itself.</param>
    public ElasticIndex Seam(IndexEyes eyes, Uri? node = null) =>
        new(TransportTo(node ?? Address), Name, eyes, new(), new WithoutWaiting());

    public async Task<IReadOnlyList<Candidate>> NearestAsync(PdqSet asked, int radiusBits, int top)
    {
        var found = await Index.NearestAsync(asked, radiusBits, top, CancellationToken.None);
        Assert.Empty(found.NotAsked);
        return found.Items;
    }

    public async ValueTask DisposeAsync()
    {
        Index?.Dispose();
        foreach (var index in await Admin.PhysicalAsync(Name.Prefix, CancellationToken.None))
            await Admin.DeleteAsync(index, CancellationToken.None);
        Transport.Dispose();
    }
}

/// <summary>Lets what is waited for come twenty times as soon.</summary>
sealed class WithoutWaiting : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime / 20, period);
}
