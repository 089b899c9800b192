using IpGuard.Judging.Training;

namespace IpGuard.Flows.Sweeps;

/// <summary>The title model, for the command line to make again.</summary>
public static class TitleModel
{
    /// <returns>Where it was written.</returns>
    public static string Train(string modelsFolder) => TitleTraining.TrainShipped(modelsFolder);
}
