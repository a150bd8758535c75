#!/usr/bin/env bash
# Everything a change must pass, in about ten minutes: format, build without warnings, tests, native binaries without warnings,
# the demo, and the native binaries against real servers and real clients.
set -uo pipefail

usage() {
  cat <<'USAGE'
usage: ./build.sh [quick]

  quick    format check, build and unit tests only; under two minutes

Wants the .NET SDK 10. On Debian and Ubuntu, as root or with sudo, it installs what else is missing: a C compiler for the native
binaries, and Ceph, Node.js, Redis, Prometheus, the aws command line and some shells for the real servers; PowerShell, Nushell and the
dashboard of .NET Aspire go to .artifacts. Elsewhere it says what is missing, and the tests that need it are skipped; with CI=true they fail instead.
The binaries are left in .artifacts/publish, the logs in .artifacts/logs.
Exit codes: 0 all passed, 1 something failed, 2 usage. The last line counts: N passed, N failed.
USAGE
}

case ${1-} in
  '') quick= ;;
  quick) quick=1 ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
logs=$PWD/.artifacts/logs
publish=$PWD/.artifacts/publish
tools=$PWD/.artifacts/tools
canaries=$PWD/.artifacts/canaries
passed=0 failed=0 skipped=0
child=
real_folder=

# No build or compiler server outlives this script.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# --- stages

# stage NAME COMMAND...   Announces it and its duration. COMMAND counts its own failed tests and returns 1 for any other failure.
stage() {
  local name=$1 started=$SECONDS failed_before=$failed outcome=ok
  shift
  printf '\n== %s\n' "$name"
  if ! "$@" && ((failed == failed_before)); then failed=$((failed + 1)); fi
  ((failed == failed_before)) || outcome=FAILED
  printf -- '-- %s: %s, %d s\n' "$name" "$outcome" $((SECONDS - started))
  [ "$outcome" = ok ]
}

# logged NAME COMMAND...   Keeps the output in a log, and shows the end of it when the command fails.
logged() {
  local log=$logs/$1.log
  shift
  "$@" >"$log" 2>&1 && return
  tail -n 60 "$log"
  printf 'all of it is in %s\n' "$log"
  return 1
}

finish() {
  end_recorded
  printf '\n%d s in all' "$SECONDS"
  ((skipped == 0)) || printf ', %d skipped' "$skipped"
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0))
}

interrupted() {
  trap - INT TERM
  echo 'interrupted' >&2
  failed=$((failed + 1))
  [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
  finish
  exit 1
}

stop() {
  finish
  exit 1
}

# Ends what the real tests have started and could not end themselves. Each line of the list: process id, start time, name.
end_recorded() {
  local pid started name stat
  [ -n "$real_folder" ] || return 0
  while read -r pid started name; do
    { stat=$(<"/proc/$pid/stat"); } 2>/dev/null || continue
    # Field 22, counted behind the program's name, which may hold blanks: a process id may have been reused by somebody else.
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    [ "${20}" = "$started" ] && echo "ending $name ($pid)" && kill -KILL -- "-$pid"
  done < <(cat "$real_folder/processes" 2>/dev/null)
  rm -rf "$real_folder"
  real_folder=
}

# --- tools

# What native compilation needs, as PROGRAM-OR-FILE:PACKAGE.
native_needs=(gcc:gcc /usr/include/stdio.h:libc6-dev /usr/include/zlib.h:zlib1g-dev)
real_needs=(radosgw:radosgw ceph-mon:ceph-mon ceph-osd:ceph-osd ceph:ceph-common aws:awscli node:nodejs npm:npm openssl:openssl curl:curl git:git redis-server:redis-server kubectl:kubernetes-client zsh:zsh fish:fish dash:dash ksh:ksh93u+m prometheus:prometheus promtool:prometheus systemd-analyze:systemd /usr/sbin/haproxy:haproxy gnome-keyring-daemon:gnome-keyring secret-tool:libsecret-tools dbus-run-session:dbus-daemon)

# What Debian does not have.
dashboard_version=13.6.5
PATH=$PATH:$tools/powershell:$tools/nushell/bin:$tools/dashboard

missing_packages() {
  local need
  for need in "${native_needs[@]}" "${real_needs[@]}"; do
    case $need in
      /*) [ -e "${need%%:*}" ] ;;
      *) command -v "${need%%:*}" >/dev/null ;;
    esac || printf '%s\n' "${need#*:}"
  done
}

install_packages() {
  local sudo=()
  command -v apt-get >/dev/null || return
  if [ "$(id -u)" -ne 0 ]; then sudo=(sudo -n); fi
  if [ "${#sudo[@]}" -gt 0 ] && ! sudo -n true 2>/dev/null; then return 1; fi
  echo "installing $*"
  logged apt-update "${sudo[@]}" apt-get -o DPkg::Lock::Timeout=900 update -q
  logged apt-install "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout=900 install -y -q --no-install-recommends "$@"
}

install_shells() {
  local package
  package=@nushell/$(runtime_id)
  command -v pwsh >/dev/null || { echo 'installing PowerShell' && logged powershell dotnet tool install PowerShell --version 7.6.9 --tool-path "$tools/powershell"; }
  command -v nu >/dev/null && return
  echo 'installing Nushell'
  logged nushell npm install --prefix "$tools/nushell" --no-audit --no-fund --no-save "$package@0.115.1" && ln -sfn "node_modules/$package/bin" "$tools/nushell/bin"
}

install_dashboard() {
  local package
  package=Aspire.Dashboard.Sdk.$(runtime_id)
  command -v Aspire.Dashboard >/dev/null && return
  echo 'installing the dashboard of .NET Aspire'
  logged dashboard dotnet package download "$package@$dashboard_version" --output "$tools/packages" && ln -sfn "packages/${package,,}/$dashboard_version/tools" "$tools/dashboard"
}

tools() {
  local missing
  if ! command -v dotnet >/dev/null; then
    echo 'the .NET SDK 10 is missing: https://dotnet.microsoft.com/download, or your package manager (dotnet-sdk-10.0)'
    return 1
  fi
  dotnet --version || return
  [ -z "$quick" ] || return 0

  mapfile -t missing < <(missing_packages)
  [ "${#missing[@]}" -eq 0 ] || install_packages "${missing[@]}"
  mapfile -t missing < <(missing_packages)
  [ "${#missing[@]}" -eq 0 ] || echo "missing, and not installed (Debian's names): ${missing[*]}"
  install_shells || echo 'missing, and not installed: PowerShell or Nushell'
  install_dashboard || echo 'missing, and not installed: the dashboard of .NET Aspire'
}

# --- build

runtime_id() {
  case $(uname -m) in
    x86_64) echo linux-x64 ;;
    aarch64) echo linux-arm64 ;;
    *) echo unsupported ;;
  esac
}

restore() {
  # The lock files name the native compiler for x64 only.
  local locked=(--locked-mode)
  [ "$(runtime_id)" = linux-x64 ] || locked=(-p:RestoreLockedMode=false)
  logged restore dotnet restore Voidkey.slnx "${locked[@]}"
}

format() {
  dotnet format Voidkey.slnx --verify-no-changes --no-restore >"$logs/format.log" 2>&1 && return
  sed -nE "s@^$PWD/([^(]+)\(([0-9]+),[0-9]+\): (error|warning) ([A-Z0-9]+): .*@\1, line \2: \4@p" "$logs/format.log" | sort -u | head -n 40
  echo "'dotnet format Voidkey.slnx' repairs it; all of it is in $logs/format.log"
  return 1
}

build() { logged build dotnet build Voidkey.slnx -c Release --no-restore -warnaserror; }

publish_native() {
  local project=$1 rid
  rid=$(runtime_id)
  # Compiled anew every time: a warning is told once only.
  rm -rf "src/$project/obj/Release/net10.0/$rid/native"
  logged "native-$project" dotnet publish "src/$project" -c Release -r "$rid" --no-restore -warnaserror -o "$publish" || return
  if grep -E '(^|[^[:alpha:]])warning( |:)' "$logs/native-$project.log"; then
    echo "$project has warnings"
    return 1
  fi
}

native() {
  local binary
  rm -rf "$publish"
  publish_native Voidkey.Server && publish_native Voidkey.Cli || return
  for binary in voidkey-server voidkey; do
    printf '%s, %d KB\n' "$("$publish/$binary" --version | head -n 1)" $(($(stat -c %s "$publish/$binary") / 1024)) || return
  done
  hot_methods
}

# What a mint runs through lies together while the list names it as the compiler does (ADR 25). Names with numbers in them change by and by: the list is written anew before that costs anything.
hot_methods() {
  local list=src/Voidkey.Server/hot-methods.txt all found
  all=$(wc -l <"$list")
  found=$(nm -j "$publish/voidkey-server.dbg" | LC_ALL=C sort -u | LC_ALL=C comm -12 - "$list" | wc -l)
  echo "$found of the $all methods of a mint lie together"
  ((found * 3 >= all * 2)) || { echo 'more than a third is gone: write the list anew, see bench/load/README.md'; return 1; }
}

# --- tests

# run_tests PROJECT [FOLDER]   Counts what its summary says, and shows failures and the reason of every skip.
run_tests() {
  local project=$1 folder=${2:-tests} log=$logs/$1.log started=$SECONDS status=0 total=0 errors=0 wrong=0 left_out=0 not_run=0
  dotnet "$folder/$project/bin/Release/net10.0/$project.dll" -noLogo -noColor >"$log" 2>&1 &
  child=$!
  wait "$child" || status=$?
  child=
  if [[ $(grep -E '^ +[^ ]+  Total: ' "$log") =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+),\ Not\ Run:\ ([0-9]+) ]]; then
    total=${BASH_REMATCH[1]} errors=${BASH_REMATCH[2]} wrong=${BASH_REMATCH[3]} left_out=${BASH_REMATCH[4]} not_run=${BASH_REMATCH[5]}
  fi

  cp "$log" "$canaries/printed-$project"
  wrong=$((wrong + errors))
  if ((status != 0 && wrong == 0)) || ((total == 0)); then
    wrong=$((wrong + 1)) total=$((total + 1))
    tail -n 40 "$log"
    echo "$project crashed, or found nothing to test (exit code $status)"
  fi
  local right=$((total - wrong - left_out - not_run))
  ((right >= 0)) || right=0
  passed=$((passed + right)) failed=$((failed + wrong)) skipped=$((skipped + left_out))
  printf '%s: %d passed, %d failed, %d skipped, %d s\n' "$project" "$right" "$wrong" "$left_out" $((SECONDS - started))
  awk '/ \[SKIP\]$/ { name = $1; for (i = 2; i < NF; i++) name = name " " $i; getline; sub(/^ +/, ""); print "  skipped " name ": " $0 }' "$log"
  if ((wrong > 0)); then
    sed -n '/\[FAIL\]/,$p' "$log" | head -n 200
    printf 'all of it is in %s\n' "$log"
  fi
  ((wrong == 0))
}

unit_tests() {
  local project outcome=0
  for project in tests/*.Tests/*.csproj samples/*.Tests/*.csproj; do
    run_tests "$(basename "$project" .csproj)" "${project%%/*}" || outcome=1
  done
  return "$outcome"
}

demo() {
  logged demo ./demo.sh || return
  cp "$logs/demo.log" "$canaries/printed-demo" && cp .demo/server.log "$canaries/logged-demo" && cp .demo/audit.jsonl "$canaries/recorded-demo" || return
  tail -n 3 "$logs/demo.log"
}

real_tests() {
  local outcome=0
  real_folder=$(mktemp -d "${TMPDIR:-/tmp}/voidkey-real-XXXXXX") || return
  VOIDKEY_REAL_FOLDER=$real_folder VOIDKEY_SERVER_BINARY=$publish/voidkey-server VOIDKEY_CLI_BINARY=$publish/voidkey run_tests Voidkey.RealTests || outcome=1
  end_recorded
  return "$outcome"
}

# Searches all that the tests and what they started have said for all secrets that they used.
search_for_secrets() {
  logged secrets dotnet tests/Voidkey.Server.Tests/bin/Release/net10.0/Voidkey.Server.Tests.dll -noLogo -noColor -explicit only -class Voidkey.Server.Tests.Conventions.SecretSearchTests -showLiveOutput || return
  grep -oE 'searched [0-9]+ secrets .*' "$logs/secrets.log"
}

# --- the run: what needs a stage that failed is left out

rm -rf "$canaries"
mkdir -p "$logs" "$canaries"
export VOIDKEY_CANARY_FOLDER=$canaries
trap interrupted INT TERM
stage 'tools' tools || stop
stage 'restore' restore || stop
stage 'format' format
stage 'build' build || stop
stage 'unit tests' unit_tests
if [ -z "$quick" ]; then
  if [ -x demo.sh ]; then stage 'demo' demo; fi
  if stage 'native binaries' native; then stage 'real servers' real_tests; fi
fi
stage 'secrets in what was said' search_for_secrets
finish
