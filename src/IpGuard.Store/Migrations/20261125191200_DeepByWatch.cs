using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IpGuard.Store.Migrations
{
    /// <inheritdoc />
    public partial class DeepByWatch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_DeepTasks_ListingId",
                table: "DeepTasks");

            migrationBuilder.AddColumn<Guid>(
                name: "WatchId",
                table: "DeepTasks",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.Sql(
                """UPDATE "DeepTasks" SET "WatchId" = (SELECT s."WatchId" FROM "Sweeps" s WHERE s."Id" = "DeepTasks"."SweepId") WHERE EXISTS (SELECT 1 FROM "Sweeps" s WHERE s."Id" = "DeepTasks"."SweepId")"""
            );

            migrationBuilder.CreateIndex(
                name: "IX_DeepTasks_ListingId_WatchId",
                table: "DeepTasks",
                columns: new[] { "ListingId", "WatchId" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_DeepTasks_ListingId_WatchId",
                table: "DeepTasks");

            migrationBuilder.DropColumn(
                name: "WatchId",
                table: "DeepTasks");

            migrationBuilder.CreateIndex(
                name: "IX_DeepTasks_ListingId",
                table: "DeepTasks",
                column: "ListingId",
                unique: true);
        }
    }
}
