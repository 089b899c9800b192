using System.CommandLine;
using IpGuard.Core.Ledger;
using IpGuard.Flows.Pushes;
using Spectre.Console;

namespace IpGuard.Cli;

/// <summary>`ipguard push`: signs a file of listings and sends it to an IpGuard service, batch by batch.</summary>
static class PushVerb
{
    public static Command Make()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "JSON Lines: one listing a line" };
        var key = new Option<string>("--key") { Description = "id of an API key, as /keys shows it", Required = true };
        var secret = new Option<FileInfo>("--secret-file")
        {
            Description = "a file with the key's secret, as it was shown when the key was added",
            Required = true,
        };
        var to = new Option<Uri>("--to")
        {
            Description = "address of the service",
            Required = true,
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                    return url;
                result.AddError($"expected --to with an http(s) address, got '{result.Tokens[0].Value}'");
                return null;
            },
        };
        var verb = new Command(
            "push",
            "Push a file of listings to a service, signed with an API key. The same file again doubles nothing.\n\nExample:\n  ipguard push listings.jsonl --key K-0198 --secret-file secret.txt --to https://guard.example"
        )
        {
            file,
            key,
            secret,
            to,
        };
        verb.SetAction(
            async (parse, stop) =>
                await RunAsync(
                    parse.GetRequiredValue(file),
                    parse.GetRequiredValue(key),
                    parse.GetRequiredValue(secret),
                    parse.GetRequiredValue(to),
                    stop
                )
        );
        return verb;
    }

    static async Task<int> RunAsync(FileInfo file, string key, FileInfo secretFile, Uri to, CancellationToken stop)
    {
        if (!file.Exists)
            return await CannotAsync($"expected a file of listings, found none at {file.FullName}");
        if (!secretFile.Exists)
            return await CannotAsync($"expected the key's secret in a file, found none at {secretFile.FullName}");
        if (
            Base64Text.Read((await File.ReadAllTextAsync(secretFile.FullName, stop)).Trim())
            is not { Length: ApiKeyFlow.SecretBytes } secret
        )
            return await CannotAsync($"expected {ApiKeyFlow.SecretBytes} bytes as base64 in {secretFile.FullName}, found something else");
        // An ordinary client: the address is the operator's own. No redirect is followed, since the signature is for this address.
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(5) };
        try
        {
            PushProgress? said = null;
            await Bars.RunAsync(async bars =>
            {
                var bar = bars.AddTask("pushing listings", maxValue: 1);
                var sender = new PushSender(http, to, key, secret, TimeProvider.System);
                said = await sender.SendAsync(file.FullName, Bars.To<PushProgress>(p => bar.Value = p.Share), stop);
                bar.Value = 1;
            });
            Speech.Line($"{said!.Batches} batches: {said.Listings} listings, {said.Removed} removed, {said.Broken} broken");
            foreach (var example in said.Examples)
                await Console.Error.WriteLineAsync($"ipguard: {example}");
            return ExitCodes.Done;
        }
        catch (PushRefusedException e)
        {
            await Console.Error.WriteLineAsync($"ipguard: {e.Message}");
            return ExitCodes.No;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !stop.IsCancellationRequested))
        {
            return await CannotAsync($"expected to reach {to}, got: {(e.InnerException ?? e).Message}; the same command again goes on");
        }
    }

    static async Task<int> CannotAsync(string fault)
    {
        await Console.Error.WriteLineAsync($"ipguard: {fault}");
        return ExitCodes.CannotHere;
    }
}
