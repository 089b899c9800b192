using System.Security.Cryptography;
using System.Text;

namespace IpGuard.Web.Shared;

/// <summary>Static files are cached for a year; their address changes with what they hold.</summary>
static class StaticAddress
{
    public static string Version { get; } = Of(Path.Combine(AppContext.BaseDirectory, "wwwroot"));

    static string Of(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, path)));
            hash.AppendData(File.ReadAllBytes(path));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..8];
    }
}
