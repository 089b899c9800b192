using System.CommandLine;
using IpGuard.Flows;
using IpGuard.Flows.Matching;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard train-matcher`: makes the shipped classifier of pictures again.</summary>
static class TrainMatcherVerb
{
    public static Command Make() =>
        new TrainingOptions().Verb(
            "train-matcher",
            "Make the classifier of pictures again from attacked copies and distractors.\n\nExample:\n  ipguard train-matcher artifacts/train",
            RunAsync
        );

    static async Task<int> RunAsync(string[] kits, string models, string? cache, CancellationToken stop)
    {
        MatcherTrained? trained = null;
        await Bars.RunAsync(async bars =>
        {
            var settings = new HouseSettings { Models = models };
            var reading = kits.Select(kit => bars.AddTask($"looking at {kit}", maxValue: 1)).ToList();
            var comparing = kits.Select(kit => bars.AddTask($"comparing {kit}", maxValue: 1)).ToList();
            trained = await Task.Run(
                () =>
                {
                    var read = MatcherTraining.ReadKits(kits, settings, cache, (kit, done) => reading[kit].Value = done, stop);
                    return MatcherTraining.TrainClassifier(read, settings, (kit, done) => comparing[kit].Value = done, stop);
                },
                stop
            );
        });
        Speech.Line(
            $"{trained!.Pairs} pairs; {trained.Copies} copies, {trained.Distractors} distractors; recall {trained.RecallAtNear:P1} at 1 % false positives, {trained.RecallAtSame:P1} at 0.1 %"
        );
        return ExitCodes.Done;
    }
}
