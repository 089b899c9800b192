FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/IpGuard.Cli -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# The font prints certificates. Debian and Ubuntu name libturbojpeg differently; without it JPEGs are read more slowly.
RUN apt-get update && apt-get install -y --no-install-recommends curl fonts-noto-cjk && (apt-get install -y --no-install-recommends libturbojpeg0 || apt-get install -y --no-install-recommends libturbojpeg) && rm -rf /var/lib/apt/lists/* && mkdir -p /var/lib/ipguard && chown app /var/lib/ipguard
WORKDIR /app
COPY --from=build /app .
USER app
ENTRYPOINT ["dotnet", "ipguard.dll"]
CMD ["serve", "--urls", "http://0.0.0.0:8080"]
