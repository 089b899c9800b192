namespace IpGuard.Core.Cases;

/// <summary>How a case stands.</summary>
public enum CaseState
{
    /// <summary>Opened; the marketplace has not been told.</summary>
    Open = 1,

    /// <summary>The marketplace was told, and a listing is still offered.</summary>
    Noticed = 2,

    /// <summary>Every listing of it is gone.</summary>
    Gone = 3,

    /// <summary>A listing was gone and is back, there or elsewhere.</summary>
    Back = 4,

    /// <summary>A person has done with it; what comes back opens it again.</summary>
    Closed = 5,
}

/// <summary>What can happen in a case.</summary>
public enum CaseEventKind
{
    /// <summary>A person took a match up.</summary>
    Opened = 1,

    /// <summary>A person took up another listing with it.</summary>
    Joined = 2,

    /// <summary>A person told the marketplace of a listing.</summary>
    Noticed = 3,

    /// <summary>A listing is no longer offered.</summary>
    Vanished = 4,

    /// <summary>A listing that was gone is offered again, or another that shows the same has come in its place.</summary>
    Returned = 5,

    /// <summary>A person has done with it.</summary>
    Closed = 6,
}
