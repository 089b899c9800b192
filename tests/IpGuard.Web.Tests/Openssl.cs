using System.Diagnostics;

namespace IpGuard.Web.Tests;

/// <summary>The openssl of this machine; tests that need it are skipped where there is none.</summary>
static class Openssl
{
    const string Program = "/usr/bin/openssl";

    public static void SkipWhereAbsent() => Assert.SkipUnless(File.Exists(Program), $"needs {Program}, which is absent here");

    /// <exception cref="InvalidOperationException">It failed; with what it said.</exception>
    public static void Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { WorkingDirectory = folder, RedirectStandardError = true };
        using var openssl = Process.Start(start)!;
        var said = openssl.StandardError.ReadToEnd();
        openssl.WaitForExit();
        if (openssl.ExitCode != 0)
            throw new InvalidOperationException($"openssl {string.Join(' ', arguments)}: {said}");
    }
}
