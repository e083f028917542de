import Glibc

// A reader of our output that goes away (`| head`) ends a write with an error, not the process with a signal.
signal(SIGPIPE, SIG_IGN)
exit(Headroom.run(Array(CommandLine.arguments.dropFirst())))
