namespace IpGuard.Core.Ledger;

/// <summary>When a timestamp authority is asked again.</summary>
public static class AuthorityRules
{
    /// <summary>A token is renewed from so long before its signer's certificate ends: time enough for an authority that is away, or for the
    /// operator to choose another (the idea of RFC 4998, 5.2).</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(90);

    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>The pause after so many failures in turn, from 1: 30 seconds, doubled each time, at most an hour.</summary>
    public static TimeSpan PauseAfter(int failures)
    {
        const int mostDoublings = 7;
        var pause = FirstPause * Math.Pow(2, Math.Clamp(failures - 1, 0, mostDoublings));
        return pause < LongestPause ? pause : LongestPause;
    }
}
