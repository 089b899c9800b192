using System.Text;

namespace IpGuard.Index.Elastic;

/// <summary>Who asks. Goes into one header and nowhere else: <see cref="ToString"/> says only which kind it is.</summary>
public sealed class ElasticCredential
{
    readonly string _kind;

    ElasticCredential(string kind, string header) => (_kind, Header) = (kind, header);

    internal string Header { get; }

    /// <param name="encoded">As Elasticsearch gives it under `encoded`: Base64 of id and key.</param>
    public static ElasticCredential ApiKey(string encoded) => new("API key", $"ApiKey {encoded}");

    public static ElasticCredential Basic(string account, string password) =>
        new("account and password", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account}:{password}"))}");

    public override string ToString() => _kind;
}

/// <summary>Where Elasticsearch is and how long it may take.</summary>
public sealed class ElasticSettings
{
    /// <summary>One address a node, without credentials in it.</summary>
    public required IReadOnlyList<Uri> Nodes { get; init; }

    public ElasticCredential? Credential { get; init; }

    /// <summary>SHA-256 of the certificate authority's certificate, 64 hexadecimal digits, colons allowed. Null trusts what the machine
    /// trusts.</summary>
    public string? CaFingerprint { get; init; }

    /// <summary>Time for one node's answer to a search. The server stops by itself at four fifths of it.</summary>
    public TimeSpan SearchPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time for one node's answer to a bulk, and to a page of everything.</summary>
    public TimeSpan WritePatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time for one node's answer about templates, indexes and aliases.</summary>
    public TimeSpan AdminPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is asked for the cluster's state.</summary>
    public string HealthPath { get; init; } = "/_cluster/health";

    /// <summary>The longest answer that is read, counted after decompression. A page of 5,000 documents has some 30 MB.</summary>
    public long MostAnswerBytes { get; init; } = 128 << 20;

    /// <summary>Called with each different deprecation that Elasticsearch warns of.</summary>
    public Action<string>? Warned { get; init; }

    /// <exception cref="ArgumentException">With every fault; addresses are named by host alone.</exception>
    public void Check()
    {
        var faults = new List<string>();
        if (Nodes.Count == 0)
            faults.Add("expected the address of at least one node, got none");
        foreach (var node in Nodes)
        {
            if (!node.IsAbsoluteUri || node.Scheme is not ("http" or "https"))
                faults.Add("expected a node's address to begin with http:// or https://");
            else if (node.UserInfo.Length > 0 || node.Query.Length > 0)
                faults.Add($"expected the address of {node.Host} without account or query; give the credential by itself");
            else if (CaFingerprint is not null && node.Scheme != "https")
                faults.Add($"expected https for {node.Host}, since a fingerprint is pinned");
        }

        if (CaFingerprint is { } text && !CertificatePin.TryParse(text, out _))
            faults.Add("expected the fingerprint as 64 hexadecimal digits (SHA-256)");
        if (SearchPatience <= TimeSpan.Zero || WritePatience <= TimeSpan.Zero || AdminPatience <= TimeSpan.Zero)
            faults.Add("expected every patience to be longer than nothing");
        if (faults.Count > 0)
            throw new ArgumentException(string.Join("; ", faults));
    }
}
