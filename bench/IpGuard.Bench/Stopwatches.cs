using System.Globalization;

namespace IpGuard.Bench;

/// <summary>Both sides of a ratio, alternating in one process; the ratio is the median over the rounds. The time is the processor's, so that
/// what else the machine does matters less.</summary>
static class Stopwatches
{
    const int Rounds = 15;

    // Code is compiled anew, and well, after some dozens of calls and a pause.
    const double WarmUpMicroseconds = 1_500_000;

    /// <summary>Prints both times for one of <paramref name="count"/>, and how many times longer the other takes.</summary>
    public static void Compare(string name, Action ours, string otherName, Action other, int count)
    {
        WarmUp(ours);
        WarmUp(other);
        var (ratios, mine, theirs) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var (a, b) = (Time(ours) / count, Time(other) / count);
            mine.Add(a);
            theirs.Add(b);
            ratios.Add(b / a);
        }

        Say($"{name}: {Median(mine):F1} µs; {otherName}: {Median(theirs):F1} µs; ours/other {1 / Median(ratios):F2}, other/ours {Median(ratios):F2}");
    }

    /// <summary>Microseconds of one of <paramref name="count"/>, the median over the rounds.</summary>
    public static double Median(Action work, int count)
    {
        WarmUp(work);
        return Median([.. Enumerable.Range(0, Rounds).Select(_ => Time(work) / count)]);
    }

    public static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    static void WarmUp(Action work)
    {
        for (double spent = 0; spent < WarmUpMicroseconds; )
            spent += Math.Max(1, Time(work));
    }

    static double Time(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds;
    }

    static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
