using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary><c>setup</c>: what was in a file stays, what is not understood is left alone, and said twice nothing changes.</summary>
public sealed class SetupTests
{
    private const string Aws = "setup aws --key AWS_DEPLOY --name deploy";
    private const string Git = "setup git --key REPO --host github.com";
    private const string Docker = "setup docker --key DOCKER --host registry.example.com:5000";
    private const string Kube = "setup kubeconfig --key CLUSTER --env prod";
    private const string AwsFile = "/home/me/.aws/config";
    private const string GitFile = "/home/me/.gitconfig";
    private const string DockerFile = "/home/me/.docker/config.json";
    private const string KubeFile = "/home/me/.kube/config";
    private const string Rc = "/home/me/.bashrc";
    private const string Envrc = "/home/me/project/src/.envrc";
    private const string MachineFile = "/etc/voidkey/cli.yaml";
    private const string Process = "credential_process = voidkey helper aws --key AWS_DEPLOY";
    private const string Helper = "[credential \"https://github.com\"]\n\thelper =\n\thelper = !voidkey helper git --key REPO --host github.com\n";
    private const string User = "- name: \"CLUSTER\"\n  user:\n    exec:\n      apiVersion: client.authentication.k8s.io/v1\n      command: voidkey\n      args: [\"helper\", \"kubernetes\", \"--key\", \"CLUSTER\", \"--env\", \"prod\"]\n      interactiveMode: Never\n";
    private const string Block = "# >>> voidkey setup shell >>>\ncommand -v voidkey >/dev/null && source <(voidkey completion bash)\n# <<< voidkey setup shell <<<\n";

    public static TheoryData<string, string, string?, string> Writes => new()
    {
        { Aws, AwsFile, null, $"[profile deploy]\n{Process}\n" },
        { Aws, AwsFile, "# mine\n[default]\nregion=x\ns3 =\n  max_concurrent_requests = 1", $"# mine\n[default]\nregion=x\ns3 =\n  max_concurrent_requests = 1\n\n[profile deploy]\n{Process}\n" },
        { Aws, AwsFile, "[profile \"deploy\"]\nregion = x\n\n[profile b]\nrole_arn = r\n", $"[profile \"deploy\"]\n{Process}\nregion = x\n\n[profile b]\nrole_arn = r\n" },
        { Aws, AwsFile, $"[profile a]\r\nregion = x\r\n", $"[profile a]\r\nregion = x\r\n\r\n[profile deploy]\r\n{Process}\r\n" },
        { "setup aws --key AWS_DEPLOY --name default", AwsFile, "[default]\nregion = x\n", $"[default]\n{Process}\nregion = x\n" },
        { Git, GitFile, null, Helper },
        { Git, GitFile, "[user]\n\tname = me\n[credential]\n\thelper = store\n", $"[user]\n\tname = me\n[credential]\n\thelper = store\n\n{Helper}" },
        { Docker, DockerFile, null, "{\n\t\"credHelpers\": {\n\t\t\"registry.example.com:5000\": \"voidkey-registry-example-com-5000\"\n\t}\n}\n" },
        { Docker, DockerFile, "{\n  \"auths\": { \"a\": { \"auth\": \"bWU6cHc+\" } },\n  \"credHelpers\": { \"b\": \"c\" },\n  \"n\": 1e3\n}", "{\n  \"auths\": {\n    \"a\": {\n      \"auth\": \"bWU6cHc+\"\n    }\n  },\n  \"n\": 1e3,\n  \"credHelpers\": {\n    \"b\": \"c\",\n    \"registry.example.com:5000\": \"voidkey-registry-example-com-5000\"\n  }\n}\n" },
        { "setup docker --key D --host index.docker.io", DockerFile, "{}", "{\n  \"credHelpers\": {\n    \"https://index.docker.io/v1/\": \"voidkey-index-docker-io\"\n  }\n}\n" },
        { Kube, KubeFile, null, $"apiVersion: v1\nkind: Config\nusers:\n{User}" },
        { Kube, KubeFile, "apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    token: t\ncurrent-context: c\n", $"apiVersion: v1\nkind: Config\nusers:\n{User}- name: a\n  user:\n    token: t\ncurrent-context: c\n" },
        { Kube, KubeFile, "users: []\nclusters: null\n", $"users:\n{User}clusters: null\n" },
        { Kube, KubeFile, "users: null", $"users:\n{User}" },
        { "setup shell", Rc, "alias a=b", $"alias a=b\n\n{Block}" },
        { "setup shell bash", Rc, $"a\n\n{Block.Replace("source", "eval", StringComparison.Ordinal)}b\n", $"a\n\n{Block}b\n" },
        { "setup shell fish", "/home/me/.config/fish/config.fish", null, Block.Replace("command -v voidkey >/dev/null && source <(voidkey completion bash)", "command -q voidkey; and voidkey completion fish | source", StringComparison.Ordinal) },
        { "setup direnv --key AWS_DEV", Envrc, "use nix\n", "use nix\n\n# >>> voidkey setup direnv >>>\neval \"$(voidkey mint AWS_DEV)\"\n# <<< voidkey setup direnv <<<\n" },
    };

    [Theory, MemberData(nameof(Writes))]
    public async Task A_file_is_written_and_what_was_in_it_stays(string command, string path, string? before, string after)
    {
        var cli = Home(path, before);

        var ran = await cli.RunAsync([.. command.Split(' '), "--write"]);

        Assert.Equal((0, ""), (ran.Exit, ran.Output));
        Assert.Equal(after, cli.Files.Contents[path]);
        Assert.Equal(before is null ? UnixFileMode.UserRead | UnixFileMode.UserWrite : Usual, cli.Files.Modes[path]);
        Assert.Contains($"voidkey: wrote {path}\n", ran.Errors, StringComparison.Ordinal);
        Assert.Empty(ran.Requests);

        var again = await cli.RunAsync([.. command.Split(' '), "--write"]);
        Assert.Equal((0, after), (again.Exit, cli.Files.Contents[path]));
        Assert.Contains($"voidkey: {path} has it already\n", again.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("wrote", again.Errors, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Writes))]
    public async Task Without_write_it_is_only_shown_and_nothing_of_what_is_there(string command, string path, string? before, string after)
    {
        var cli = Home(path, before);

        var ran = await cli.RunAsync(command.Split(' '));

        Assert.Equal(0, ran.Exit);
        Assert.Contains($"# {path}\n", ran.Output, StringComparison.Ordinal);
        Assert.Contains("voidkey", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("token: t", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("bWU6cHc", ran.Output, StringComparison.Ordinal);
        Assert.Equal(before, cli.Files.Contents.GetValueOrDefault(path));
        Assert.NotEqual(before, after);
    }

    public static TheoryData<string, string, string, string> Refusals => new()
    {
        { Aws, AwsFile, "not a setting\n", "line 1 is not understood" },
        { Aws, AwsFile, "[profile deploy]\ncredential_process = other\n", "has another credential_process" },
        { Aws, AwsFile, "[profile deploy]\nrole_arn = r\nsource_profile = s\n", "so its credentials come from elsewhere" },
        { Aws, AwsFile, "[profile deploy]\n[profile deploy]\n", "stands there twice" },
        { Aws, AwsFile, "a\0b", "there is a NUL in it" },
        { Aws, AwsFile, new string('#', 1024 * 1024 + 1), "it is over 1 MiB" },
        { Git, GitFile, "[credential \"https://github.com\"]\n\thelper = store\n", "says otherwise already" },
        { Git, GitFile, "[CREDENTIAL \"https://github.com/\"]\n\tusername = me\n", "says otherwise already" },
        { Git, GitFile, "[credential \"https://github.com\"] helper = store\n", "is not understood" },
        { Git, GitFile, "[alias]\n\tx = !f \\\n", "says otherwise already|is not understood|its last line is to be continued" },
        { Docker, DockerFile, "{ // mine\n}", "is not the JSON" },
        { Docker, DockerFile, "[]", "is no JSON object" },
        { Docker, DockerFile, "{\"a\":1,\"a\":2}", "is not the JSON" },
        { Docker, DockerFile, "{\"credHelpers\":[]}", "credHelpers is no JSON object" },
        { Docker, DockerFile, "{\"credHelpers\":{\"registry.example.com:5000\":\"desktop\"}}", "names another helper" },
        { Docker, "/home/me/.local/bin/docker-credential-voidkey-registry-example-com-5000", "#!/bin/sh\nexec other\n", "says otherwise already" },
        { Kube, KubeFile, "users: [\n", "not valid YAML" },
        { Kube, KubeFile, "users: [{ name: a }]\n", "are not written as kubectl writes them" },
        { Kube, KubeFile, "users: &u []\n", "anchors and aliases" },
        { Kube, KubeFile, "users:\n- name: CLUSTER\n  user:\n    token: canary\n", "it has another user CLUSTER" },
        { Kube, KubeFile, "users: []\nusers: []\n", "stands there twice" },
        { "setup shell", Rc, "# >>> voidkey setup shell >>>\n", "not once each and in order" },
        { "setup shell", Rc, "# <<< voidkey setup shell <<<\n# >>> voidkey setup shell >>>\n", "not once each and in order" },
        { "setup direnv --key A", Envrc, "a\r\n", "end as on Windows" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_file_is_left_as_it_is_where(string command, string path, string before, string why)
    {
        var cli = Home(path, before);

        var ran = await cli.RunAsync([.. command.Split(' '), "--write"]);

        Assert.Equal((3, ""), (ran.Exit, ran.Output));
        Assert.Contains(why.Split('|'), one => ran.Errors.Contains(one, StringComparison.Ordinal));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
        Assert.Equal(before, cli.Files.Contents[path]);
        Assert.Equal([MachineFile, path], cli.Files.Contents.Keys);
    }

    [Fact]
    public async Task Variables_say_where_files_are()
    {
        var cli = Home("/x/second", "users: []\n");
        cli.Environment["KUBECONFIG"] = "/x/first:/x/second";
        cli.Environment["AWS_CONFIG_FILE"] = "/x/aws";
        cli.Environment["GIT_CONFIG_GLOBAL"] = "/x/git";
        cli.Environment["DOCKER_CONFIG"] = "/x/docker";

        foreach (var command in new[] { Kube, Aws, Git, Docker }) Assert.Equal(0, (await cli.RunAsync([.. command.Split(' '), "--write"])).Exit);

        Assert.Equal([MachineFile, "/home/me/.local/bin/docker-credential-voidkey-registry-example-com-5000", "/x/aws", "/x/docker/config.json", "/x/git", "/x/second"], cli.Files.Contents.Keys.Order());
        Assert.Equal(UnixFileMode.UserExecute, cli.Files.Modes["/home/me/.local/bin/docker-credential-voidkey-registry-example-com-5000"] & UnixFileMode.UserExecute);
    }

    private const UnixFileMode Usual = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private static Terminal Home(string path, string? before)
    {
        var cli = new Terminal { Environment = { ["HOME"] = "/home/me", ["SHELL"] = "/bin/bash", ["PATH"] = "/home/me/.local/bin" } };
        cli.Files.Contents[MachineFile] = "environments: { prod: {} }";
        if (before is null) return cli;
        cli.Files.Contents[path] = before;
        cli.Files.Modes[path] = Usual;
        return cli;
    }
}
