using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IpGuard.Store.Migrations
{
    /// <inheritdoc />
    public partial class Cases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "ContinuesFrom", table: "Watches", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<string>(name: "Cron", table: "Watches", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<string>(name: "Keywords", table: "Watches", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<int>(name: "WindowFromMinute", table: "Watches", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<int>(name: "WindowToMinute", table: "Watches", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<string>(name: "PageCursor", table: "Listings", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<int>(name: "NameMatches", table: "Alerts", type: "INTEGER", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<int>(name: "Returns", table: "Alerts", type: "INTEGER", nullable: false, defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "ApiKeys",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MarketplaceId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Secret = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AddedBy = table.Column<string>(type: "TEXT", nullable: false),
                    RevokedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LastUsedAt = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiKeys", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ApiKeys_Marketplaces_MarketplaceId",
                        column: x => x.MarketplaceId,
                        principalTable: "Marketplaces",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "CaseEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    CaseNumber = table.Column<string>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    ListingId = table.Column<long>(type: "INTEGER", nullable: true),
                    Note = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CaseEvents", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "CaseListings",
                columns: table => new
                {
                    CaseNumber = table.Column<string>(type: "TEXT", nullable: false),
                    ListingId = table.Column<long>(type: "INTEGER", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    JoinedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    NoticedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Misses = table.Column<int>(type: "INTEGER", nullable: false),
                    CheckedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    NextCheckAt = table.Column<long>(type: "INTEGER", nullable: true),
                    VanishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CaseListings", x => new { x.CaseNumber, x.ListingId });
                }
            );

            migrationBuilder.CreateTable(
                name: "Cases",
                columns: table => new
                {
                    Number = table.Column<string>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FilingNumber = table.Column<string>(type: "TEXT", nullable: false),
                    MarketplaceId = table.Column<string>(type: "TEXT", nullable: false),
                    SellerExternalId = table.Column<string>(type: "TEXT", nullable: true),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    OpenedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Cases", x => x.Number);
                }
            );

            migrationBuilder.CreateTable(
                name: "NameMatches",
                columns: table => new
                {
                    Number = table.Column<string>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    ListingId = table.Column<long>(type: "INTEGER", nullable: false),
                    Score = table.Column<double>(type: "REAL", nullable: false),
                    Spots = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RaisedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SweepId = table.Column<long>(type: "INTEGER", nullable: false),
                    AlertId = table.Column<Guid>(type: "TEXT", nullable: true),
                    EvidenceNumber = table.Column<string>(type: "TEXT", nullable: true),
                    IsConfirmed = table.Column<bool>(type: "INTEGER", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DecidedBy = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NameMatches", x => x.Number);
                }
            );

            migrationBuilder.CreateTable(
                name: "PushedBatches",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    MarketplaceId = table.Column<string>(type: "TEXT", nullable: false),
                    KeyId = table.Column<string>(type: "TEXT", nullable: false),
                    IdempotencyKey = table.Column<string>(type: "TEXT", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Listings = table.Column<int>(type: "INTEGER", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PushedBatches", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Screenshots",
                columns: table => new
                {
                    ListingId = table.Column<long>(type: "INTEGER", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Picture = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Final = table.Column<string>(type: "TEXT", nullable: true),
                    Browser = table.Column<string>(type: "TEXT", nullable: false),
                    TakenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Fault = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Screenshots", x => new { x.ListingId, x.Content });
                }
            );

            migrationBuilder.CreateTable(
                name: "WatchFilings",
                columns: table => new
                {
                    WatchId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FilingNumber = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WatchFilings", x => new { x.WatchId, x.FilingNumber });
                }
            );

            foreach (var table in new[] { "CaseEvents", "PushedBatches", "Screenshots" })
                AppendOnly.Guard(migrationBuilder, table);

            migrationBuilder.CreateIndex(name: "IX_ApiKeys_MarketplaceId", table: "ApiKeys", column: "MarketplaceId");

            migrationBuilder.CreateIndex(name: "IX_CaseEvents_CaseNumber_Id", table: "CaseEvents", columns: new[] { "CaseNumber", "Id" });

            migrationBuilder.CreateIndex(name: "IX_CaseListings_ListingId", table: "CaseListings", column: "ListingId");

            migrationBuilder.CreateIndex(name: "IX_CaseListings_NextCheckAt", table: "CaseListings", column: "NextCheckAt");

            migrationBuilder.CreateIndex(name: "IX_Cases_FilingNumber", table: "Cases", column: "FilingNumber");

            migrationBuilder.CreateIndex(
                name: "IX_Cases_OrganisationId_ChangedAt",
                table: "Cases",
                columns: new[] { "OrganisationId", "ChangedAt" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_NameMatches_EvidenceNumber_Number",
                table: "NameMatches",
                columns: new[] { "EvidenceNumber", "Number" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_NameMatches_OrganisationId_Name_ListingId",
                table: "NameMatches",
                columns: new[] { "OrganisationId", "Name", "ListingId" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_NameMatches_SweepId_AlertId",
                table: "NameMatches",
                columns: new[] { "SweepId", "AlertId" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_PushedBatches_MarketplaceId_IdempotencyKey",
                table: "PushedBatches",
                columns: new[] { "MarketplaceId", "IdempotencyKey" },
                unique: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "ApiKeys");

            migrationBuilder.DropTable(name: "CaseEvents");

            migrationBuilder.DropTable(name: "CaseListings");

            migrationBuilder.DropTable(name: "Cases");

            migrationBuilder.DropTable(name: "NameMatches");

            migrationBuilder.DropTable(name: "PushedBatches");

            migrationBuilder.DropTable(name: "Screenshots");

            migrationBuilder.DropTable(name: "WatchFilings");

            migrationBuilder.Sql("ALTER TABLE \"Watches\" DROP COLUMN \"ContinuesFrom\"");

            migrationBuilder.Sql("ALTER TABLE \"Watches\" DROP COLUMN \"Cron\"");

            migrationBuilder.Sql("ALTER TABLE \"Watches\" DROP COLUMN \"Keywords\"");

            migrationBuilder.Sql("ALTER TABLE \"Watches\" DROP COLUMN \"WindowFromMinute\"");

            migrationBuilder.Sql("ALTER TABLE \"Watches\" DROP COLUMN \"WindowToMinute\"");

            migrationBuilder.Sql("ALTER TABLE \"Listings\" DROP COLUMN \"PageCursor\"");

            migrationBuilder.Sql("ALTER TABLE \"Alerts\" DROP COLUMN \"NameMatches\"");

            migrationBuilder.Sql("ALTER TABLE \"Alerts\" DROP COLUMN \"Returns\"");
        }
    }
}
