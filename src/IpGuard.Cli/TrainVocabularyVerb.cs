using System.CommandLine;
using IpGuard.Flows;
using IpGuard.Flows.Matching;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard train-vocabulary`: makes the shipped vocabulary of visual words again.</summary>
static class TrainVocabularyVerb
{
    public static Command Make() =>
        new TrainingOptions().Verb(
            "train-vocabulary",
            "Make the visual words again from pictures; the same bytes each time. Indexes are rebuilt for it.\n\nExample:\n  ipguard train-vocabulary artifacts/train",
            RunAsync
        );

    static async Task<int> RunAsync(string[] kits, string models, string? cache, CancellationToken stop)
    {
        var path = Path.Combine(models, MatcherModels.VocabularyPath);
        await Bars.RunAsync(async bars =>
        {
            var settings = new HouseSettings { Models = models };
            var reading = kits.Select(kit => bars.AddTask($"looking at {kit}", maxValue: 1)).ToList();
            var training = bars.AddTask("training words", maxValue: 1);
            var vocabulary = await Task.Run(
                () =>
                    MatcherTraining.TrainVocabulary(
                        MatcherTraining.ReadKits(kits, settings, cache, (kit, done) => reading[kit].Value = done, stop),
                        done => training.Value = done
                    ),
                stop
            );
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, vocabulary.ToBytes(), stop);
        });
        Speech.Line($"written: {path}");
        return ExitCodes.Done;
    }
}
