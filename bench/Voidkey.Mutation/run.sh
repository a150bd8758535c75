#!/usr/bin/env bash
# Do the tests notice a changed program? Stryker.NET makes the changes, voidkey-mutation runs the tests against each.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: bench/Voidkey.Mutation/run.sh PROJECT FOLDER[,FOLDER...]

  bench/Voidkey.Mutation/run.sh Voidkey Identity,Policy,Configuration
  bench/Voidkey.Mutation/run.sh Voidkey.Providers Sts

Works on a clone of what is committed, in .bench/mutation/PROJECT, and goes on there where it was interrupted; remove that folder
to begin anew. Takes some two hours on one core for the first, some minutes for the second. At the end it prints each mutant that
no test notices, and a table.
USAGE
}

[ $# -eq 2 ] || { usage >&2; exit 2; }
project=$1 folders=$2
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD/.bench/mutation
work=$root/$project
tests=$work/tree/tests/Voidkey.Tests
runner=$work/tree/bench/Voidkey.Mutation/bin/Debug/net10.0
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
unset CI

# Stryker.NET runs tests by VSTest, which the tests here do without.
prepare() {
  rm -rf "$work/tree"
  git clone -q . "$work/tree"
  sed -i 's|<PackageReference Include="xunit.v3" />|&<PackageReference Include="xunit.runner.visualstudio" /><PackageReference Include="Microsoft.NET.Test.Sdk" /><ProjectReference Include="../../src/Voidkey/Voidkey.csproj" />|' "$tests/Voidkey.Tests.csproj"
  sed -i 's|<PackageVersion Include="xunit.v3" .*|&<PackageVersion Include="xunit.runner.visualstudio" Version="4.0.1" /><PackageVersion Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />|' "$work/tree/Directory.Packages.props"
  find "$work/tree" -name packages.lock.json -delete
  dotnet build "$work/tree/bench/Voidkey.Mutation" -v q -nologo -p:RunAnalyzers=false

  # It starts a test host for each mutant, so it is left to judge only two rare kinds. Where the others are its report says.
  local kinds='"Statement","Arithmetic","Block","Equality","Boolean","Logical","Assignment","Unary","Linq","String","Initializer","Regex","NullCoalescing","Math","StringMethod","Conditional","CollectionExpression"'
  printf '{"stryker-config":{"project":"%s.csproj","test-runner":"vstest","mutate":[%s],"ignore-mutations":[%s],"concurrency":1,"coverage-analysis":"off","reporters":["json"],"test-case-filter":"FullyQualifiedName~DurationTests"}}\n' \
    "$project" "$(printf '"**/%s/*.cs"' "${folders//,//*.cs\",\"**/}")" "$kinds" >"$tests/stryker-config.json"
}

mutate() {
  [ -x "$root/stryker/dotnet-stryker" ] || dotnet tool install dotnet-stryker --version 5.1.0 --tool-path "$root/stryker"
  (cd "$tests" && exec "$root/stryker/dotnet-stryker" >"$work/stryker.log" 2>&1) &
  local stryker=$!
  until grep -q 'mutants will be tested' "$work/stryker.log" 2>/dev/null; do
    kill -0 $stryker || { tail -n 20 "$work/stryker.log"; return 1; }
    sleep 0.2
  done
  # While it tests, the assembly with the mutants lies among the tests; afterwards the one without.
  cp "$tests/bin/Debug/net10.0/$project.dll" "$work/"
  wait $stryker
  cp "$tests"/StrykerOutput/*/reports/mutation-report.json "$work/"
}

[ -e "$work/mutation-report.json" ] || { prepare && mutate; }
cp "$work/$project.dll" "$runner/"
exec dotnet "$runner/voidkey-mutation.dll" "$project" "$work/mutation-report.json" "$folders" "$work/results"
