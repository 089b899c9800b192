namespace IpGuard.Market.Web;

/// <summary>Reads the bodies of answers, no further than is wanted.</summary>
static class WebBody
{
    /// <summary>The whole body, at its beginning.</summary>
    /// <exception cref="MarketplaceException">Longer than is wanted.</exception>
    public static async Task<Stream> ReadAsync(HttpResponseMessage answer, WebAsk ask, CancellationToken stop)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(stop);
        Stream kept = new MemoryStream();
        try
        {
            var buffer = new byte[81_920];
            for (int read; (read = await body.ReadAsync(buffer, stop)) > 0; )
            {
                if (kept.Length + read > ask.MaximumBytes)
                    throw new MarketplaceException($"expected at most {ask.MaximumBytes / 1024 / 1024} MB from {ask.Address}, got more");
                if (kept is MemoryStream memory && kept.Length + read > MarketWeb.MostBytesInMemory)
                    kept = await SpillAsync(memory, stop);
                await kept.WriteAsync(buffer.AsMemory(0, read), stop);
            }

            kept.Position = 0;
            return kept;
        }
        catch
        {
            await kept.DisposeAsync();
            throw;
        }
    }

    static async Task<FileStream> SpillAsync(MemoryStream memory, CancellationToken stop)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"ipguard-answer-{Guid.NewGuid():n}"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            81_920,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        memory.Position = 0;
        await memory.CopyToAsync(file, stop);
        return file;
    }

    /// <summary>The beginning of a body; empty where not even that can be had.</summary>
    /// <param name="stop">Of the whole sweep.</param>
    /// <param name="limit">Of this answer.</param>
    public static async Task<byte[]> HeadAsync(HttpResponseMessage answer, int mostBytes, CancellationToken limit, CancellationToken stop)
    {
        var bytes = new byte[mostBytes];
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(limit);
            var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, limit);
            return bytes[..read];
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return [];
        }
    }
}
