namespace IpGuard.Core.Ledger;

/// <summary>How a work came into the house: what a court asks about the time before it was logged (人民法院在线诉讼规则, art. 18).</summary>
/// <param name="Collector">Who handed it in, as the audit has it: an account's address, “operator” or “demo”. Confidential.</param>
/// <param name="Method">By which way: one of the tokens below.</param>
/// <param name="System">The program and what it ran on.</param>
public sealed record Collection(string Collector, string Method, string System)
{
    public const string WebForm = "web-form";
    public const string Api = "api";
    public const string CommandLine = "command-line";
    public const string Demonstration = "demonstration";
}
