namespace IpGuard.Market.Browsing;

/// <summary>How the browser is started: with no way out of its own, and with nothing of ours to give away.</summary>
static class BrowserFlags
{
    // What a browser needs of our environment. Passwords and keys stand in the rest of it.
    static readonly string[] Needed = ["PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SystemRoot", "TEMP", "TMP"];

    // They pass through a shell, which reads what is quoted as it stands.
    static readonly string[] Walls =
    [
        // Three walls behind the interception of requests, each enough by itself: no name and no address is found, the only proxy is at a
        // name that is not found either, and nothing may go past it. So WebSockets, workers and preconnections lead nowhere.
        "--host-resolver-rules=\"MAP * ~NOTFOUND\"",
        "--proxy-server=http://no-way-out.invalid:1",
        "--proxy-bypass-list=\"<-loopback>\"",
        // Datagrams know no proxy: there are to be none.
        "--disable-quic",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        // Most holes in V8 that were used were in what compiles scripts while they run. Without it pages are slower, and nothing else.
        "--js-flags=--jitless",
        "--disable-gpu",
        "--disable-3d-apis",
        "--block-new-web-contents",
        "--deny-permission-prompts",
        "--disable-file-system",
        "--disable-component-update",
        "--disable-domain-reliability",
        "--no-pings",
        // A container's /dev/shm is small.
        "--disable-dev-shm-usage",
    ];

    /// <summary>What the browser's driver would otherwise open for tests' sake.</summary>
    public static string[] NotWanted { get; } = ["--disable-popup-blocking", "--disable-ipc-flooding-protection"];

    public static string[] Of(BrowserSettings settings) => settings.IsWithoutSandbox ? [.. Walls, "--no-sandbox"] : Walls;

    /// <param name="home">The folder of this run; it is deleted afterwards.</param>
    public static Dictionary<string, string> Environment(string home)
    {
        // A variable can be emptied here and not taken away.
        var environment = System
            .Environment.GetEnvironmentVariables()
            .Keys.Cast<string>()
            .Where(k => !Needed.Contains(k, StringComparer.OrdinalIgnoreCase) && !k.StartsWith("FONTCONFIG", StringComparison.Ordinal))
            .ToDictionary(k => k, _ => "", StringComparer.Ordinal);
        environment["HOME"] = home;
        return environment;
    }
}
