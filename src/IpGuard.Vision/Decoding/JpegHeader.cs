namespace IpGuard.Vision.Decoding;

/// <summary>The one thing about a JPEG that its decoder does not tell before it allocates.</summary>
static class JpegHeader
{
    /// <summary>True where the frame is progressive (ITU-T T.81, B.1.1.3: SOF2, SOF6, SOF10 or SOF14). Progressive pictures hold all
    /// their coefficients at full size, whatever the scale they are decoded at.</summary>
    public static bool IsProgressive(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; at + 4 <= bytes.Length; )
        {
            if (bytes[at] != 0xFF)
                return false;
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is 0xC2 or 0xC6 or 0xCA or 0xCE)
                return true;
            // Start of scan or end of image: the frame has been passed.
            if (marker is 0xDA or 0xD9)
                return false;
            at += 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
        }

        return false;
    }
}
