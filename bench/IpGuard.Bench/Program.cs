using System.CommandLine;
using IpGuard.Bench;

var root = new RootCommand("Measures IpGuard: speed as ratios, both sides in one run, and quality on named data.");
var pdq = new Command("pdq", "hashes beside the plain scalar port of the published algorithm");
pdq.SetAction(_ => PdqBench.Run());
root.Add(pdq);

var kit = new Option<string>("--kit") { Description = "folder with registered/, queries/ and queries.csv", Required = true };
var models = new Option<string>("--models") { Description = "folder of models", DefaultValueFactory = _ => "models" };
var cache = new Option<string?>("--cache") { Description = "folder that keeps the pictures' features between runs" };
var plot = new Option<string?>("--plot") { Description = "SVG to write" };
var misses = new Option<string?>("--misses") { Description = "CSV to write: every copy not found and every distractor in the way" };
var speed = new Command("speed", "every stop of matching beside its floor or its plain port") { models };
speed.SetAction(parse => SpeedBench.Run(parse.GetRequiredValue(models)));
root.Add(speed);
var quality = new Command("quality", "recall per attack and per category: each kind of evidence alone, and all together") { kit, models, cache, plot, misses };
quality.SetAction(parse =>
    QualityBench.Run(
        parse.GetRequiredValue(kit),
        parse.GetRequiredValue(models),
        parse.GetValue(cache),
        parse.GetValue(plot),
        parse.GetValue(misses)
    )
);
root.Add(quality);
return root.Parse(args).Invoke();
