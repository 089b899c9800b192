namespace IpGuard.Web.Shared;

/// <summary>Static files are cached for a year; their address changes with the program's version.</summary>
static class StaticAddress
{
    public static string Version { get; } = typeof(StaticAddress).Module.ModuleVersionId.ToString("N")[..8];
}
