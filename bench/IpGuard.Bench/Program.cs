using IpGuard.Bench;

return args switch
{
    ["pdq"] => PdqBench.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("expected a bench: dotnet run -c Release --project bench/IpGuard.Bench -- pdq");
    return 2;
}
