using SkiaSharp;

namespace IpGuard.Vision.Drawing;

/// <summary>A seeded source of choices: the same seed gives the same picture on every machine.</summary>
sealed class Dice(int seed)
{
    readonly Random _random = new(seed);

    /// <summary>From low up to but not including high.</summary>
    public float Between(float low, float high) => low + ((float)_random.NextDouble() * (high - low));

    public int Below(int count) => _random.Next(count);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public SKPoint PointIn(SKRect area) => new(Between(area.Left, area.Right), Between(area.Top, area.Bottom));
}
