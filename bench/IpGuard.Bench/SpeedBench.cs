using IpGuard.Core.Works;
using IpGuard.Flows.Matching;
using IpGuard.Vision.Drawing;
using IpGuard.Vision.Networks;

namespace IpGuard.Bench;

/// <summary>Every stop of matching beside its floor or its plain port, on pictures drawn by code, one thread.</summary>
static class SpeedBench
{
    const int Pictures = 18;

    public static int Run(string modelsFolder)
    {
        List<byte[]> Draw(int px) =>
            [.. Enumerable.Range(0, Pictures).Select(i => MotifPainter.Draw(Categories.All[i % 9].Category, 40 + i, px))];
        var large = Draw(1_024);
        new SpeedVision(large, new(Path.Combine(modelsFolder, MatcherModels.NetworkPath))).Run();
        new SpeedMatching(large, Draw(700)).Run();
        return 0;
    }
}
