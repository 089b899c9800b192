using System.CommandLine;
using System.Globalization;
using IpGuard.Bench;
using IpGuard.Vision.Drawing;

var root = new RootCommand("Measures IpGuard: speed as ratios, both sides in one run, and quality on named data.");
var pdq = new Command("pdq", "hashes beside the plain scalar port of the published algorithm");
pdq.SetAction(_ => PdqBench.Run());
root.Add(pdq);

var folder = new Option<string?>("--folder") { Description = "folder on the disk to be measured (default: a temporary one)" };
var proofModels = new Option<string>("--models") { Description = "folder of models", DefaultValueFactory = _ => "models" };
var proof = new Command("proof", "filings a second and their proofs, beside the disk's own rate of durable transactions")
{
    proofModels,
    folder,
};
proof.SetAction((parse, _) => ProofBench.RunAsync(parse.GetRequiredValue(proofModels), parse.GetValue(folder)));
root.Add(proof);

var listings = new Option<int>("--listings") { Description = "listings of the marketplace", DefaultValueFactory = _ => 20_000 };
var sweep = new Command(
    "sweep",
    "a sweep of a recorded marketplace, and of the same again, beside its pictures decoded and its pages parsed"
)
{
    proofModels,
    folder,
    listings,
};
sweep.SetAction(
    (parse, _) => SweepBench.RunAsync(parse.GetRequiredValue(proofModels), parse.GetValue(folder), parse.GetRequiredValue(listings))
);
root.Add(sweep);

var relistPairs = new Option<string?>("--pairs") { Description = "labelled pairs of titles, to be told beside the made ones" };
var relist = new Command("relist", "from which cosine on two titles of listings are one title") { relistPairs, proofModels };
relist.SetAction(parse => RelistBench.Run(parse.GetValue(relistPairs), parse.GetRequiredValue(proofModels)));
root.Add(relist);

var names = new Command("names", "watched names in made titles: found by each kind of disguise, and false alarms on honest titles");
names.SetAction(_ => NamesBench.Run());
root.Add(names);
var texts = new Option<string>("--texts")
{
    Description = "folder with wdc-shoes/ and wdc-watches/; left out where it is not there",
    DefaultValueFactory = _ => Path.Combine("..", "shared", "data", "text"),
};
var nameWatch = new Command("name-watch", "uses of names raised in whole listings by place and disguise, and false alarms of 1,000")
{
    texts,
};
nameWatch.SetAction(parse => NameWatchBench.Run(parse.GetRequiredValue(texts)));
root.Add(nameWatch);

var kit = new Option<string>("--kit") { Description = "folder with registered/, queries/ and queries.csv", Required = true };
var models = new Option<string>("--models") { Description = "folder of models", DefaultValueFactory = _ => "models" };
var cache = new Option<string?>("--cache") { Description = "folder that keeps the pictures' features between runs" };
var plot = new Option<string?>("--plot") { Description = "SVG to write" };
var misses = new Option<string?>("--misses") { Description = "CSV to write: every copy not found and every distractor in the way" };
var speed = new Command("speed", "every stop of matching beside its floor or its plain port") { models };
speed.SetAction(parse => SpeedBench.Run(parse.GetRequiredValue(models)));
root.Add(speed);
var quality = new Command("quality", "recall per attack and per category: each kind of evidence alone, and all together")
{
    kit,
    models,
    cache,
    plot,
    misses,
};
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

var output = new Option<string>("--out") { Description = "folder to make", Required = true };
var images = new Option<string?>("--images") { Description = "folder of pictures; without it they are drawn by code" };
var list = new Option<string?>("--list") { Description = "CSV with file, set, group, category" };
var part = new Option<string>("--part") { Description = "which hundredths of the pictures", DefaultValueFactory = _ => "0-40" };
var attacks = new Option<string>("--attacks") { Description = "named, rare or all", DefaultValueFactory = _ => "all" };
var works = new Option<int>("--works") { DefaultValueFactory = _ => 300 };
var distractors = new Option<int>("--distractors") { DefaultValueFactory = _ => 0 };
var perAttack = new Option<int>("--per-attack") { DefaultValueFactory = _ => 60 };
var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
var lookAlikes = new Option<int>("--look-alikes")
{
    Description = "other designs of the works' houses, and as many works edited twice over; only for pictures drawn by code",
    DefaultValueFactory = _ => 0,
};
var make = new Command("kit", "make a kit with the attacks that are drawn here")
{
    output,
    images,
    list,
    part,
    attacks,
    works,
    distractors,
    perAttack,
    seed,
    lookAlikes,
};
make.SetAction(parse =>
{
    var bounds = parse.GetRequiredValue(part).Split('-');
    var all = Enum.GetValues<Attack>().Where(a => a != Attack.Resaved).ToList();
    var chosen = parse.GetRequiredValue(attacks) switch
    {
        "named" => all.Where(a => a < Attack.Crop30),
        "rare" => all.Where(a => a >= Attack.Crop30),
        _ => all,
    };
    return KitMaker.Run(
        new(
            parse.GetRequiredValue(output),
            parse.GetValue(images),
            parse.GetValue(list),
            (int.Parse(bounds[0], CultureInfo.InvariantCulture), int.Parse(bounds[1], CultureInfo.InvariantCulture)),
            [.. chosen],
            parse.GetValue(works),
            parse.GetValue(distractors),
            parse.GetValue(perAttack),
            parse.GetValue(seed),
            parse.GetValue(lookAlikes)
        )
    );
});
root.Add(make);

var kits = new Option<string[]>("--kits")
{
    Description = "folders of kits",
    Required = true,
    AllowMultipleArgumentsPerToken = true,
};
var file = new Option<string>("--file") { Description = "file of labels to write", Required = true };
var isHeldOut = new Option<bool>("--held-out") { Description = "with names that are kept for reporting" };
var labels = new Command("labels", "make labels for the model of verdicts: pictures of kits, with words, prices and sellers made by code")
{
    kits,
    models,
    cache,
    file,
    seed,
    isHeldOut,
};
labels.SetAction(parse =>
    LabelMaker.Run(
        parse.GetRequiredValue(kits),
        parse.GetRequiredValue(models),
        parse.GetValue(cache),
        parse.GetRequiredValue(file),
        parse.GetValue(seed),
        parse.GetValue(isHeldOut)
    )
);
root.Add(labels);

var trainLabels = new Option<string>("--train") { Description = "labels to train on", Required = true };
var testLabels = new Option<string>("--test") { Description = "labels to measure on", Required = true };
var verdict = new Command("verdict", "precision, recall and calibration of verdicts: pictures alone, text alone, both, all")
{
    trainLabels,
    testLabels,
    models,
    plot,
};
verdict.SetAction(parse =>
    VerdictBench.Run(
        parse.GetRequiredValue(trainLabels),
        parse.GetRequiredValue(testLabels),
        parse.GetRequiredValue(models),
        parse.GetValue(plot)
    )
);
root.Add(verdict);
static Option<string> Pairs(string name, string what) =>
    new(name) { Description = $"pairs of titles with 0 or 1, {what}", Required = true };
var (train, valid, test) = (
    Pairs("--train", "to learn from"),
    Pairs("--valid", "to choose the threshold by"),
    Pairs("--test", "to report on")
);
var titles = new Command("titles", "how well two titles are told to be of one thing, beside published figures")
{
    train,
    valid,
    test,
    models,
};
titles.SetAction(parse =>
    TitlesBench.Run(
        parse.GetRequiredValue(train),
        parse.GetRequiredValue(valid),
        parse.GetRequiredValue(test),
        parse.GetRequiredValue(models)
    )
);
root.Add(titles);
var codes = new Option<int>("--codes") { Description = "hashes at most", DefaultValueFactory = _ => 1_000_000 };
var index = new Command("index", "questions to the index of hashes beside reading the hashes once") { codes, plot };
index.SetAction(parse => IndexBench.Run(parse.GetValue(codes), parse.GetValue(plot)));
root.Add(index);
root.Add(ElasticVerb.Make(plot));
var parseListings = new Option<int>("--listings") { Description = "listings to make", DefaultValueFactory = _ => 100_000 };
var parsing = new Command("parse", "readers of feeds and tables beside the bare readers of XML, delimited text and JSON") { parseListings };
parsing.SetAction(parse => ParseBench.Run(parse.GetValue(parseListings)));
root.Add(parsing);
return root.Parse(args).Invoke();
