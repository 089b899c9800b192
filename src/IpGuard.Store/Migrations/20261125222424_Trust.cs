using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IpGuard.Store.Migrations
{
    /// <inheritdoc />
    public partial class Trust : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IsStated",
                table: "PriorDesigns",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "TrustedBy",
                table: "Marketplaces",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ClaimedAt",
                table: "Listings",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "VerdictModels",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ModelId = table.Column<string>(type: "TEXT", nullable: true),
                    Trees = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Facts = table.Column<byte[]>(type: "BLOB", nullable: true),
                    SwitchedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VerdictModels", x => x.Id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "VerdictModels");

            migrationBuilder.DropColumn(
                name: "IsStated",
                table: "PriorDesigns");

            migrationBuilder.DropColumn(
                name: "TrustedBy",
                table: "Marketplaces");

            migrationBuilder.DropColumn(
                name: "ClaimedAt",
                table: "Listings");
        }
    }
}
