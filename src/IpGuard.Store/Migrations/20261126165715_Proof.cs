using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IpGuard.Store.Migrations
{
    /// <inheritdoc />
    public partial class Proof : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "EvidenceNumber", table: "Matches", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<int>(name: "AiUse", table: "Filings", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<string>(name: "Previous", table: "Filings", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<byte[]>(name: "PreviousEntry", table: "Filings", type: "BLOB", nullable: true);

            migrationBuilder.AddColumn<int>(name: "Stage", table: "Filings", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<long>(name: "SeenEntries", table: "AspNetUsers", type: "INTEGER", nullable: false, defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "AuditSegments",
                columns: table => new
                {
                    No = table.Column<long>(type: "INTEGER", nullable: false),
                    FirstAuditId = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAuditId = table.Column<long>(type: "INTEGER", nullable: false),
                    Salt = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditSegments", x => x.No);
                }
            );

            migrationBuilder.CreateTable(
                name: "Authorities",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Failures = table.Column<int>(type: "INTEGER", nullable: false),
                    Fault = table.Column<string>(type: "TEXT", nullable: true),
                    NextAttemptAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Authorities", x => x.Name);
                }
            );

            migrationBuilder.CreateTable(
                name: "AuthorityRoots",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RootPem = table.Column<string>(type: "TEXT", nullable: false),
                    ChainPem = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuthorityRoots", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Evidence",
                columns: table => new
                {
                    Number = table.Column<string>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ListingId = table.Column<long>(type: "INTEGER", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Statement = table.Column<byte[]>(type: "BLOB", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Evidence", x => x.Number);
                }
            );

            migrationBuilder.CreateTable(
                name: "Fscks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    BeganAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    IsClean = table.Column<bool>(type: "INTEGER", nullable: false),
                    Parts = table.Column<byte[]>(type: "BLOB", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Fscks", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Timestamps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    CheckpointSize = table.Column<long>(type: "INTEGER", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    Signer = table.Column<string>(type: "TEXT", nullable: false),
                    Token = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Request = table.Column<byte[]>(type: "BLOB", nullable: true),
                    StampedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SignerEndsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RootId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RenewsId = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Timestamps", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Timestamps_AuthorityRoots_RootId",
                        column: x => x.RootId,
                        principalTable: "AuthorityRoots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_Timestamps_Checkpoints_CheckpointSize",
                        column: x => x.CheckpointSize,
                        principalTable: "Checkpoints",
                        principalColumn: "Size",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Matches_EvidenceNumber_Number",
                table: "Matches",
                columns: new[] { "EvidenceNumber", "Number" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Leaves_OrganisationId_LeafIndex",
                table: "Leaves",
                columns: new[] { "OrganisationId", "LeafIndex" }
            );

            migrationBuilder.CreateIndex(name: "IX_Filings_Previous", table: "Filings", column: "Previous");

            migrationBuilder.CreateIndex(name: "IX_Audit_Subject", table: "Audit", column: "Subject");

            migrationBuilder.CreateIndex(
                name: "IX_Evidence_OrganisationId_ListingId_Content",
                table: "Evidence",
                columns: new[] { "OrganisationId", "ListingId", "Content" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Timestamps_CheckpointSize_Source",
                table: "Timestamps",
                columns: new[] { "CheckpointSize", "Source" }
            );

            migrationBuilder.CreateIndex(name: "IX_Timestamps_RenewsId", table: "Timestamps", column: "RenewsId");

            migrationBuilder.CreateIndex(name: "IX_Timestamps_RootId", table: "Timestamps", column: "RootId");

            // What was stamped before is carried over. Its root is that of the operator's own authority, which is filled in when the house is
            // opened; its signer's certificate was made for 20 years.
            migrationBuilder.Sql(
                """
                INSERT INTO "AuthorityRoots" ("Id", "RootPem", "ChainPem")
                SELECT zeroblob(32), '', '' WHERE EXISTS (SELECT 1 FROM "Checkpoints" WHERE "Timestamp" IS NOT NULL);
                """
            );
            migrationBuilder.Sql(
                """
                INSERT INTO "Timestamps" ("CheckpointSize", "Source", "Signer", "Token", "StampedAt", "SignerEndsAt", "RootId")
                SELECT "Size", 'own', "TimestampAuthority", "Timestamp", "TimestampedAt", "TimestampedAt" + 5990000000000000, zeroblob(32)
                FROM "Checkpoints" WHERE "Timestamp" IS NOT NULL ORDER BY "Size";
                """
            );
            foreach (var column in new[] { "Timestamp", "TimestampAuthority", "TimestampedAt" })
                migrationBuilder.Sql($"ALTER TABLE \"Checkpoints\" DROP COLUMN \"{column}\";");
            foreach (var table in new[] { "Checkpoints", "Timestamps", "Evidence", "AuditSegments" })
                AppendOnly.Guard(migrationBuilder, table);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "AuditSegments");

            migrationBuilder.DropTable(name: "Authorities");

            migrationBuilder.DropTable(name: "Evidence");

            migrationBuilder.DropTable(name: "Fscks");

            migrationBuilder.DropTable(name: "Timestamps");

            migrationBuilder.DropTable(name: "AuthorityRoots");

            migrationBuilder.DropIndex(name: "IX_Matches_EvidenceNumber_Number", table: "Matches");

            migrationBuilder.DropIndex(name: "IX_Leaves_OrganisationId_LeafIndex", table: "Leaves");

            migrationBuilder.DropIndex(name: "IX_Filings_Previous", table: "Filings");

            migrationBuilder.DropIndex(name: "IX_Audit_Subject", table: "Audit");

            migrationBuilder.DropColumn(name: "EvidenceNumber", table: "Matches");

            migrationBuilder.DropColumn(name: "AiUse", table: "Filings");

            migrationBuilder.DropColumn(name: "Previous", table: "Filings");

            migrationBuilder.DropColumn(name: "PreviousEntry", table: "Filings");

            migrationBuilder.DropColumn(name: "Stage", table: "Filings");

            migrationBuilder.DropColumn(name: "SeenEntries", table: "AspNetUsers");

            migrationBuilder.AddColumn<byte[]>(name: "Timestamp", table: "Checkpoints", type: "BLOB", nullable: true);

            migrationBuilder.AddColumn<string>(name: "TimestampAuthority", table: "Checkpoints", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<long>(name: "TimestampedAt", table: "Checkpoints", type: "INTEGER", nullable: true);
        }
    }
}
