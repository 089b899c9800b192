using System.Globalization;
using System.Text;
using IpGuard.Core.Ledger;

namespace IpGuard.Core.Pushes;

/// <summary>Kinds of value that signatures are written with.</summary>
enum FieldKind
{
    Text = 1,
    Integer = 2,
    Token = 3,
    Bytes = 4,
    Truth = 5,
}

/// <summary>One value, as the header's own grammar writes it, without quotes or colons.</summary>
readonly record struct FieldValue(FieldKind Kind, string Text)
{
    /// <summary>As it is written in a header (RFC 9651, 4.1).</summary>
    public override string ToString() =>
        Kind switch
        {
            FieldKind.Text => $"\"{Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
            FieldKind.Bytes => $":{Text}:",
            FieldKind.Truth => $"?{Text}",
            _ => Text,
        };
}

/// <summary>A named value behind a semicolon.</summary>
readonly record struct FieldParameter(string Name, FieldValue Value)
{
    public override string ToString() => Value is { Kind: FieldKind.Truth, Text: "1" } ? $";{Name}" : $";{Name}={Value}";
}

/// <summary>A value with its parameters.</summary>
sealed record FieldItem(FieldValue Value, IReadOnlyList<FieldParameter> Parameters)
{
    public override string ToString() => Value + string.Concat(Parameters);
}

/// <summary>One member of a dictionary: an item, or a list of items in brackets.</summary>
/// <param name="Items">One for an item, any number for a list.</param>
/// <param name="Parameters">Of the list; none for an item, which has its own.</param>
sealed record FieldMember(string Name, bool IsList, IReadOnlyList<FieldItem> Items, IReadOnlyList<FieldParameter> Parameters)
{
    /// <summary>As it is written behind its name.</summary>
    public override string ToString() => IsList ? $"({string.Join(' ', Items)}){string.Concat(Parameters)}" : Items[0].ToString();

    /// <summary>A parameter of the list; null where it has none of that name.</summary>
    public FieldValue? Parameter(string name) => Parameters.Where(p => p.Name == name).Select(p => (FieldValue?)p.Value).FirstOrDefault();
}

/// <summary>Dictionaries of structured field values (RFC 9651), as far as signatures and digests use them: no decimals, dates or display
/// strings, and no name twice.</summary>
static class StructuredField
{
    /// <summary>Longer headers are refused unread.</summary>
    public const int MostLetters = 8_192;

    /// <exception cref="FormatException">No such dictionary; the message says at which character.</exception>
    public static IReadOnlyList<FieldMember> ReadDictionary(string text)
    {
        if (text.Length > MostLetters)
            throw new FormatException($"expected at most {MostLetters} characters, got {text.Length}");
        var at = new Place(text.Trim(' '));
        var members = new List<FieldMember>();
        while (true)
        {
            var member = ReadMember(at);
            if (members.Exists(m => m.Name == member.Name))
                throw new FormatException($"expected '{member.Name}' once, got it twice");
            members.Add(member);
            at.SkipBlank();
            if (at.IsAtEnd)
                return members;
            at.Take(',');
            at.SkipBlank();
        }
    }

    static FieldMember ReadMember(Place at)
    {
        var name = ReadName(at);
        if (!at.TryTake('='))
            return new(name, false, [new(new(FieldKind.Truth, "1"), ReadParameters(at))], []);
        if (!at.TryTake('('))
            return new(name, false, [ReadItem(at)], []);
        var items = new List<FieldItem>();
        at.SkipSpaces();
        while (!at.TryTake(')'))
        {
            items.Add(ReadItem(at));
            if (at.Next is not (' ' or ')'))
                throw at.Fault("a space or a closing bracket");
            at.SkipSpaces();
        }

        return new(name, true, items, ReadParameters(at));
    }

    static FieldItem ReadItem(Place at) => new(ReadValue(at), ReadParameters(at));

    static List<FieldParameter> ReadParameters(Place at)
    {
        var parameters = new List<FieldParameter>();
        while (at.TryTake(';'))
        {
            at.SkipSpaces();
            var name = ReadName(at);
            if (parameters.Exists(p => p.Name == name))
                throw new FormatException($"expected the parameter '{name}' once, got it twice");
            parameters.Add(new(name, at.TryTake('=') ? ReadValue(at) : new(FieldKind.Truth, "1")));
        }

        return parameters;
    }

    static string ReadName(Place at)
    {
        if (at.Next is not ((>= 'a' and <= 'z') or '*'))
            throw at.Fault("a name in lower case");
        return at.While(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-' or '.' or '*');
    }

    static FieldValue ReadValue(Place at)
    {
        if (at.TryTake('"'))
            return new(FieldKind.Text, ReadText(at));
        if (at.TryTake(':'))
        {
            var text = at.While(c => c != ':');
            at.Take(':');
            return Base64Text.Read(text) is null
                ? throw new FormatException("expected bytes as base64 between two colons, got other text")
                : new(FieldKind.Bytes, text);
        }

        if (at.TryTake('?'))
            return new(FieldKind.Truth, at.TryTake('1') ? "1" : at.Take('0'));
        if (at.Next is '-' or (>= '0' and <= '9'))
            return new(FieldKind.Integer, ReadInteger(at));
        if (at.Next is not ((>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '*'))
            throw at.Fault("a value");
        return new(
            FieldKind.Token,
            at.While(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~:/".Contains(c, StringComparison.Ordinal))
        );
    }

    static string ReadInteger(Place at)
    {
        var sign = at.TryTake('-') ? "-" : "";
        var digits = at.While(char.IsAsciiDigit);
        // RFC 9651, 3.3.1: at most fifteen digits. Written again without leading zeros, as serialising it does.
        if (digits.Length is 0 or > 15 || at.Next == '.')
            throw at.Fault("a whole number of at most fifteen digits");
        return long.Parse(sign + digits, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    static string ReadText(Place at)
    {
        var text = new StringBuilder();
        while (!at.TryTake('"'))
        {
            var isEscaped = at.TryTake('\\');
            if (isEscaped ? at.Next is not ('"' or '\\') : at.Next is not (>= ' ' and <= '~'))
                throw at.Fault("printable ASCII and a closing quote");
            text.Append(at.Take(at.Next));
        }

        return text.ToString();
    }

    /// <summary>Where in a header one reads.</summary>
    sealed class Place(string text)
    {
        int _at;

        public bool IsAtEnd => _at == text.Length;

        /// <summary>The next character; zero at the end.</summary>
        public char Next => IsAtEnd ? '\0' : text[_at];

        public bool TryTake(char one)
        {
            if (IsAtEnd || text[_at] != one)
                return false;
            _at++;
            return true;
        }

        public string Take(char one) => TryTake(one) ? one.ToString() : throw Fault($"'{one}'");

        public string While(Func<char, bool> fits)
        {
            var from = _at;
            while (!IsAtEnd && fits(text[_at]))
                _at++;
            return text[from.._at];
        }

        public void SkipSpaces() => While(c => c == ' ');

        public void SkipBlank() => While(c => c is ' ' or '\t');

        public FormatException Fault(string expected) => new($"expected {expected} at character {_at + 1}, got other text");
    }
}
