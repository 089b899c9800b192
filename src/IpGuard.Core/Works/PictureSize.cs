namespace IpGuard.Core.Works;

/// <summary>Width and height of a picture as people see it: its EXIF orientation applied.</summary>
public readonly record struct PictureSize(int WidthPx, int HeightPx);
