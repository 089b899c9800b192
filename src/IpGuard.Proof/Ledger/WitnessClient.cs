using System.Globalization;
using System.Text;
using IpGuard.Core.Ledger;
using IpGuard.Proof.Checking;

namespace IpGuard.Proof.Ledger;

/// <summary>A witness's answer: its signature line; or where it stands, if that is not where it was thought to be.</summary>
public sealed record WitnessAnswer(string? Line, long? StandsAt);

/// <summary>Asks one witness (C2SP tlog-witness). What it answers is checked before it is kept.</summary>
/// <param name="http">The way out, which is the caller's to guard.</param>
public sealed class WitnessClient(Uri address, NoteKey key, HttpClient http)
{
    const int MostAnswerBytes = 16 * 1024;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string Name => key.Name;

    /// <exception cref="WitnessException">It did not answer, or with what is not to be believed.</exception>
    public async Task<WitnessAnswer> AskAsync(WitnessRequest request, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            using var content = new StringContent(request.ToString(), Encoding.UTF8, "text/plain");
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "add-checkpoint")) { Content = content };
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var text = await BoundedAnswer.ReadAsync(answer.Content, MostAnswerBytes, limit.Token) is { } bytes
                ? Encoding.UTF8.GetString(bytes)
                : throw new WitnessException($"expected an answer of at most {MostAnswerBytes / 1024} KB, got more");
            return (int)answer.StatusCode switch
            {
                200 => new(Checked(text, request.CheckpointNote), null),
                409 when long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var at) => new(null, at),
                var status => throw new WitnessException($"expected status 200, got {status}"),
            };
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new WitnessException($"expected an answer within {Patience.TotalSeconds} seconds, got none");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new WitnessException($"the witness cannot be reached: {e.Message}");
        }
    }

    string Checked(string lines, string note)
    {
        if (SignedNote.ReadLines(lines) is not { } signatures || !SignedNote.TryParse(note, out var parsed))
            throw new WitnessException("expected signature lines, got another text");
        if (NoteCheck.WitnessedAt(parsed!.Text, signatures, key) is null)
            throw new WitnessException($"expected a cosignature of {key.Name}+{key.Id:x8} over this checkpoint, got another");
        return SignedNote.Line(signatures.First(s => s.KeyName == key.Name && s.KeyId == key.Id));
    }
}

/// <summary>A witness gave no cosignature; the message says what was expected and what came.</summary>
public sealed class WitnessException(string message) : Exception(message);
