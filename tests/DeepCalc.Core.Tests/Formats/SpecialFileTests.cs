using System.Diagnostics;
using System.Net.Sockets;
using DeepCalc.Tests.Formats.Safetensors;

namespace DeepCalc.Tests.Formats;

/// <summary>Pipes, devices and sockets are refused before they are opened, which could wait for ever. Windows has none of them in folders.</summary>
public sealed class SpecialFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_pipe_is_refused_and_so_is_a_link_to_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string pipe = Pipe("model.onnx");
        Refused(pipe);
        File.CreateSymbolicLink(In("link.onnx"), pipe);
        File.CreateSymbolicLink(In("second.onnx"), In("link.onnx"));
        Refused(In("second.onnx"));
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    [InlineData("/dev/tty")]
    public void A_device_is_refused(string device)
    {
        if (File.Exists(device))
        {
            Refused(device);
        }
    }

    [Fact]
    public void A_socket_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(In("socket.gguf")));
        Refused(In("socket.gguf"));
    }

    [Fact]
    public void A_pipe_in_a_set_is_refused_too()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Pipe("m-00002-of-00002.safetensors");
        File.WriteAllBytes(In("m-00001-of-00002.safetensors"), SafetensorsFile.Of(("a", "F32", [1])));
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => NetworkFile.Import(In("m-00001-of-00002.safetensors"), new ImportOptions()));
        Assert.Contains("m-00002-of-00002.safetensors: a pipe, device or socket cannot be imported", error.Message);
    }

    [Fact]
    public void Regular_files_are_not_refused()
    {
        File.WriteAllBytes(In("empty.onnx"), []);
        Assert.Contains("is empty", Assert.Throws<DeepCalcException>(() => NetworkFile.Import(In("empty.onnx"), new ImportOptions())).Message);
        File.WriteAllBytes(In("a.safetensors"), SafetensorsFile.Of(("a", "F32", [1])));
        File.CreateSymbolicLink(In("b.safetensors"), In("a.safetensors"));
        Assert.Equal("b", new Network(NetworkFile.Import(In("b.safetensors"), new ImportOptions())).Name);
        File.CreateSymbolicLink(In("broken.onnx"), In("none"));
        Assert.Equal(ErrorCode.FileUnreadable, Assert.Throws<DeepCalcException>(() => NetworkFile.Import(In("broken.onnx"), new ImportOptions())).Code);
        Assert.Equal(ErrorCode.FileUnreadable, Assert.Throws<DeepCalcException>(() => NetworkFile.Import(In("none.onnx"), new ImportOptions())).Code);
    }

    private static void Refused(string path)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => NetworkFile.Import(path, new ImportOptions()));
        Assert.Equal(ErrorCode.FileUnreadable, error.Code);
        Assert.Contains("a pipe, device or socket cannot be imported", error.Message);
    }

    private string Pipe(string name)
    {
        using var made = Process.Start("mkfifo", [In(name)]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return In(name);
    }

    private string In(string name) => Path.Combine(_folder, name);
}
