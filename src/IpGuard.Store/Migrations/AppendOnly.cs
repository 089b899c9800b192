using Microsoft.EntityFrameworkCore.Migrations;

namespace IpGuard.Store.Migrations;

/// <summary>Makes the database itself refuse to change or delete what may only be appended.</summary>
static class AppendOnly
{
    /// <summary>Adds the two triggers of one table.</summary>
    public static void Guard(MigrationBuilder migration, string table)
    {
        foreach (var deed in new[] { "UPDATE", "DELETE" })
        {
            migration.Sql(
                $"CREATE TRIGGER \"{table}_append_only_{deed}\" BEFORE {deed} ON \"{table}\" "
                    + $"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {deed} refused'); END;"
            );
        }
    }
}
