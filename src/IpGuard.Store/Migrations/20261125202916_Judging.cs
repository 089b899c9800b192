using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IpGuard.Store.Migrations
{
    /// <inheritdoc />
    public partial class Judging : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(name: "Contributions", table: "Matches", type: "BLOB", nullable: true);

            migrationBuilder.AddColumn<string>(name: "ModelId", table: "Matches", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<double>(name: "Sum", table: "Matches", type: "REAL", nullable: false, defaultValue: 0.0);

            migrationBuilder.AddColumn<byte[]>(name: "Words", table: "Matches", type: "BLOB", nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "FirstSeenAt",
                table: "ListedPictures",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L
            );

            migrationBuilder.Sql(
                """UPDATE "ListedPictures" SET "FirstSeenAt" = (SELECT l."FirstSeenAt" FROM "Listings" l WHERE l."Id" = "ListedPictures"."ListingId")"""
            );

            migrationBuilder.CreateTable(
                name: "AllowedSellers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seller = table.Column<string>(type: "TEXT", nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AllowedSellers", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Decisions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    MatchNumber = table.Column<string>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FilingNumber = table.Column<string>(type: "TEXT", nullable: false),
                    SellerExternalId = table.Column<string>(type: "TEXT", nullable: true),
                    MarketplaceId = table.Column<string>(type: "TEXT", nullable: false),
                    IsConfirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: true),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Numbers = table.Column<string>(type: "TEXT", nullable: false),
                    IsStanding = table.Column<bool>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Decisions", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Names",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Names", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Prices",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Category = table.Column<int>(type: "INTEGER", nullable: false),
                    LowestAmount = table.Column<decimal>(type: "TEXT", nullable: false),
                    Currency = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Prices", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "PriorDesigns",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FilingNumber = table.Column<string>(type: "TEXT", nullable: false),
                    ListingId = table.Column<long>(type: "INTEGER", nullable: false),
                    Score = table.Column<double>(type: "REAL", nullable: false),
                    FiledPictureNo = table.Column<int>(type: "INTEGER", nullable: false),
                    ListedPictureNo = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstSeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    NotedAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PriorDesigns", x => x.Id);
                }
            );

            migrationBuilder.CreateIndex(
                name: "IX_AllowedSellers_OrganisationId_Seller",
                table: "AllowedSellers",
                columns: new[] { "OrganisationId", "Seller" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Decisions_FilingNumber_IsStanding",
                table: "Decisions",
                columns: new[] { "FilingNumber", "IsStanding" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Decisions_MatchNumber_IsStanding",
                table: "Decisions",
                columns: new[] { "MatchNumber", "IsStanding" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Names_OrganisationId_Name",
                table: "Names",
                columns: new[] { "OrganisationId", "Name" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Prices_OrganisationId_Category_Currency",
                table: "Prices",
                columns: new[] { "OrganisationId", "Category", "Currency" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_PriorDesigns_FilingNumber_ListingId",
                table: "PriorDesigns",
                columns: new[] { "FilingNumber", "ListingId" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_PriorDesigns_OrganisationId_Id",
                table: "PriorDesigns",
                columns: new[] { "OrganisationId", "Id" }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "AllowedSellers");

            migrationBuilder.DropTable(name: "Decisions");

            migrationBuilder.DropTable(name: "Names");

            migrationBuilder.DropTable(name: "Prices");

            migrationBuilder.DropTable(name: "PriorDesigns");

            migrationBuilder.DropColumn(name: "Contributions", table: "Matches");

            migrationBuilder.DropColumn(name: "ModelId", table: "Matches");

            migrationBuilder.DropColumn(name: "Sum", table: "Matches");

            migrationBuilder.DropColumn(name: "Words", table: "Matches");

            migrationBuilder.DropColumn(name: "FirstSeenAt", table: "ListedPictures");
        }
    }
}
