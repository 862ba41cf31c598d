namespace DeepCalc.Commands;

/// <summary>Waits for work that may never end, such as a read from a lost network drive, until it is stopped.</summary>
internal static class StoppableWork
{
    /// <summary>Runs the work on another thread and returns its result. If the wait is stopped, that thread is abandoned.</summary>
    /// <exception cref="OperationCanceledException">The wait was stopped.</exception>
    public static T Run<T>(Func<T> work, CancellationToken stop)
    {
        var task = Task.Run(work, stop);
        Task.WaitAny([task], stop);
        return task.GetAwaiter().GetResult();
    }
}
