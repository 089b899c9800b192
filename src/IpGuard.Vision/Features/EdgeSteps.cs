using IpGuard.Vision.Hashing;

namespace IpGuard.Vision.Features;

/// <summary>Where neighbouring pixels differ by a step, summed along rows and columns, so that any stretch of a line is counted by one
/// subtraction.</summary>
sealed class EdgeSteps
{
    readonly int _width;
    readonly int _height;

    // For each row how many of its first pixels differ from those above, and for each column from those to the left.
    readonly ushort[] _rows;
    readonly ushort[] _columns;

    /// <param name="leastGrays">What counts as a step.</param>
    public EdgeSteps(Luma luma, int leastGrays)
    {
        (_width, _height) = (luma.WidthPx, luma.HeightPx);
        _rows = new ushort[_height * (_width + 1)];
        _columns = new ushort[_width * (_height + 1)];
        for (var y = 0; y < _height; y++)
        {
            var here = luma.Row(y);
            var above = luma.Row(Math.Max(0, y - 1));
            var sums = _rows.AsSpan(y * (_width + 1), _width + 1);
            for (var x = 0; x < here.Length; x++)
            {
                sums[x + 1] = (ushort)(sums[x] + (Math.Abs(here[x] - above[x]) >= leastGrays ? 1 : 0));
                var at = (x * (_height + 1)) + y;
                _columns[at + 1] = (ushort)(_columns[at] + (x > 0 && Math.Abs(here[x] - here[x - 1]) >= leastGrays ? 1 : 0));
            }
        }
    }

    /// <summary>How many pixels of a stretch of a row differ from those above; none in the first.</summary>
    public int AlongRow(int y, int from, int to) => _rows[(y * (_width + 1)) + to] - _rows[(y * (_width + 1)) + from];

    /// <summary>How many pixels of a stretch of a column differ from those to the left; none in the first.</summary>
    public int AlongColumn(int x, int from, int to) => _columns[(x * (_height + 1)) + to] - _columns[(x * (_height + 1)) + from];
}
