using IpGuard.Flows.Backups;
using IpGuard.Market;
using IpGuard.Proof.Ledger;
using IpGuard.Store;
using Microsoft.AspNetCore.Connections;

namespace IpGuard.Flows;

/// <summary>Faults of the surroundings, which the operator can mend, in one sentence each. All others are defects of the program.</summary>
public static class Faults
{
    /// <returns>What was expected, what came and what to do; null for a defect, which is not to be caught.</returns>
    public static string? Tell(Exception fault) =>
        fault switch
        {
            DataFolderException or LedgerException or BackupException or MarketplaceException or InvalidConfigurationException =>
                fault.Message,
            InvalidOperationException
            {
                InnerException: FileNotFoundException or DirectoryNotFoundException or FormatException or InvalidDataException
            } => fault.Message,
            IOException { InnerException: AddressInUseException } =>
                $"expected a free port, but it is in use: {fault.Message} Name another with --urls",
            IOException when IsDiskFull(fault) =>
                $"expected room on the disk, got none: {fault.Message}. Free some and run it again; nothing half-written was kept",
            IOException or UnauthorizedAccessException => fault.Message,
            Microsoft.EntityFrameworkCore.DbUpdateException { InnerException: { } inner } => Unwritten(inner),
            System.Data.Common.DbException => Unwritten(fault),
            _ => null,
        };

    static string Unwritten(Exception fault) =>
        $"the database could not be read or written: {fault.Message}. Nothing of this step was kept; see to the disk and run it again";

    // ENOSPC and Windows' ERROR_DISK_FULL.
    static bool IsDiskFull(Exception fault) => (fault.HResult & 0xFFFF) is 28 or 112;
}

/// <summary>The configuration cannot be used; every fault is listed.</summary>
public sealed class InvalidConfigurationException(string message) : Exception(message);
