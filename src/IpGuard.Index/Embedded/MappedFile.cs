using System.IO.MemoryMappedFiles;

namespace IpGuard.Index.Embedded;

/// <summary>A file mapped for reading, as long as anything still reads it: it is let go when nothing does.</summary>
sealed unsafe class MappedFile
{
    readonly MemoryMappedViewAccessor _view;
    readonly byte* _start;

    MappedFile(MemoryMappedViewAccessor view, long length)
    {
        _view = view;
        Length = length;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    ~MappedFile()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.SafeMemoryMappedViewHandle.Dispose();
    }

    public long Length { get; }

    /// <exception cref="InvalidDataException">There is nothing in it.</exception>
    public static MappedFile Open(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var length = file.Length;
        if (length == 0)
            throw new InvalidDataException($"{Path.GetFileName(path)} is empty");
        using var map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, true);
        return new(map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), length);
    }

    public Section<byte> At(long from, long length) => new(_start + from, length, this);
}
