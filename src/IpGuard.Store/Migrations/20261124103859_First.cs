using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IpGuard.Store.Migrations
{
    /// <inheritdoc />
    public partial class First : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Alerts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SweepId = table.Column<long>(type: "INTEGER", nullable: false),
                    RaisedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SameMatches = table.Column<int>(type: "INTEGER", nullable: false),
                    NearMatches = table.Column<int>(type: "INTEGER", nullable: false),
                    ReadAt = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alerts", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Audit",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    Action = table.Column<string>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Audit", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Checkpoints",
                columns: table => new
                {
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    Root = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: false),
                    SignedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Timestamp = table.Column<byte[]>(type: "BLOB", nullable: true),
                    TimestampedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    TimestampAuthority = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Checkpoints", x => x.Size);
                }
            );

            migrationBuilder.CreateTable(
                name: "Facts",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Facts", x => x.Key);
                }
            );

            migrationBuilder.CreateTable(
                name: "Filings",
                columns: table => new
                {
                    Number = table.Column<string>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Holder = table.Column<string>(type: "TEXT", nullable: false),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    Category = table.Column<int>(type: "INTEGER", nullable: false),
                    Author = table.Column<string>(type: "TEXT", nullable: false),
                    OwnershipBasis = table.Column<int>(type: "INTEGER", nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    WorkHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    FiledAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ContestedReason = table.Column<int>(type: "INTEGER", nullable: true),
                    ContestedBits = table.Column<int>(type: "INTEGER", nullable: true),
                    Manifest = table.Column<byte[]>(type: "BLOB", nullable: false),
                    FieldSalts = table.Column<byte[]>(type: "BLOB", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Filings", x => x.Number);
                }
            );

            migrationBuilder.CreateTable(
                name: "Leaves",
                columns: table => new
                {
                    LeafIndex = table.Column<long>(type: "INTEGER", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", nullable: false),
                    Entry = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Leaves", x => x.LeafIndex);
                }
            );

            migrationBuilder.CreateTable(
                name: "Listings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    MarketplaceId = table.Column<string>(type: "TEXT", nullable: false),
                    ExternalId = table.Column<string>(type: "TEXT", nullable: false),
                    Url = table.Column<string>(type: "TEXT", nullable: true),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    PriceAmount = table.Column<decimal>(type: "TEXT", nullable: true),
                    PriceCurrency = table.Column<string>(type: "TEXT", nullable: true),
                    SellerExternalId = table.Column<string>(type: "TEXT", nullable: true),
                    SellerName = table.Column<string>(type: "TEXT", nullable: true),
                    SellerUrl = table.Column<string>(type: "TEXT", nullable: true),
                    Category = table.Column<string>(type: "TEXT", nullable: true),
                    FirstSeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastSeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Snapshot = table.Column<byte[]>(type: "BLOB", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Listings", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Marketplaces",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Address = table.Column<string>(type: "TEXT", nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Marketplaces", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Matches",
                columns: table => new
                {
                    Number = table.Column<string>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FilingNumber = table.Column<string>(type: "TEXT", nullable: false),
                    ListingId = table.Column<long>(type: "INTEGER", nullable: false),
                    Likeness = table.Column<int>(type: "INTEGER", nullable: false),
                    Score = table.Column<double>(type: "REAL", nullable: false),
                    Bits = table.Column<int>(type: "INTEGER", nullable: false),
                    Orientation = table.Column<int>(type: "INTEGER", nullable: false),
                    FiledPictureNo = table.Column<int>(type: "INTEGER", nullable: false),
                    ListedPictureNo = table.Column<int>(type: "INTEGER", nullable: false),
                    TitleCosine = table.Column<double>(type: "REAL", nullable: true),
                    RuleVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    RaisedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SweepId = table.Column<long>(type: "INTEGER", nullable: false),
                    AlertId = table.Column<Guid>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Matches", x => x.Number);
                }
            );

            migrationBuilder.CreateTable(
                name: "Organisations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Organisations", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Outbox",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DoneAt = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Outbox", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Snapshots",
                columns: table => new
                {
                    ListingId = table.Column<long>(type: "INTEGER", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Snapshots", x => new { x.ListingId, x.Content });
                }
            );

            migrationBuilder.CreateTable(
                name: "SweepFaults",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    SweepId = table.Column<long>(type: "INTEGER", nullable: false),
                    ExternalId = table.Column<string>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SweepFaults", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Sweeps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    WatchId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MarketplaceId = table.Column<string>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FinishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Cursor = table.Column<string>(type: "TEXT", nullable: false),
                    TotalListings = table.Column<int>(type: "INTEGER", nullable: true),
                    Fault = table.Column<string>(type: "TEXT", nullable: true),
                    Counts_BrokenListings = table.Column<int>(type: "INTEGER", nullable: false),
                    Counts_FlatPictures = table.Column<int>(type: "INTEGER", nullable: false),
                    Counts_Listings = table.Column<int>(type: "INTEGER", nullable: false),
                    Counts_NearMatches = table.Column<int>(type: "INTEGER", nullable: false),
                    Counts_Pages = table.Column<int>(type: "INTEGER", nullable: false),
                    Counts_Pictures = table.Column<int>(type: "INTEGER", nullable: false),
                    Counts_SameMatches = table.Column<int>(type: "INTEGER", nullable: false),
                    Counts_UnreadablePictures = table.Column<int>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sweeps", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "FiledPictures",
                columns: table => new
                {
                    FilingNumber = table.Column<string>(type: "TEXT", nullable: false),
                    No = table.Column<int>(type: "INTEGER", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FileName = table.Column<string>(type: "TEXT", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    LengthBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Fingerprint = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Salt = table.Column<byte[]>(type: "BLOB", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FiledPictures", x => new { x.FilingNumber, x.No });
                    table.ForeignKey(
                        name: "FK_FiledPictures_Filings_FilingNumber",
                        column: x => x.FilingNumber,
                        principalTable: "Filings",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ListedPictures",
                columns: table => new
                {
                    ListingId = table.Column<long>(type: "INTEGER", nullable: false),
                    No = table.Column<int>(type: "INTEGER", nullable: false),
                    Address = table.Column<string>(type: "TEXT", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Fingerprint = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Fault = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListedPictures", x => new { x.ListingId, x.No });
                    table.ForeignKey(
                        name: "FK_ListedPictures_Listings_ListingId",
                        column: x => x.ListingId,
                        principalTable: "Listings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "Watches",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MarketplaceId = table.Column<string>(type: "TEXT", nullable: false),
                    CoversAllFilings = table.Column<bool>(type: "INTEGER", nullable: false),
                    Every = table.Column<long>(type: "INTEGER", nullable: false),
                    NextDueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LeaseUntil = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Watches", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Watches_Marketplaces_MarketplaceId",
                        column: x => x.MarketplaceId,
                        principalTable: "Marketplaces",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "AspNetUsers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OrganisationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    NormalizedUserName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    Email = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    NormalizedEmail = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    EmailConfirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    PasswordHash = table.Column<string>(type: "TEXT", nullable: true),
                    SecurityStamp = table.Column<string>(type: "TEXT", nullable: true),
                    ConcurrencyStamp = table.Column<string>(type: "TEXT", nullable: true),
                    PhoneNumber = table.Column<string>(type: "TEXT", nullable: true),
                    PhoneNumberConfirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    TwoFactorEnabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    LockoutEnd = table.Column<long>(type: "INTEGER", nullable: true),
                    LockoutEnabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    AccessFailedCount = table.Column<int>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUsers", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AspNetUsers_Organisations_OrganisationId",
                        column: x => x.OrganisationId,
                        principalTable: "Organisations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "AspNetUserClaims",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ClaimType = table.Column<string>(type: "TEXT", nullable: true),
                    ClaimValue = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserClaims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AspNetUserClaims_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "AspNetUserLogins",
                columns: table => new
                {
                    LoginProvider = table.Column<string>(type: "TEXT", nullable: false),
                    ProviderKey = table.Column<string>(type: "TEXT", nullable: false),
                    ProviderDisplayName = table.Column<string>(type: "TEXT", nullable: true),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserLogins", x => new { x.LoginProvider, x.ProviderKey });
                    table.ForeignKey(
                        name: "FK_AspNetUserLogins_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "AspNetUserTokens",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    LoginProvider = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "PK_AspNetUserTokens",
                        x => new
                        {
                            x.UserId,
                            x.LoginProvider,
                            x.Name,
                        }
                    );
                    table.ForeignKey(
                        name: "FK_AspNetUserTokens_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_OrganisationId_RaisedAt",
                table: "Alerts",
                columns: new[] { "OrganisationId", "RaisedAt" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_OrganisationId_SweepId",
                table: "Alerts",
                columns: new[] { "OrganisationId", "SweepId" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_AspNetUserClaims_UserId", table: "AspNetUserClaims", column: "UserId");

            migrationBuilder.CreateIndex(name: "IX_AspNetUserLogins_UserId", table: "AspNetUserLogins", column: "UserId");

            migrationBuilder.CreateIndex(name: "EmailIndex", table: "AspNetUsers", column: "NormalizedEmail");

            migrationBuilder.CreateIndex(name: "IX_AspNetUsers_OrganisationId", table: "AspNetUsers", column: "OrganisationId");

            migrationBuilder.CreateIndex(name: "UserNameIndex", table: "AspNetUsers", column: "NormalizedUserName", unique: true);

            migrationBuilder.CreateIndex(name: "IX_FiledPictures_Content", table: "FiledPictures", column: "Content");

            migrationBuilder.CreateIndex(
                name: "IX_Filings_OrganisationId_FiledAt",
                table: "Filings",
                columns: new[] { "OrganisationId", "FiledAt" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Filings_OrganisationId_WorkHash",
                table: "Filings",
                columns: new[] { "OrganisationId", "WorkHash" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Leaves_Kind_Subject",
                table: "Leaves",
                columns: new[] { "Kind", "Subject" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Listings_MarketplaceId_ExternalId",
                table: "Listings",
                columns: new[] { "MarketplaceId", "ExternalId" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Marketplaces_Kind_Address",
                table: "Marketplaces",
                columns: new[] { "Kind", "Address" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Matches_FilingNumber_ListingId",
                table: "Matches",
                columns: new[] { "FilingNumber", "ListingId" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Matches_OrganisationId_Score",
                table: "Matches",
                columns: new[] { "OrganisationId", "Score" }
            );

            migrationBuilder.CreateIndex(name: "IX_Matches_SweepId_AlertId", table: "Matches", columns: new[] { "SweepId", "AlertId" });

            migrationBuilder.CreateIndex(name: "IX_Organisations_Name", table: "Organisations", column: "Name", unique: true);

            migrationBuilder.CreateIndex(name: "IX_Outbox_DoneAt_Id", table: "Outbox", columns: new[] { "DoneAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_Kind_Subject",
                table: "Outbox",
                columns: new[] { "Kind", "Subject" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_SweepFaults_SweepId", table: "SweepFaults", column: "SweepId");

            migrationBuilder.CreateIndex(name: "IX_Sweeps_WatchId_Id", table: "Sweeps", columns: new[] { "WatchId", "Id" });

            migrationBuilder.CreateIndex(name: "IX_Watches_MarketplaceId", table: "Watches", column: "MarketplaceId");

            migrationBuilder.CreateIndex(
                name: "IX_Watches_OrganisationId_MarketplaceId",
                table: "Watches",
                columns: new[] { "OrganisationId", "MarketplaceId" },
                unique: true
            );

            foreach (var table in new[] { "Filings", "Leaves", "Audit", "Snapshots" })
                AppendOnly.Guard(migrationBuilder, table);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "Alerts");

            migrationBuilder.DropTable(name: "AspNetUserClaims");

            migrationBuilder.DropTable(name: "AspNetUserLogins");

            migrationBuilder.DropTable(name: "AspNetUserTokens");

            migrationBuilder.DropTable(name: "Audit");

            migrationBuilder.DropTable(name: "Checkpoints");

            migrationBuilder.DropTable(name: "Facts");

            migrationBuilder.DropTable(name: "FiledPictures");

            migrationBuilder.DropTable(name: "Leaves");

            migrationBuilder.DropTable(name: "ListedPictures");

            migrationBuilder.DropTable(name: "Matches");

            migrationBuilder.DropTable(name: "Outbox");

            migrationBuilder.DropTable(name: "Snapshots");

            migrationBuilder.DropTable(name: "SweepFaults");

            migrationBuilder.DropTable(name: "Sweeps");

            migrationBuilder.DropTable(name: "Watches");

            migrationBuilder.DropTable(name: "AspNetUsers");

            migrationBuilder.DropTable(name: "Filings");

            migrationBuilder.DropTable(name: "Listings");

            migrationBuilder.DropTable(name: "Marketplaces");

            migrationBuilder.DropTable(name: "Organisations");
        }
    }
}
