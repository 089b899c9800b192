using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IpGuard.Store.Migrations
{
    /// <inheritdoc />
    public partial class Matching : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Counts_ExplainedMatches",
                table: "Sweeps",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<int>(
                name: "Counts_UnsettledListings",
                table: "Sweeps",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<int>(name: "Kind", table: "Matches", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<byte[]>(name: "Picture", table: "Matches", type: "BLOB", nullable: true);

            migrationBuilder.CreateTable(
                name: "Bank",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    ListingId = table.Column<long>(type: "INTEGER", nullable: true),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Bank", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "DeepTasks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    ListingId = table.Column<long>(type: "INTEGER", nullable: false),
                    SweepId = table.Column<long>(type: "INTEGER", nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeepTasks", x => x.Id);
                }
            );

            migrationBuilder.CreateIndex(name: "IX_Bank_Content", table: "Bank", column: "Content", unique: true);

            migrationBuilder.CreateIndex(name: "IX_DeepTasks_ListingId", table: "DeepTasks", column: "ListingId", unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "Bank");

            migrationBuilder.DropTable(name: "DeepTasks");

            migrationBuilder.DropColumn(name: "Counts_ExplainedMatches", table: "Sweeps");

            migrationBuilder.DropColumn(name: "Counts_UnsettledListings", table: "Sweeps");

            migrationBuilder.DropColumn(name: "Kind", table: "Matches");

            migrationBuilder.DropColumn(name: "Picture", table: "Matches");
        }
    }
}
