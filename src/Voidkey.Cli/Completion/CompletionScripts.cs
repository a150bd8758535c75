namespace Voidkey.Cli.Completion;

/// <summary>Teaches shells to ask <c>voidkey __complete</c> when somebody presses the tab key.</summary>
internal static class CompletionScripts
{
    public static readonly IReadOnlyList<string> Shells = ["bash", "zsh", "fish", "powershell", "nushell"];

    // Where we know nothing, the shell goes on with files.
    private const string Bash =
        """
        _voidkey() {
          local IFS=$'\n'
          COMPREPLY=($(voidkey __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
        }
        complete -o default -F _voidkey voidkey

        """;

    private const string Zsh =
        """
        _voidkey() {
          local -a candidates
          candidates=("${(@f)$(voidkey __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
          if [[ -n $candidates[1] ]]; then compadd -- "${candidates[@]}"; else _files; fi
        }
        compdef _voidkey voidkey

        """;

    private const string Fish =
        """
        function __voidkey_complete
          set -l words (commandline -opc)
          set -e words[1]
          voidkey __complete $words (commandline -ct) 2>/dev/null
        end
        complete -c voidkey -f -n 'count (__voidkey_complete) >/dev/null' -a '(__voidkey_complete)'

        """;

    private const string PowerShell =
        """
        Register-ArgumentCompleter -Native -CommandName voidkey -ScriptBlock {
          param($wordToComplete, $commandAst, $cursorPosition)
          $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
            ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
          voidkey __complete @words "$wordToComplete" 2>$null | Where-Object { $_ } |
            ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }

        """;

    // Nushell asks one completer about all programs, so whoever was asked before goes on being asked about the others.
    private const string Nushell =
        """
        do --env {
          let before = $env.config?.completions?.external?.completer?
          $env.config.completions.external.completer = {|spans|
            if ($spans | first) == "voidkey" {
              let candidates = (^voidkey __complete ...($spans | skip 1) | complete | get stdout | lines)
              if ($candidates | is-empty) { null } else { $candidates }
            } else if $before != null { do $before $spans } else { null }
          }
        }

        """;

    /// <param name="shell">One of <see cref="Shells"/>.</param>
    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        "powershell" => PowerShell,
        "nushell" => Nushell,
        _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "not one of Shells"),
    };
}
