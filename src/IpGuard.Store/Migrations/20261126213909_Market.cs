using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IpGuard.Store.Migrations
{
    /// <inheritdoc />
    public partial class Market : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(name: "Failures", table: "Watches", type: "INTEGER", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<string>(name: "Fault", table: "Watches", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<bool>(name: "IsPaused", table: "Watches", type: "INTEGER", nullable: false, defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Counts_KnownPictures",
                table: "Sweeps",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<int>(
                name: "Counts_UnchangedListings",
                table: "Sweeps",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<long>(name: "RetryAt", table: "Sweeps", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<string>(name: "Kind", table: "SweepFaults", type: "TEXT", nullable: false, defaultValue: "record");

            migrationBuilder.AddColumn<long>(name: "LookedAt", table: "ListedPictures", type: "INTEGER", nullable: false, defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "Answers",
                columns: table => new
                {
                    ListingId = table.Column<long>(type: "INTEGER", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Asked = table.Column<string>(type: "TEXT", nullable: false),
                    Final = table.Column<string>(type: "TEXT", nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    Headers = table.Column<string>(type: "TEXT", nullable: false),
                    Resolved = table.Column<string>(type: "TEXT", nullable: false),
                    FetchedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<byte[]>(type: "BLOB", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Answers", x => new { x.ListingId, x.Content });
                }
            );
            AppendOnly.Guard(migrationBuilder, "Answers");

            migrationBuilder.CreateTable(
                name: "PageVisits",
                columns: table => new
                {
                    WatchId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Cursor = table.Column<string>(type: "TEXT", nullable: false),
                    Next = table.Column<string>(type: "TEXT", nullable: false),
                    IsLast = table.Column<bool>(type: "INTEGER", nullable: false),
                    Listings = table.Column<int>(type: "INTEGER", nullable: false),
                    BrokenListings = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ETag = table.Column<string>(type: "TEXT", nullable: true),
                    LastModified = table.Column<long>(type: "INTEGER", nullable: true),
                    JudgedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    LookedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PageVisits", x => new { x.WatchId, x.Cursor });
                }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "Answers");

            migrationBuilder.DropTable(name: "PageVisits");

            migrationBuilder.Sql("ALTER TABLE \"Watches\" DROP COLUMN \"Failures\"");

            migrationBuilder.Sql("ALTER TABLE \"Watches\" DROP COLUMN \"Fault\"");

            migrationBuilder.Sql("ALTER TABLE \"Watches\" DROP COLUMN \"IsPaused\"");

            migrationBuilder.Sql("ALTER TABLE \"Sweeps\" DROP COLUMN \"Counts_KnownPictures\"");

            migrationBuilder.Sql("ALTER TABLE \"Sweeps\" DROP COLUMN \"Counts_UnchangedListings\"");

            migrationBuilder.Sql("ALTER TABLE \"Sweeps\" DROP COLUMN \"RetryAt\"");

            migrationBuilder.Sql("ALTER TABLE \"SweepFaults\" DROP COLUMN \"Kind\"");

            migrationBuilder.Sql("ALTER TABLE \"ListedPictures\" DROP COLUMN \"LookedAt\"");
        }
    }
}
