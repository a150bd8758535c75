#!/usr/bin/env bash
# The unit that ships, under a real systemd: it starts, reloads, is started anew when it dies or hangs, stops, and stays down where its configuration is wrong.
set -uo pipefail

usage() {
  cat <<'USAGE'
usage: bench/systemd.sh SERVER

  SERVER   the native voidkey-server

As root, on Linux with systemd installed. Boots a systemd of its own in namespaces, on an overlay of the root folder that is
thrown away afterwards; the machine's own processes and files are not touched. Takes a minute. Exit code 1: something was not so.
USAGE
}

[ $# -eq 1 ] && [ -x "$1" ] || { usage >&2; exit 2; }
server=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
port=${PORT:-7998} url=http://127.0.0.1:${PORT:-7998} wrong=0
stage=$(mktemp -d "${TMPDIR:-/tmp}/voidkey-systemd-XXXXXX")
root=$stage/root
outer=

end() {
  [ -z "$outer" ] || kill -KILL "$(pgrep -P "$outer")" 2>/dev/null
  umount -l "$root" "$stage" && rmdir "$stage"
}

# so WHAT EXPECTED ACTUAL
so() {
  # A pattern on purpose.
  # shellcheck disable=SC2053
  if [[ $3 == $2 ]]; then echo "ok: $1: $3"; else echo "NOT SO: $1: $3, and not $2"; wrong=1; fi
}

# The system's own init is the namespace's process 1.
inside() { nsenter -t "$(pgrep -P "$outer")" -m -p -u -i -C -r -w /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
of() { inside systemctl show voidkey --value -p "$1"; }
ready() { curl -s -m 1 -o /dev/null "$url/health/live"; }
soon() { local i; for i in $(seq "$1"); do ready && return; sleep 1; done; return 1; }

mount -t tmpfs tmpfs "$stage" && mkdir "$stage"/{upper,work,root} || exit
trap end EXIT
mount -t overlay overlay -o "lowerdir=/,upperdir=$stage/upper,workdir=$stage/work" "$root" || exit
install -m 755 "$server" "$root/usr/bin/voidkey-server"
mkdir -p "$root/etc/voidkey" "$root/oldroot"
rm -rf "$root"/etc/systemd/system/*.wants
cp deploy/systemd/voidkey.service "$root/etc/systemd/system/"
for other in systemd-udevd systemd-networkd systemd-resolved systemd-logind networking; do ln -sf /dev/null "$root/etc/systemd/system/$other.service"; done
printf '[Unit]\nRequires=basic.target\nAfter=basic.target\nWants=voidkey.service\n' >"$root/etc/systemd/system/broker.target"
# Nothing listens where it would look for keys: a broker starts all the same.
cat >"$root/etc/voidkey/config.yaml" <<YAML
brokerIdp: { issuer: "http://127.0.0.1:9", audience: sts.example.test, clientId: voidkey, clientSecret: canary-of-a-unit }
clientIdps: [ { name: ci, issuer: "http://127.0.0.1:9/ci", audience: voidkey } ]
accessProviders: [ { name: aws, type: aws-sts, endpoint: "http://127.0.0.1:9" } ]
clientIdentities: [ { idp: ci, subject: job, keys: { DEPLOY: { provider: aws, roleArn: "arn:aws:iam::123456789012:role/Deploy" } } } ]
audit: { sinks: [ { type: file, path: /var/log/voidkey/audit.jsonl } ] }
server: { urls: ["$url"] }
YAML
chmod 644 "$root/etc/voidkey/config.yaml"

unshare --pid --fork --mount --uts --ipc --cgroup bash -s -- "$root" <<'BOOT' &
mount -t proc proc "$1/proc"
mount --rbind /sys "$1/sys"
mount --rbind /dev "$1/dev"
for folder in run tmp sys/fs/cgroup; do mount -t tmpfs tmpfs "$1/$folder"; done
mkdir "$1"/sys/fs/cgroup/{systemd,unified}
mount -t cgroup -o none,name=systemd cgroup "$1/sys/fs/cgroup/systemd"
mount -t cgroup2 cgroup2 "$1/sys/fs/cgroup/unified"
cd "$1" && pivot_root . oldroot && umount -l /oldroot
exec /usr/bin/env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=broker.target --log-target=journal </dev/null
BOOT
outer=$!

soon 30
pid=$(of MainPID)
so 'it runs once it has said that it is ready' active "$(of ActiveState)"
so 'systemctl status says what it serves' 'serving, configuration *' "$(of StatusText)"
so 'it has no capabilities' '*0000000000000000' "$(inside grep CapEff "/proc/$pid/status")"
so 'and may make no calls that it does not need' '*2' "$(inside grep Seccomp: "/proc/$pid/status")"
so 'its record is its own' '600 voidkey' "$(inside stat -L -c '%a %U' /var/log/voidkey/audit.jsonl)"
inside systemctl reload voidkey
so 'a reload is over when it is' 'active' "$(of ActiveState)"
serving=$(of StatusText)
echo 'bogus: 1' >>"$root/etc/voidkey/config.yaml"
inside systemctl reload voidkey
so 'a wrong configuration changes nothing, and systemctl status says that it is refused' "$serving; a changed one is refused *" "$(of StatusText)"
sed -i '/bogus/d' "$root/etc/voidkey/config.yaml"
inside kill -KILL "$pid"
sleep 1 && soon 10
so 'killed, it is started anew' 1 "$(of NRestarts)"
inside kill -STOP "$(of MainPID)"
sleep 31 && soon 10
so 'hung, it is too' 2 "$(of NRestarts)"
inside systemctl stop voidkey
so 'told to stop, it ends well' 'success 0' "$(of Result) $(of ExecMainStatus)"
echo 'bogus: 1' >>"$root/etc/voidkey/config.yaml"
inside systemctl start voidkey 2>/dev/null
so 'with a wrong configuration it does not start' 'failed 3' "$(of ActiveState) $(of ExecMainStatus)"
sleep 2
so 'and is not started again and again' 'failed 0' "$(of ActiveState) $(of NRestarts)"
inside systemctl --version | head -n 1
exit "$wrong"
