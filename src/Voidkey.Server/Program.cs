using Voidkey.Server;

return await VoidkeyServer.CreateBuilder(args).RunAsync();
