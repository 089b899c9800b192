using Microsoft.EntityFrameworkCore.Design;

namespace IpGuard.Store;

/// <summary>Lets `dotnet ef migrations add` make a context; never used by the program.</summary>
sealed class DesignTime : IDesignTimeDbContextFactory<GuardDb>
{
    public GuardDb CreateDbContext(string[] args) => new(GuardStore.OptionsFor("design-time.db"));
}
