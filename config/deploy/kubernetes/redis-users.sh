#!/bin/sh
# Makes the users of redis.yaml, one for each gateway named: sh redis-users.sh leads webhook-gateway
# Writes users.acl and, for each gateway, NAME.redis-url; both belong into Secrets. The name is also the gateway's
# `store.prefix`: its user reads and writes keys under it and no others. Users that exist keep their passwords.
set -eu
umask 077

# All that works on the keys of one user. Not what lists the keys of all (scan), harms others or changes the server.
commands='-@all +@string +@hash +@list +@set +@sortedset +@stream +@keyspace +@transaction +@connection +eval +evalsha'
commands="$commands +time -@dangerous -scan -randomkey -dbsize"
# What `check --online` and `store.durability` ask.
commands="$commands +info +config|get"

# Nobody enters without a name; the probes of the pod may ask whether it is there.
[ -e users.acl ] || printf 'user default off\nuser probe on nopass -@all +ping\n' > users.acl

for name in "$@"; do
  [ -e "$name.redis-url" ] && continue
  password=$(openssl rand -hex 32)
  echo "user $name on >$password ~$name:* $commands" >> users.acl
  printf %s "redis://$name:$password@redis:6379" > "$name.redis-url"
done
