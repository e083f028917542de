import Testing

/// Tests that start processes. One after the other: the ptrace collector waits for every child of this process.
@Suite(.serialized) enum RealProcesses {}
