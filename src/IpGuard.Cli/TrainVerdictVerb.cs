using System.CommandLine;
using IpGuard.Flows;
using IpGuard.Flows.Judging;

namespace IpGuard.Cli;

/// <summary>`ipguard train-verdict`: trains a model of verdicts from labels, compares it with the one in use, and, when told so, puts it
/// in use.</summary>
static class TrainVerdictVerb
{
    public static Command Make()
    {
        var labels = new Argument<string>("LABELS") { Description = "a file of labels, as `labels` and the bench write them" };
        var to = new Option<string>("--to")
        {
            Description = "folder to write the candidate into",
            DefaultValueFactory = _ => "verdict-candidate",
        };
        var held = new Option<string?>("--held") { Description = "labels that were not trained on: both models are measured on them" };
        var isSwitching = new Option<bool>("--switch") { Description = "put the candidate in use from the next start on" };
        var data = OpenHouse.DataOption();
        var verb = new Command(
            "train-verdict",
            "Train the model of verdicts from labels. It is put in use only with --switch.\n\nExamples:\n  ipguard train-verdict labels.jsonl --held held.jsonl\n  ipguard train-verdict labels.jsonl --held held.jsonl --switch"
        )
        {
            labels,
            to,
            held,
            isSwitching,
            data,
        };
        verb.SetAction(parse =>
            Run(
                parse.GetRequiredValue(labels),
                parse.GetRequiredValue(to),
                parse.GetValue(held),
                parse.GetValue(isSwitching),
                OpenHouse.Settings(parse.GetValue(data))
            )
        );
        return verb;
    }

    static int Run(string labels, string to, string? held, bool isSwitching, HouseSettings settings)
    {
        try
        {
            var trained = VerdictSwitch.Train(labels, to);
            Speech.Line($"{trained.Labels} labels, {trained.Copies} confirmed; {trained.Contradictions} contradict each other");
            Tell("on parts not trained on", trained.Unseen);
            Speech.Line($"  Brier of the base rate: {trained.BaseBrier:F3}");
            if (held is not null)
            {
                var both = VerdictSwitch.Compare(settings, to, held);
                Speech.Line($"on {both.Labels} held labels, {both.Copies} confirmed:");
                Tell("in use", both.Old);
                Tell("candidate", both.New);
            }

            if (isSwitching)
                Speech.Line($"in use from the next start on: {VerdictSwitch.Switch(settings, to)}");
            else
                Speech.Line($"written: {to}; nothing is switched without --switch");
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or ArgumentException or IOException)
        {
            Console.Error.WriteLine($"ipguard: {e.Message}");
            return ExitCodes.No;
        }
    }

    static void Tell(string name, VerdictFigures f) =>
        Speech.Line(
            $"  {name}: precision {f.Precision:P1}, recall {f.Recall:P1}, calibration error {f.ExpectedError:F3}, Brier {f.Brier:F3}"
        );
}
