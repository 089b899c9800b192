using System.CommandLine;
using IpGuard.Core.Accounts;
using IpGuard.Flows.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard account`: admits an organisation with its first account; the only way in for a regulator.</summary>
static class AccountVerb
{
    public static Command Make()
    {
        var email = new Argument<string>("EMAIL") { Description = "the account's address" };
        var organisation = new Option<string>("--organisation") { Description = "name of the organisation", Required = true };
        var kind = new Option<OrganisationKind>("--kind") { Description = "designer, brand or regulator", Required = true };
        var data = OpenHouse.DataOption();
        var verb = new Command(
            "account",
            "Admit an organisation with its first account. The password is read from IPGUARD_PASSWORD or asked for.\n\nExample:\n  ipguard account officer@example.cn --organisation \"市场监督管理局\" --kind regulator"
        )
        {
            email,
            organisation,
            kind,
            data,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                await using var house = await OpenHouse.OpenAsync(OpenHouse.Settings(parse.GetValue(data)), stop);
                var password =
                    Environment.GetEnvironmentVariable("IPGUARD_PASSWORD")
                    ?? await new TextPrompt<string>("Password (at least 12 characters):").Secret().ShowAsync(AnsiConsole.Console, stop);
                using var scope = house.Scope();
                var faults = await scope
                    .ServiceProvider.GetRequiredService<AccountFlow>()
                    .AdmitAsync(
                        parse.GetRequiredValue(organisation),
                        parse.GetRequiredValue(kind),
                        parse.GetRequiredValue(email),
                        password,
                        stop
                    );
                foreach (var fault in faults)
                    await Console.Error.WriteLineAsync($"ipguard: not admitted: {fault}");
                if (faults.Count > 0)
                    return ExitCodes.No;
                Speech.Markup($"[green]admitted[/] {parse.GetRequiredValue(email)}");
                return ExitCodes.Done;
            }
        );
        return verb;
    }
}
