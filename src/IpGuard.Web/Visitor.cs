using IpGuard.Core.Accounts;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Ledger;
using IpGuard.Flows.Matches;

namespace IpGuard.Web;

/// <summary>Who is asking, looked up once a request.</summary>
public sealed class Visitor(IHttpContextAccessor context, AccountFlow accounts, MatchReads matches, LedgerReads ledger)
{
    Task<SignedIn?>? _who;

    public Task<SignedIn?> WhoAsync()
    {
        var http = context.HttpContext!;
        return _who ??= accounts.WhoAsync(http.User, http.RequestAborted);
    }

    /// <summary>The scope of every query of this request; nobody's where no one is signed in.</summary>
    public async Task<Viewer> ViewerAsync() => (await WhoAsync())?.Viewer ?? Viewer.Nobody;

    /// <summary>Entries of the ledger in the holder's name that this account has not been shown; a regulator has none.</summary>
    public async Task<int> NewEntriesAsync() =>
        await WhoAsync() is { Viewer.IsRegulator: false } who
            ? await ledger.NewAsync(who.Viewer, who.AccountId, context.HttpContext!.RequestAborted)
            : 0;

    public async Task<int> UnreadAlertsAsync() =>
        await WhoAsync() is { } who ? await matches.UnreadAlertsAsync(who.Viewer, context.HttpContext!.RequestAborted) : 0;
}
