namespace IpGuard.Market.Web;

/// <summary>One question to the web.</summary>
/// <param name="MaximumBytes">Of the body after decompression; a longer answer is refused.</param>
/// <param name="Patience">For the whole answer.</param>
public sealed record WebAsk(Uri Address, long MaximumBytes, TimeSpan Patience)
{
    /// <summary>The answer is only wanted if it is another than then; null to have it in any case.</summary>
    public Validators? Since { get; init; }

    /// <summary>Beside the usual ones, such as a key. They are not sent to another host.</summary>
    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];

    /// <summary>Fields to post; null to get.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Form { get; init; }

    /// <summary>True for an interface that we were given a key to: no robots.txt stands before it.</summary>
    public bool IsApi { get; init; }

    /// <summary>How often the interface may be asked with our key; null where nothing is agreed. Every try counts.</summary>
    public WebQuota? Quota { get; init; }

    /// <summary>Reads what an interface says is wrong from the beginning of a refusal's body: bounded, harmless to show, without secrets;
    /// null where it says nothing. Null for what is no interface.</summary>
    public Func<byte[], string?>? FaultOf { get; init; }
}

/// <summary>How often one interface may be asked with one key.</summary>
/// <param name="Name">Of the interface and the key, and of no other; it is never shown.</param>
/// <param name="PerSecond">Questions a second, more than 0.</param>
/// <param name="PerDay">Questions in any 24 hours; null for any number.</param>
public sealed record WebQuota(string Name, double PerSecond, int? PerDay);

/// <summary>One header as it was sent.</summary>
public sealed record HeaderLine(string Name, string Value);

/// <summary>What a server said by which it will know its answer again (RFC 9110, section 8.8).</summary>
/// <param name="ETag">With its quotes, and W/ where it is weak.</param>
public sealed record Validators(string? ETag, DateTimeOffset? LastModified);

/// <summary>How an answer came, for the evidence.</summary>
/// <param name="Final">Where redirects led; the asked address where there were none.</param>
/// <param name="Headers">Without cookies.</param>
/// <param name="Resolved">The IP addresses that the final host had.</param>
public sealed record AnswerFacts(
    Uri Asked,
    Uri Final,
    int Status,
    IReadOnlyList<HeaderLine> Headers,
    IReadOnlyList<string> Resolved,
    DateTimeOffset FetchedAt
);

/// <summary>What came back.</summary>
public abstract record WebAnswer(AnswerFacts Facts)
{
    /// <summary>As it was when the validators were given.</summary>
    public sealed record Unchanged(AnswerFacts Facts) : WebAnswer(Facts);

    /// <param name="Body">At its beginning, and seekable; in a file where it is long.</param>
    public sealed record Whole(AnswerFacts Facts, Stream Body, Validators Validators) : WebAnswer(Facts), IDisposable
    {
        /// <summary>The whole body; for answers whose bound is small.</summary>
        public byte[] ToBytes()
        {
            Body.Position = 0;
            var bytes = new byte[Body.Length];
            Body.ReadExactly(bytes);
            Body.Position = 0;
            return bytes;
        }

        public void Dispose() => Body.Dispose();
    }
}
