using System.Globalization;
using IpGuard.Vision.Networks;
using Microsoft.Extensions.Configuration;

namespace IpGuard.Flows;

/// <summary>Everything an operator can set. With nothing set, IpGuard runs on one machine out of one folder.</summary>
public sealed record HouseSettings
{
    /// <summary>Section of the configuration that holds the keys below, as in <c>IpGuard:Data</c> or <c>IpGuard__Data</c>.</summary>
    public const string Section = "IpGuard";

    /// <summary>The data folder; default “data” under the working folder.</summary>
    public string Data { get; init; } = "data";

    /// <summary>The ledger's origin: a schema-less address that names this log for ever (C2SP tlog-checkpoint). It is read when the
    /// ledger is made; another value later is refused, since it would be another log.</summary>
    public string LogOrigin { get; init; } = "ipguard.local/log";

    /// <summary>Folder of the trained models; default “models” beside the program.</summary>
    public string Models { get; init; } = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>The network that pictures are compared with; an empty path is the one that is shipped.</summary>
    public NetworkSettings Network { get; init; } = new("");

    /// <summary>Where Elasticsearch is; null for the embedded index.</summary>
    public ElasticsearchSettings? Elasticsearch { get; init; }

    /// <summary>Timestamp authorities that are asked; none for the operator's own.</summary>
    public IReadOnlyList<AuthoritySettings> Authorities { get; init; } = [];

    /// <summary>How often each of them is asked at most: 1 to 86,400 seconds. The operator's own signs every checkpoint.</summary>
    public int TimestampSeconds { get; init; } = 60;

    /// <summary>Witnesses that every checkpoint is shown to.</summary>
    public IReadOnlyList<WitnessSettings> Witnesses { get; init; } = [];

    /// <summary>Whether checkpoints are signed by an ECDSA key too, for whoever has no Ed25519.</summary>
    public bool LogEcdsa { get; init; }

    /// <summary>Interfaces of marketplaces that we were given keys to; none by default.</summary>
    public ConnectorSettings Connectors { get; init; } = new();

    /// <summary>Where a marketplace can read who is calling; sent with every request.</summary>
    public string ContactUrl { get; init; } = "https://ipguard.example/bot";

    /// <summary>Chromium or Chrome on this machine, by which pages of matched listings are shown and kept as pictures; empty for
    /// none.</summary>
    public string Chromium { get; init; } = "";

    /// <summary>Whether Chromium may run without its sandbox: only where something else holds what a page might do, since root has
    /// none.</summary>
    public bool ChromiumWithoutSandbox { get; init; }

    /// <summary>Public address of this service, as printed on certificates; null where it is not known.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>A font file that holds Chinese, to print certificates with; null for one that is installed.</summary>
    public string? CertificateFont { get; init; }

    /// <summary>How often unfinished stops are repeated and due watches looked for: 1 to 3,600 seconds.</summary>
    public int TickSeconds { get; init; } = 60;

    /// <summary>Watches that are swept at once at most, each of another marketplace: 1 to 16.</summary>
    public int SweepsAtOnce { get; init; } = 2;

    /// <summary>Attempts to sign in or up that one address may make in a minute: 1 to 10,000 (OWASP ASVS 5.0, 6.1.1).</summary>
    public int SignInsPerMinute { get; init; } = 30;

    /// <summary>The keys that are read, for the commented appsettings.json and for docker-compose.yml to be compared with.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [.. typeof(HouseSettings).GetProperties().Where(p => p.SetMethod is not null && !p.GetMethod!.IsStatic).Select(p => p.Name)];

    /// <summary>Reads the section and refuses what it does not know, so that a misspelt key is not silently a default.</summary>
    /// <exception cref="InvalidConfigurationException">Every fault, one a line.</exception>
    public static HouseSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var faults = section
            .GetChildren()
            .Where(c => !Keys.Contains(c.Key, StringComparer.OrdinalIgnoreCase))
            .Select(c => $"{c.Path}: expected one of {string.Join(", ", Keys)}")
            .ToList();
        var defaults = new HouseSettings();
        var settings = new HouseSettings
        {
            Data = section[nameof(Data)] ?? defaults.Data,
            LogOrigin = section[nameof(LogOrigin)] ?? defaults.LogOrigin,
            Models = section[nameof(Models)] ?? defaults.Models,
            Network = ReadNetwork(section.GetSection(nameof(Network)), defaults.Network, faults),
            Elasticsearch = ElasticsearchSettings.Read(section.GetSection(nameof(Elasticsearch)), faults),
            Authorities = AuthoritySettings.Read(section.GetSection(nameof(Authorities)), faults),
            TimestampSeconds = ReadNumber(section, nameof(TimestampSeconds), defaults.TimestampSeconds, 86_400, faults),
            Witnesses = WitnessSettings.Read(section.GetSection(nameof(Witnesses)), faults),
            LogEcdsa = ReadTruth(section, nameof(LogEcdsa), defaults.LogEcdsa, faults),
            Connectors = ConnectorSettings.Read(section.GetSection(nameof(Connectors)), faults),
            ContactUrl = section[nameof(ContactUrl)] ?? defaults.ContactUrl,
            Chromium = section[nameof(Chromium)] ?? defaults.Chromium,
            ChromiumWithoutSandbox = ReadTruth(section, nameof(ChromiumWithoutSandbox), defaults.ChromiumWithoutSandbox, faults),
            PublicUrl = section[nameof(PublicUrl)],
            CertificateFont = section[nameof(CertificateFont)],
            TickSeconds = ReadNumber(section, nameof(TickSeconds), defaults.TickSeconds, 3_600, faults),
            SweepsAtOnce = ReadNumber(section, nameof(SweepsAtOnce), defaults.SweepsAtOnce, 16, faults),
            SignInsPerMinute = ReadNumber(section, nameof(SignInsPerMinute), defaults.SignInsPerMinute, 10_000, faults),
        };
        foreach (var (key, value) in new[] { (nameof(ContactUrl), settings.ContactUrl), (nameof(PublicUrl), settings.PublicUrl) })
        {
            if (value is not null && !(Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                faults.Add($"{Section}:{key}: expected an http(s) address, got '{value}'");
        }

        return faults.Count == 0
            ? settings
            : throw new InvalidConfigurationException($"the configuration cannot be used:\n  {string.Join("\n  ", faults)}");
    }

    static NetworkSettings ReadNetwork(IConfigurationSection section, NetworkSettings otherwise, List<string> faults)
    {
        string[] known =
        [
            nameof(NetworkSettings.Path),
            nameof(NetworkSettings.SidePx),
            nameof(NetworkSettings.Layout),
            nameof(NetworkSettings.Mean),
            nameof(NetworkSettings.Deviation),
            nameof(NetworkSettings.Output),
        ];
        faults.AddRange(
            section
                .GetChildren()
                .Where(c => !known.Contains(c.Key, StringComparer.OrdinalIgnoreCase))
                .Select(c => $"{c.Path}: expected one of {string.Join(", ", known)}")
        );
        // A number is parsed too, whether or not it is one of them.
        var isKnown = Enum.TryParse<InputLayout>(section[nameof(NetworkSettings.Layout)] ?? nameof(InputLayout.BytesNhwc), out var layout);
        if (!isKnown || !Enum.IsDefined(layout))
            faults.Add(
                $"{section.Path}:Layout: expected one of {string.Join(", ", Enum.GetNames<InputLayout>())}, got '{section[nameof(NetworkSettings.Layout)]}'"
            );
        return new(
            section[nameof(NetworkSettings.Path)] ?? otherwise.Path,
            ReadNumber(section, nameof(NetworkSettings.SidePx), otherwise.SidePx, 1_024, faults),
            layout,
            ReadChannels(section, nameof(NetworkSettings.Mean), "three numbers", float.IsFinite, faults),
            ReadChannels(section, nameof(NetworkSettings.Deviation), "three numbers above 0", n => float.IsFinite(n) && n > 0, faults),
            section[nameof(NetworkSettings.Output)] ?? otherwise.Output
        );
    }

    // Three numbers, as in “0.485, 0.456, 0.406”.
    static float[]? ReadChannels(IConfigurationSection section, string key, string wanted, Predicate<float> isGood, List<string> faults)
    {
        if (section[key] is not { } text)
            return null;
        var parts = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        var numbers = parts.Select(p => float.TryParse(p, CultureInfo.InvariantCulture, out var n) ? n : float.NaN).ToArray();
        if (numbers.Length == 3 && Array.TrueForAll(numbers, isGood))
            return numbers;
        faults.Add($"{section.Path}:{key}: expected {wanted}, for red, green and blue, got '{text}'");
        return null;
    }

    static bool ReadTruth(IConfigurationSection section, string key, bool otherwise, List<string> faults)
    {
        if (section[key] is not { } text)
            return otherwise;
        if (bool.TryParse(text, out var truth))
            return truth;
        faults.Add($"{section.Path}:{key}: expected true or false, got '{text}'");
        return otherwise;
    }

    static int ReadNumber(IConfigurationSection section, string key, int otherwise, int most, List<string> faults)
    {
        if (section[key] is not { } text)
            return otherwise;
        if (int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
            return number;
        faults.Add($"{section.Path}:{key}: expected a whole number from 1 to {most}, got '{text}'");
        return otherwise;
    }
}
