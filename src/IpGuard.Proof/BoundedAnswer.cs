namespace IpGuard.Proof;

/// <summary>Reads what a stranger's server answers, and no more than is agreed.</summary>
static class BoundedAnswer
{
    /// <returns>The bytes; null where there are more than <paramref name="mostBytes"/>.</returns>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int mostBytes, CancellationToken stop)
    {
        await using var stream = await content.ReadAsStreamAsync(stop);
        var bytes = new byte[mostBytes + 1];
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        return read <= mostBytes ? bytes[..read] : null;
    }
}
