namespace DeepCalc.Commands;

/// <summary>Waits for work that may never end, such as a read of a network drive that is gone, until somebody stops it.</summary>
internal static class StoppableWork
{
    /// <summary>The result of the work, which is done on another thread. If it is stopped, that thread is left to itself.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static T Run<T>(Func<T> work, CancellationToken stop)
    {
        var task = Task.Run(work, stop);
        Task.WaitAny([task], stop);
        return task.GetAwaiter().GetResult();
    }
}
