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
        var labels = new Argument<string?>("LABELS")
        {
            Description = "a file of labels, as `labels` and the bench write them",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var to = new Option<string>("--to")
        {
            Description = "folder to write the candidate into",
            DefaultValueFactory = _ => "verdict-candidate",
        };
        var held = new Option<string?>("--held") { Description = "labels that were not trained on: both models are measured on them" };
        var isSwitching = new Option<bool>("--switch") { Description = "put the candidate in use from the next start on" };
        var isShipped = new Option<bool>("--shipped") { Description = "put the shipped model in use again; nothing is trained" };
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
            isShipped,
            data,
        };
        verb.SetAction(
            (parse, stop) =>
                RunAsync(
                    parse.GetValue(labels),
                    parse.GetRequiredValue(to),
                    parse.GetValue(held),
                    (parse.GetValue(isSwitching), parse.GetValue(isShipped)),
                    OpenHouse.Settings(parse.GetValue(data)),
                    stop
                )
        );
        return verb;
    }

    static async Task<int> RunAsync(
        string? labels,
        string to,
        string? held,
        (bool ToCandidate, bool ToShipped) switching,
        HouseSettings settings,
        CancellationToken stop
    )
    {
        try
        {
            if (labels is null != switching.ToShipped || (switching.ToCandidate && switching.ToShipped))
                throw new ArgumentException("expected a file of labels to train on, or --shipped alone");
            if (labels is not null)
                Train(labels, to);
            if (held is null && !switching.ToCandidate && !switching.ToShipped)
            {
                Speech.Line($"written: {to}; nothing is switched without --switch");
                return ExitCodes.Done;
            }

            await using var desk = await VerdictSwitch.OpenAsync(settings, stop);
            if (held is not null)
            {
                var both = await desk.CompareAsync(to, held, stop);
                Speech.Line($"on {both.Labels} held labels, {both.Copies} confirmed:");
                Tell("in use", both.Old);
                Tell("candidate", both.New);
            }

            if (switching.ToCandidate || switching.ToShipped)
            {
                await desk.SwitchAsync(switching.ToShipped ? null : to, Environment.UserName, DateTimeOffset.UtcNow, stop);
                Speech.Line($"in use from the next start on: {(switching.ToShipped ? "the shipped model" : to)}");
            }
            else
            {
                Speech.Line($"written: {to}; nothing is switched without --switch");
            }

            return ExitCodes.Done;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or ArgumentException or IOException)
        {
            Console.Error.WriteLine($"ipguard: {e.Message}");
            return ExitCodes.No;
        }
    }

    static void Train(string labels, string to)
    {
        var trained = VerdictSwitch.Train(labels, to);
        Speech.Line($"{trained.Labels} labels, {trained.Copies} confirmed; {trained.Contradictions} contradict each other");
        Tell("on parts not trained on", trained.Unseen);
        Speech.Line($"  Brier of the base rate: {trained.BaseBrier:F3}");
    }

    static void Tell(string name, VerdictFigures f) =>
        Speech.Line(
            $"  {name}: precision {f.Precision:P1}, recall {f.Recall:P1}, calibration error {f.ExpectedError:F3}, Brier {f.Brier:F3}"
        );
}
