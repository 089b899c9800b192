namespace IpGuard.Store;

/// <summary>A row that someone owns. It is only ever read within its owner's scope, and only written by its owner or the house.</summary>
/// <remarks>A mark for <see cref="GuardDb"/>, not a seam: nothing calls through it.</remarks>
interface IOwned
{
    Guid OrganisationId { get; }
}
