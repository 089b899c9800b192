namespace IpGuard.Market.Apis;

/// <summary>A key, password or token. It is written nowhere but into the request that needs it: no printed or serialised form shows
/// it.</summary>
public sealed class ApiSecret
{
    /// <summary>Shorter ones would be met by chance in what a marketplace says.</summary>
    public const int LeastLength = 8;

    public const int MostLength = 4_096;

    /// <exception cref="ArgumentException">Not <see cref="LeastLength"/> to <see cref="MostLength"/> printable ASCII characters without a
    /// space, which is what goes into a header (RFC 9110, section 5.5).</exception>
    public ApiSecret(string value)
    {
        if (!IsOne(value))
            throw new ArgumentException(
                $"expected a secret of {LeastLength} to {MostLength} printable ASCII characters without spaces, got another",
                nameof(value)
            );
        Value = value;
    }

    internal string Value { get; }

    public override string ToString() => "(secret)";

    internal static bool IsOne(string? value) =>
        value is { Length: >= LeastLength and <= MostLength } && value.All(c => c is > ' ' and < '\u007f');
}
