# Gives the user of $REDIS_URL its rights: the keys under $PREFIX, by $RULES. $ADMIN_URL is of a user that may do so.
# The password goes over as its hash. What was granted before and is not in the rules is taken away.
set -euf

refuse() {
  echo "redis-user: $1" >&2
  exit 1
}

case $ADMIN_URL in
  redis://* | rediss://*) ;;
  *) refuse 'the URL in the Secret redis.user.adminSecretName must begin with redis:// or rediss://; with Sentinel or a Cluster make the users on each server yourself' ;;
esac
case $REDIS_URL in
  *://*:*@*) ;;
  *) refuse 'the URL in the Secret redis.secretName names no user and password: redis://USER:PASSWORD@HOST:6379' ;;
esac

given=${REDIS_URL#*://}
given=${given%@*}
user=${given%%:*}
password=${given#*:}
case $user$password in
  *[!A-Za-z0-9_-]*) refuse 'user and password in the Secret redis.secretName may have letters, digits, - and _ alone' ;;
esac
[ -n "$user" ] && [ "$user" != default ] || refuse 'the URL in the Secret redis.secretName must name a user of its own, not default'
[ "${#password}" -ge 24 ] || refuse 'the password in the Secret redis.secretName is shorter than 24 characters'

hash=$(printf %s "$password" | sha256sum | cut -d ' ' -f 1)
ask() {
  redis-cli -u "$ADMIN_URL" --no-auth-warning -e "$@"
}
# shellcheck disable=SC2086 # the rules are words
ask ACL SETUSER "$user" reset on "#$hash" "~$PREFIX:*" $RULES > /dev/null || refuse 'Redis did not take the user (ACL SETUSER)'
ask ACL SAVE > /dev/null || refuse 'Redis has the user until it restarts, and cannot keep it (ACL SAVE): give it an aclfile that it may write, or make the users with redis-users.sh'
echo "redis-user: $user reaches $PREFIX:* and nothing else"
