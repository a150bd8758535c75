#!/bin/sh
# The whole story on loopback, with nothing but the .NET SDK: an identity provider vouches for a CI job, the broker proves who
# it is itself, a cloud mints credentials, and they are used. Then everything that must be refused is tried.
set -eu

usage() {
  cat <<'USAGE'
usage: ./demo.sh [--keep]

  --keep   leave everything running afterwards, with instructions for trying it by hand, until Ctrl-C
  --help   print this

Builds the server, the command line and the demo (the first time takes a minute), then runs them on free ports of
127.0.0.1. What it writes is in .demo/: config.yaml, audit.jsonl, server.log.
Exit codes: 0 all happened as told, 1 something did not, 2 usage, 130 Ctrl-C.
USAGE
}

keep=
for argument in "$@"; do
  case $argument in
    --keep) keep=--keep ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

cd "$(dirname "$0")"
if ! version=$(dotnet --version 2>/dev/null); then
  echo "demo.sh: the .NET SDK 10 is needed: https://dotnet.microsoft.com/download" >&2
  exit 1
fi

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
mkdir -p .demo
echo "Building with .NET SDK $version..."
if ! dotnet build samples/Voidkey.Demo -c Release -v quiet -nologo >.demo/build.log 2>&1; then
  cat .demo/build.log >&2
  echo "demo.sh: the build failed" >&2
  exit 1
fi

# exec: Ctrl-C and SIGTERM reach the demo, which ends what it started.
exec dotnet samples/Voidkey.Demo/bin/Release/net10.0/voidkey-demo.dll \
  --server "$PWD/src/Voidkey.Server/bin/Release/net10.0/voidkey-server.dll" \
  --cli "$PWD/src/Voidkey.Cli/bin/Release/net10.0/voidkey.dll" \
  --folder "$PWD/.demo" ${keep:+"$keep"}
