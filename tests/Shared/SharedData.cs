namespace IpGuard.Testing;

/// <summary>The one place that knows where pictures, vectors and models beside the project lie. They are never part of it:
/// a test that needs them reports itself skipped, with the reason, where they are absent.</summary>
static class SharedData
{
    /// <summary>The folder of the solution file, found upwards from the running test.</summary>
    public static string ProjectRoot { get; } = FindUpwards(AppContext.BaseDirectory);

    /// <summary>`../shared` beside the project, or what IPGUARD_SHARED names.</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("IPGUARD_SHARED") ?? Path.GetFullPath(Path.Combine(ProjectRoot, "..", "shared"));

    /// <summary>A file or folder in it, or the skipping of the running test.</summary>
    /// <param name="parts">As in <c>Path("data", "vectors", "pdq")</c>.</param>
    public static string PathOrSkip(params string[] parts)
    {
        var path = Path.Combine([Root, .. parts]);
        Assert.SkipUnless(Path.Exists(path), $"needs {string.Join('/', parts)} in ../shared (or IPGUARD_SHARED), which is absent here");
        return path;
    }

    static string FindUpwards(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "IpGuard.sln")))
                return at.FullName;
        }

        throw new InvalidOperationException($"expected IpGuard.sln above {folder}, found none");
    }
}
