namespace IpGuard.Core.Ledger;

/// <summary>Base64 (RFC 4648, 4) as a proof writes it: one text for the same bytes.</summary>
/// <remarks>.NET's own reading passes over white space and over the unused bits of the last character, so that a changed text could
/// read as the same bytes. Here it does not.</remarks>
public static class Base64Text
{
    /// <returns>Null for any text that would not be written again as it stands.</returns>
    public static byte[]? Read(string text)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var written) && Convert.ToBase64String(bytes.AsSpan(0, written)) == text
            ? bytes[..written]
            : null;
    }
}
