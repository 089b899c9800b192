using System.CommandLine;
using IpGuard.Flows.Sweeps;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard train-titles`: makes the shipped title model again.</summary>
static class TrainTitlesVerb
{
    public static Command Make()
    {
        var models = new Option<string>("--models") { Description = "folder of models to write into", DefaultValueFactory = _ => "models" };
        var verb = new Command(
            "train-titles",
            "Make the title model again from titles made in code; the same figures each time.\n\nExample:\n  ipguard train-titles --models models"
        )
        {
            models,
        };
        verb.SetAction(parse =>
        {
            Speech.Line($"written: {TitleModel.Train(parse.GetRequiredValue(models))}");
            return ExitCodes.Done;
        });
        return verb;
    }
}
