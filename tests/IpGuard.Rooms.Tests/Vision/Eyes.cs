using IpGuard.Core.Matching;
using IpGuard.Testing;
using IpGuard.Vision.Decoding;
using IpGuard.Vision.Features;
using IpGuard.Vision.Networks;

namespace IpGuard.Rooms.Tests.Vision;

/// <summary>The shipped network, opened once for all tests that look at pictures.</summary>
static class Eyes
{
    public static string NetworkPath { get; } = Path.Combine(SharedData.ProjectRoot, "models", "vision", "ipguard-copy-v2-int8.onnx");

    static readonly Lazy<EmbeddingNetwork> Opened = new(() => EmbeddingNetwork.Open(new(NetworkPath)));

    public static EmbeddingNetwork Network => Opened.Value;

    /// <summary>Without the network, where it does not matter: some twenty times as fast.</summary>
    public static Fingerprinter Quick { get; } = new();

    public static Fingerprinter Whole { get; } = new(Network);

    public static PictureFeatures Features(byte[] picture, Side side = Side.Filed, Fingerprinter? by = null, Pass pass = Pass.Fast) =>
        (by ?? Quick).Examine(picture, side, pass).Features!;
}
