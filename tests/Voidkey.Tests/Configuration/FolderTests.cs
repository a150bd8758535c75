using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>A folder of files is one configuration: lists concatenate, everything else stands once.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    private static string Idps => Part("clientIdps:", "accessProviders:");

    private static string Providers => Part("accessProviders:", "clientIdentities:");

    private static string Identities => Part("clientIdentities:", "default:");

    [Fact]
    public void References_resolve_across_files_in_any_order()
    {
        _folder.Write("10-identities.yaml", Identities);
        _folder.Write("20-providers.yml", Providers);
        _folder.Write("30-idps.yaml", Idps);
        _folder.Write("40-broker.yaml", Part("brokerIdp:", "clientIdps:") + "default: ci\n");
        var loaded = _folder.LoadPath(_folder.Path);

        Assert.Empty(loaded.Problems);
        Assert.Equal("AWS_DEPLOY", loaded.Snapshot!.Identities.Single().Keys.Single().Name);
    }

    [Fact]
    public void Lists_concatenate_in_the_order_of_the_file_names()
    {
        _folder.Write("a.yaml", Yaml.Good);
        _folder.Write("b.yaml", "clientIdentities:\n  - {subject: b, idp: ci, keys: {}}\n");
        _folder.Write("B.yaml", "clientIdentities:\n  - {subject: upper-b, idp: ci, keys: {}}\n");

        Assert.Equal(["upper-b", "repo:example-org/app:ref:refs/heads/main", "b"], _folder.LoadPath(_folder.Path).Snapshot!.Identities.Select(static identity => identity.Subject));
    }

    [Theory]
    [InlineData("brokerIdp: {clientId: other, clientSecret: canary-config-5f1d0c7e9b, issuer: 'https://broker.example.test'}\n", "brokerIdp")]
    [InlineData("default: ci\n", "default")]
    [InlineData("clientIdps: nobody\n", "clientIdps")]
    public void Everything_else_stands_once_in_all_files_together(string second, string path)
    {
        _folder.Write("a.yaml", Yaml.Good);
        _folder.Write("b.yaml", second);
        var problem = Assert.Single(_folder.LoadPath(_folder.Path).Problems);

        Assert.Equal((ConfigCodes.Duplicate, path, 1, 1), (problem.Code, problem.Path, problem.Position.Line, problem.Position.Column));
        Assert.EndsWith("b.yaml", problem.Position.File, StringComparison.Ordinal);
        Assert.Contains("a.yaml", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_section_twice_in_one_of_several_files_is_told_too()
    {
        _folder.Write("a.yaml", Yaml.Good);
        _folder.Write("b.yaml", "limits: {maxKeys: 1}\nlimits: {maxKeys: 2}\n");

        Assert.Equal(ConfigCodes.Duplicate, Assert.Single(_folder.LoadPath(_folder.Path).Problems).Code);
    }

    [Fact]
    public void An_identity_in_one_file_and_its_double_in_another_are_told()
    {
        _folder.Write("a.yaml", Yaml.Good);
        _folder.Write("b.yaml", Identities);
        var problem = Assert.Single(_folder.LoadPath(_folder.Path).Problems);

        Assert.Equal((ConfigCodes.Duplicate, "clientIdentities[1].subject"), (problem.Code, problem.Path));
        Assert.EndsWith("b.yaml", problem.Position.File, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bad_file_stops_the_load_and_the_others_are_read_all_the_same()
    {
        _folder.Write("a.yaml", Yaml.With("default: ci", "defalt: ci"));
        _folder.Write("b.yaml", "clientIdps: [\n");

        Assert.Equal([ConfigCodes.UnknownMember, ConfigCodes.Yaml], _folder.LoadPath(_folder.Path).Problems.Select(static problem => problem.Code));
    }

    [Fact]
    public void Other_files_hidden_files_and_subfolders_are_passed_over()
    {
        _folder.Write("config.yaml", Yaml.Good);
        foreach (var other in new[] { ".hidden.yaml", "..data.yaml", "README.md", "old.yaml.bak", "config.json", "yaml" }) _folder.Write(other, "[");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "sub.yaml"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "..2026"));

        Assert.Empty(_folder.LoadPath(_folder.Path).Problems);
    }

    [Fact]
    public void A_mounted_volume_whose_files_are_links_is_read()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "..2026_01"));
        _folder.Write(Path.Combine("..2026_01", "config.yaml"), Yaml.Good);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "..data"), "..2026_01");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "config.yaml"), Path.Combine("..data", "config.yaml"));

        Assert.Empty(_folder.LoadPath(_folder.Path).Problems);
    }

    [Fact]
    public void A_link_to_nowhere_is_a_problem()
    {
        _folder.Write("config.yaml", Yaml.Good);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "lost.yaml"), "nowhere.yaml");

        Assert.Equal(ConfigCodes.Unreadable, Assert.Single(_folder.LoadPath(_folder.Path).Problems).Code);
    }

    [Fact]
    public void A_folder_without_configuration_is_a_problem()
    {
        _folder.Write("README.md", "nothing");

        Assert.Equal(ConfigCodes.Unreadable, Assert.Single(_folder.LoadPath(_folder.Path).Problems).Code);
    }

    public void Dispose() => _folder.Dispose();

    private static string Part(string from, string to) => Yaml.Good[Yaml.Good.IndexOf(from, StringComparison.Ordinal)..Yaml.Good.IndexOf(to, StringComparison.Ordinal)];
}
