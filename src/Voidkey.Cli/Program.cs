using Voidkey.Cli;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

// Scripts ask for the version in every job: it is answered before the command tree exists.
if (args is ["version"] or ["--version"]) return (int)CommandLine.Print(VersionCommand.Text(), StandardStreams.WriteOutput);

using var interrupt = new Interrupt();
return (int)await CommandLine.RunAsync(args, Surroundings.OfThisProcess(), interrupt.Cancelled);
