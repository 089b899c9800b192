using IpGuard.Judging.Titles;
using Microsoft.ML;

namespace IpGuard.Judging.Training;

/// <summary>Makes the title model from titles. The same titles give the same figures.</summary>
public static class TitleTraining
{
    /// <summary>Titles made in code that the shipped model is trained on.</summary>
    public const int ShippedTitles = 40_000;

    /// <summary>Trains and writes the model.</summary>
    public static void Train(IEnumerable<string> titles, Stream target)
    {
        var ml = new MLContext(TitlePipeline.Seed);
        var rows = ml.Data.LoadFromEnumerable(titles.Select(t => new TitleRow { Tokens = TitleTokens.Join(t) }));
        var model = TitlePipeline.Shape(ml).Fit(rows);
        ml.Model.Save(model, rows.Schema, target);
    }

    /// <summary>Trains the shipped model under a folder of models.</summary>
    /// <returns>Where it lies.</returns>
    public static string TrainShipped(string modelsFolder)
    {
        var path = Path.Combine(modelsFolder, TitleComparer.ModelPath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        Train(FashionTitles.Many(TitlePipeline.Seed, ShippedTitles), file);
        return path;
    }
}
