using System.Globalization;
using IpGuard.Index.Elastic;
using Microsoft.Extensions.Configuration;

namespace IpGuard.Flows;

/// <summary>Where Elasticsearch is, for catalogues that one machine's memory does not hold.</summary>
/// <param name="Urls">One address a node.</param>
/// <param name="Index">Name of the works' index: its reading alias. It begins with `ipguard-works`.</param>
/// <param name="ApiKey">As Elasticsearch gives it under `encoded`; null for none.</param>
/// <param name="Account">Null for none.</param>
/// <param name="Password">Of the account.</param>
/// <param name="CaFingerprint">SHA-256 of the certificate authority's certificate; null trusts what the machine trusts.</param>
/// <param name="PatienceSeconds">Time for one node's answer to a search: 1 to 60 seconds.</param>
public sealed record ElasticsearchSettings(
    IReadOnlyList<Uri> Urls,
    string Index,
    string? ApiKey,
    string? Account,
    string? Password,
    string? CaFingerprint,
    int PatienceSeconds
)
{
    /// <summary>Name of the listed pictures' index: beside the works' own.</summary>
    public string ListingsIndex => ElasticIndexName.Listings + Index[ElasticIndexName.Works.Length..];

    /// <summary>The default name of the works' index.</summary>
    public const string DefaultIndex = ElasticIndexName.Works;

    const int DefaultPatienceSeconds = 2;
    const int MostPatienceSeconds = 60;

    static readonly string[] Keys =
    [
        "Url",
        nameof(Index),
        nameof(ApiKey),
        nameof(Account),
        nameof(Password),
        nameof(CaFingerprint),
        nameof(PatienceSeconds),
    ];

    /// <summary>Elasticsearch at an address, without accounts, by all defaults.</summary>
    public static ElasticsearchSettings At(Uri address) => new([address], DefaultIndex, null, null, null, null, DefaultPatienceSeconds);

    /// <param name="faults">Every fault is added; none repeats a secret.</param>
    /// <returns>Null where no address is given.</returns>
    internal static ElasticsearchSettings? Read(IConfigurationSection section, List<string> faults)
    {
        faults.AddRange(
            section
                .GetChildren()
                .Where(c => !Keys.Contains(c.Key, StringComparer.OrdinalIgnoreCase))
                .Select(c => $"{c.Path}: expected one of {string.Join(", ", Keys)}")
        );
        if (section["Url"] is not { Length: > 0 } text)
        {
            if (section.GetChildren().Any(c => c.Value is { Length: > 0 }))
                faults.Add($"{section.Path}:Url: expected the address of Elasticsearch, got none");
            return null;
        }

        var urls = new List<Uri>();
        foreach (var part in text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Uri.TryCreate(part, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
                urls.Add(url);
            else
                faults.Add($"{section.Path}:Url: expected http(s) addresses without account, separated by commas");
        }

        var index = section[nameof(Index)] ?? DefaultIndex;
        if (!index.StartsWith(DefaultIndex, StringComparison.Ordinal))
            faults.Add($"{section.Path}:Index: expected a name that begins with {DefaultIndex}, got '{index}'");
        var (account, password, key) = (section[nameof(Account)], section[nameof(Password)], section[nameof(ApiKey)]);
        if (string.IsNullOrEmpty(account) != string.IsNullOrEmpty(password))
            faults.Add($"{section.Path}: expected Account and Password together");
        if (!string.IsNullOrEmpty(account) && !string.IsNullOrEmpty(key))
            faults.Add($"{section.Path}: expected an ApiKey or an Account, got both");
        var seconds = DefaultPatienceSeconds;
        if (
            section[nameof(PatienceSeconds)] is { } wanted
            && !(int.TryParse(wanted, CultureInfo.InvariantCulture, out seconds) && seconds is >= 1 and <= MostPatienceSeconds)
        )
            faults.Add($"{section.Path}:PatienceSeconds: expected a whole number from 1 to {MostPatienceSeconds}, got '{wanted}'");
        var settings = new ElasticsearchSettings(
            urls,
            index,
            Some(key),
            Some(account),
            Some(password),
            Some(section[nameof(CaFingerprint)]),
            seconds
        );
        if (faults.Count > 0)
            return settings;
        try
        {
            settings.ToSettings(null).Check();
        }
        catch (ArgumentException e)
        {
            faults.Add($"{section.Path}: {e.Message}");
        }

        return settings;
    }

    internal ElasticSettings ToSettings(Action<string>? warned) =>
        new()
        {
            Nodes = Urls,
            Credential =
                ApiKey is { } key ? ElasticCredential.ApiKey(key)
                : Account is { } account ? ElasticCredential.Basic(account, Password!)
                : null,
            CaFingerprint = CaFingerprint,
            SearchPatience = TimeSpan.FromSeconds(PatienceSeconds),
            Warned = warned,
        };

    /// <summary>Where it is, and no secret.</summary>
    public override string ToString() => $"{string.Join(", ", Urls.Select(u => u.GetLeftPart(UriPartial.Authority)))} ({Index})";

    static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
