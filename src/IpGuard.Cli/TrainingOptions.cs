using System.CommandLine;

namespace IpGuard.Cli;

/// <summary>What every verb that trains on kits asks for.</summary>
sealed class TrainingOptions
{
    public Argument<string[]> Kits { get; } =
        new("KITS") { Description = "folders with registered/, queries/ and queries.csv", Arity = ArgumentArity.OneOrMore };

    public Option<string> Models { get; } =
        new("--models") { Description = "folder of models to read and write", DefaultValueFactory = _ => "models" };

    public Option<string?> Cache { get; } = new("--cache") { Description = "folder that keeps the pictures' features between runs" };

    /// <summary>The verb, which runs with the kits, the folder of models and that of the cache.</summary>
    public Command Verb(string name, string description, Func<string[], string, string?, CancellationToken, Task<int>> run)
    {
        var verb = new Command(name, description) { Kits, Models, Cache };
        verb.SetAction((parse, stop) => run(parse.GetRequiredValue(Kits), parse.GetRequiredValue(Models), parse.GetValue(Cache), stop));
        return verb;
    }
}
