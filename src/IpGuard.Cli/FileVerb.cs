using System.CommandLine;
using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard file`: files one work for a holder, at the operator's hand.</summary>
static class FileVerb
{
    public static Command Make()
    {
        var pictures = new Argument<string[]>("PICTURES")
        {
            Description = "one to twelve picture files; the first is the cover",
            Arity = new(1, Draft.MaximumPictures),
        };
        var holder = new Option<string>("--holder")
        {
            Description = "the holder's organisation; opened if there is none of that name",
            Required = true,
        };
        var title = new Option<string>("--title") { Description = "the work's title", Required = true };
        var category = new Option<string>("--category")
        {
            Description = string.Join(", ", Categories.All.Select(f => f.Token)),
            Required = true,
        };
        var author = new Option<string?>("--author") { Description = "who made it (default: the holder)" };
        var stage = new Option<WorkStage?>("--stage")
        {
            Description = "which state of its making it shows: sketch, drawing, sample, photograph",
        };
        var use = new Option<AiUse?>("--ai") { Description = "use of generative AI: none, assisted, generated (default: not stated)" };
        var previous = new Option<string?>("--previous") { Description = "number of the holder's own filing that this one follows" };
        var data = OpenHouse.DataOption();
        var verb = new Command(
            "file",
            "File a work.\n\nExample:\n  ipguard file front.jpg back.jpg --holder \"云间设计\" --title \"云纹连衣裙\" --category apparel"
        )
        {
            pictures,
            holder,
            title,
            category,
            author,
            stage,
            use,
            previous,
            data,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                if (!Categories.TryParse(parse.GetRequiredValue(category), out var chosen))
                {
                    await Console.Error.WriteLineAsync(
                        $"ipguard: expected a category ({string.Join(", ", Categories.All.Select(f => f.Token))}), got '{parse.GetRequiredValue(category)}'"
                    );
                    return ExitCodes.NotUnderstood;
                }

                var name = parse.GetRequiredValue(holder);
                var files = new List<DraftPicture>();
                foreach (var path in parse.GetRequiredValue(pictures))
                    files.Add(new(Path.GetFileName(path), await File.ReadAllBytesAsync(path, stop)));
                await using var house = await OpenHouse.OpenAsync(OpenHouse.Settings(parse.GetValue(data)), stop);
                var viewer = await house.Get<HolderFlow>().OfNameAsync(name, OrganisationKind.Designer, stop);
                var draft = new Draft(
                    parse.GetRequiredValue(title),
                    chosen,
                    parse.GetValue(author) ?? name,
                    OwnershipBasis.OwnCreation,
                    null,
                    files,
                    parse.GetValue(stage),
                    parse.GetValue(use),
                    parse.GetValue(previous)
                );
                var decision = await house.Get<FilingFlow>().FileAsync(viewer, "operator", Collection.CommandLine, draft, stop);
                // The filing stands from here on, whatever becomes of the stops after it.
                var exitCode = Tell(decision);
                await house.Get<FinishFlow>().FinishAsync(stop);
                return exitCode;
            }
        );
        return verb;
    }

    static int Tell(Decision decision)
    {
        switch (decision)
        {
            case Decision.Accepted accepted:
                Speech.Markup($"[green]受理 accepted[/] {accepted.Filing.Number}, filed {accepted.Filing.FiledAt:u}");
                return ExitCodes.Done;
            case Decision.Repeated repeated:
                Speech.Markup($"[green]重复提交 filed before[/] {repeated.Filing.Number}, filed {repeated.Filing.FiledAt:u}");
                return ExitCodes.Done;
            case Decision.Contested contested:
                Speech.Markup(
                    $"[yellow]待人工审查 contested[/] {contested.Filing.Number}, filed {contested.Filing.FiledAt:u}: an earlier filing of the same picture exists; a person will look"
                );
                return ExitCodes.Done;
            case Decision.Refused refused:
                foreach (var fault in refused.Faults.Concat(refused.Pictures.Select(p => $"{p.FileName}: {p.Fault.Message}")))
                    Console.Error.WriteLine($"ipguard: not filed: {fault}");
                return ExitCodes.No;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
