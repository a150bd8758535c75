using Voidkey.Server.Hosting;

return await ServerCommand.RunAsync(args);
