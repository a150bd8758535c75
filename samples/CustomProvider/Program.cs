using CustomProvider;
using Voidkey.Server;

return await VoidkeyServer.CreateBuilder(args).AddAccessProvider<ArtifactStoreProvider>().AddSubjectTokenValidator<BuildTicketValidator>().RunAsync();
