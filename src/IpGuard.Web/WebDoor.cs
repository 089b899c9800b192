using Microsoft.AspNetCore.Builder;

namespace IpGuard.Web;

/// <summary>The web's front step.</summary>
public static class WebDoor
{
    public static void AddDoor(this WebApplicationBuilder builder)
    {
    }

    public static void MapDoor(this WebApplication app)
    {
    }
}
