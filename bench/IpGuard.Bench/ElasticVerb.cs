using System.CommandLine;
using System.Globalization;

namespace IpGuard.Bench;

/// <summary>The verb `elastic` with its options.</summary>
static class ElasticVerb
{
    public static Command Make(Option<string?> plot)
    {
        var url = new Option<string>("--url")
        {
            Description = "address of Elasticsearch",
            DefaultValueFactory = _ => "http://127.0.0.1:9200",
        };
        var works = new Option<string>("--works")
        {
            Description = "numbers of works of one picture without regions, a comma between two; empty for none",
            DefaultValueFactory = _ => "10000,100000,1000000",
        };
        var regions = new Option<string>("--regions")
        {
            Description = "numbers of works with eight regions each",
            DefaultValueFactory = _ => "",
        };
        var questions = new Option<int>("--questions") { DefaultValueFactory = _ => 200 };
        var isKept = new Option<bool>("--keep") { Description = "keep the indexes on the server afterwards, and ask those that are there" };
        var elastic = new Command(
            "elastic",
            "the index on Elasticsearch beside the embedded one: filled with the same works, asked the same questions"
        )
        {
            url,
            works,
            regions,
            questions,
            isKept,
            plot,
        };
        elastic.SetAction(
            (parse, _) =>
                ElasticBench.RunAsync(
                    new(parse.GetRequiredValue(url)),
                    Numbers(parse.GetRequiredValue(works)),
                    Numbers(parse.GetRequiredValue(regions)),
                    parse.GetValue(questions),
                    parse.GetValue(isKept),
                    parse.GetValue(plot)
                )
        );
        return elastic;
    }

    static List<int> Numbers(string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
}
