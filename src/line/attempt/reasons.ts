/** Why a receiver gave no answer, by what node, client/ and tunnel.ts report; the error's text may hold addresses and is not repeated. */

/** A word for the log. */
export function reasonOf(error: Error): string {
  const { code, cause } = error as Error & { code?: string };
  const inner = cause instanceof Error ? (cause as Error & { code?: string }).code : undefined;
  const known = REASONS[code ?? inner ?? ''];
  if (known) return known;
  return /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code ?? '') ? 'tls' : 'broken';
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EHOSTUNREACH: 'no_way',
  ENETUNREACH: 'no_way',
  ETIMEDOUT: 'connect_timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ENOENT: 'no_socket',
  EACCES: 'not_permitted',
  EPERM: 'not_permitted',
  PROXY_UNREACHABLE: 'proxy_unreachable',
  PROXY_REFUSED: 'proxy_refused',
  PROXY_AUTH: 'proxy_auth',
  CONNECTION_ENDED: 'reset',
  POOL_CLOSED: 'closing',
};
