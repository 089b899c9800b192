namespace IpGuard.Market.Browsing;

/// <summary>The browser that screenshots are taken with.</summary>
/// <param name="Path">Of Chromium or Chrome on this machine; empty where none is to be used. None is ever downloaded.</param>
/// <param name="IsWithoutSandbox">True where the operator has said that Chromium may run without its sandbox.</param>
public sealed record BrowserSettings(string Path, bool IsWithoutSandbox)
{
    public bool IsOn => Path.Length > 0;

    /// <summary>Why it cannot be started as it is set; null where it can be tried.</summary>
    /// <param name="isRoot">The process has all rights on this machine.</param>
    public string? Refuse(bool isRoot)
    {
        if (!File.Exists(Path))
            return $"expected a browser at {Path}, found none: set IpGuard:Chromium to where it is, or to nothing";
        return isRoot && !IsWithoutSandbox
            ? "Chromium has no sandbox where it is run by root: run IpGuard as another user, or set IpGuard:ChromiumWithoutSandbox to true "
                + "and let a container hold what a page might do"
            : null;
    }
}

/// <summary>How a page looked.</summary>
/// <param name="Final">Where redirects led; null where nothing answered.</param>
/// <param name="Browser">Name and version.</param>
/// <param name="Picture">A PNG; null where there could be none.</param>
/// <param name="Fault">Why there is none, or what it does not show; null where it is whole.</param>
public sealed record PageScreenshot(string? Final, string Browser, byte[]? Picture, string? Fault);

/// <summary>How the browser was when it was last started.</summary>
/// <param name="Version">Its name and version; null where it could not be started.</param>
/// <param name="Fault">Why it could not be; null where it could.</param>
public sealed record BrowserStanding(string? Version, string? Fault);

/// <summary>The browser, or the page in it, did not do what was expected. The message says what to do.</summary>
sealed class BrowserException : Exception
{
    public BrowserException(string message)
        : base(message) { }

    public BrowserException(string message, Exception inner)
        : base(message, inner) { }
}
