using IpGuard.Core.Listings;

namespace IpGuard.Market.Pushed;

/// <summary>A picture that comes within a record, as a data: address (RFC 2397) in base64.</summary>
static class InlinePicture
{
    const string Scheme = "data:";
    const string Coding = ";base64";

    public static bool IsInline(string address) => address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Its bytes; what they are shows when they are decoded.</summary>
    /// <param name="fault">Why there are none.</param>
    public static byte[]? Read(string address, int mostBytes, out string? fault)
    {
        fault = null;
        var comma = address.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !address[..comma].EndsWith(Coding, StringComparison.OrdinalIgnoreCase))
        {
            fault = $"expected data:…{Coding},… got '{PlainText.Clean(address, 40)}'";
            return null;
        }

        var text = address.AsSpan(comma + 1);
        var bytes = new byte[Math.Min((text.Length / 4 * 3) + 3, mostBytes)];
        if (Convert.TryFromBase64Chars(text, bytes, out var written) && written > 0)
            return bytes[..written];
        // Four letters are three bytes.
        fault =
            text.Length > ((long)mostBytes + 2) / 3 * 4
                ? $"expected at most {mostBytes / 1024 / 1024} MB within a record, got more; give its address instead"
                : "expected base64 behind the comma, got other text or none";
        return null;
    }
}
