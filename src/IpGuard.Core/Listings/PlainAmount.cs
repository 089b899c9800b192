using System.Globalization;

namespace IpGuard.Core.Listings;

/// <summary>Amounts as nearly all are written: `12` or `12.34`.</summary>
public static class PlainAmount
{
    // All of them fit into 64 bits.
    const int MostDigits = 18;

    /// <summary>Digits with a point among them or none; false for all else, which may be a number all the same.</summary>
    /// <param name="amount">With as many places as are written, as <see cref="decimal.Parse(string)"/> has it.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out decimal amount)
    {
        amount = 0;
        if (text.Length is 0 or > MostDigits || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[^1]))
            return false;
        var (number, point) = (0L, -1);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
                number = number * 10 + (text[i] - '0');
            else if (text[i] == '.' && point < 0)
                point = i;
            else
                return false;
        }

        var places = point < 0 ? 0 : text.Length - point - 1;
        amount = new(unchecked((int)number), (int)(number >> 32), 0, isNegative: false, (byte)places);
        return true;
    }

    /// <summary>As <see cref="decimal.ToString(IFormatProvider)"/> writes it in the invariant culture.</summary>
    public static string ToText(decimal amount)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(amount, bits);
        Span<char> digits = stackalloc char[MostDigits + 3];
        // Positive, and within 64 bits; with a digit before the point.
        var number = unchecked((long)(((ulong)(uint)bits[1] << 32) | (uint)bits[0]));
        if (amount < 0 || bits[2] != 0 || number < 0 || !number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture))
            return amount.ToString(CultureInfo.InvariantCulture);
        if (amount.Scale == 0)
            return new(digits[..length]);
        var whole = length - amount.Scale;
        if (whole < 1)
            return amount.ToString(CultureInfo.InvariantCulture);
        digits[whole..length].CopyTo(digits[(whole + 1)..]);
        digits[whole] = '.';
        return new(digits[..(length + 1)]);
    }
}
