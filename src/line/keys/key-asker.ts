/** Asks a host of keys as a scheme says: a GET, a POST with what gives access, or behind an issuer's own document. */
import type { MonotonicClock, MonotonicMs } from '../../model/time.js';
import type { AskedKey } from '../../schemes/keys/asked.js';
import { secondsAt, textAt } from '../../schemes/keys/documents.js';
import { createHostPin, writtenAddressFault, type Pin } from '../../schemes/keys/pin.js';
import type { Keys } from '../../schemes/spec.js';
import type { FetchKey, KeyAnswer, KeyQuestion } from './key-fetch.js';

/** What the provider gives its customers for asking. */
export interface AccessSecrets {
  readonly id: string;
  readonly secret: string;
}

type Ask = (asked: AskedKey) => Promise<KeyAnswer | undefined>;

/** @param now monotonic milliseconds */
export function createAsk(
  keys: Keys,
  access: AccessSecrets | undefined,
  fetchKey: FetchKey,
  now: MonotonicClock,
): Ask {
  const { token, post } = keys.access ?? {};
  const bearer = token && access ? createBearer(token, access, fetchKey, now) : undefined;
  return async (asked) => {
    if (asked.kind === 'discovery') return discover(asked.address, keys, fetchKey);
    const { address } = asked;
    if (post) return fetchKey({ address, ...asJson(fill(post, access, asked.id ?? '')) });
    if (!token) return fetchKey({ address });
    const authorization = await bearer?.get();
    if (authorization === undefined) return undefined;
    const answer = await fetchKey({ address, headers: { authorization } });
    if (answer?.status === 401) bearer?.forget();
    return answer;
  };
}

function asJson(document: Readonly<Record<string, string>>): Omit<KeyQuestion, 'address'> {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(document) };
}

function fill(
  post: Readonly<Record<string, string>>,
  access: AccessSecrets | undefined,
  kid: string,
): Readonly<Record<string, string>> {
  const values: Readonly<Record<string, string>> = {
    '{access:id}': access?.id ?? '',
    '{access:secret}': access?.secret ?? '',
    '{kid}': kid,
  };
  return Object.fromEntries(Object.entries(post).map(([name, value]) => [name, values[value] ?? value]));
}

/** OpenID Connect Discovery: the document must be the issuer's own, and names the set at https or at its own origin. */
async function discover(issuer: string, keys: Keys, fetchKey: FetchKey): Promise<KeyAnswer | undefined> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = await fetchKey({ address });
  if (found?.status !== 200 || textAt(found.body, '/issuer') !== issuer) return undefined;
  const set = textAt(found.body, '/jwks_uri') ?? '';
  return mayName(set, issuer, keys.hosts && createHostPin(keys.hosts))
    ? fetchKey({ address: set })
    : undefined;
}

function mayName(set: string, issuer: string, pin: Pin | undefined): boolean {
  if (writtenAddressFault(set) !== undefined) return false;
  const { origin, hostname, protocol, port } = new URL(set);
  if (origin === new URL(issuer).origin) return true;
  return protocol === 'https:' && port === '' && (pin?.(hostname) ?? true);
}

interface Bearer {
  readonly get: () => Promise<string | undefined>;
  readonly forget: () => void;
}

/** Of a token whose answer does not say. */
const USUAL_SECONDS = 300;
const MOST_SECONDS = 86_400;
/** The part of its lifetime for which a token is used. */
const REFRESH_AT = 0.8;

/** RFC 6749, client credentials. One token at a time, asked for again before it runs out. */
function createBearer(
  { url, scope }: { readonly url: string; readonly scope?: string },
  { id, secret }: AccessSecrets,
  fetchKey: FetchKey,
  now: MonotonicClock,
): Bearer {
  let held: { readonly text: string; readonly until: MonotonicMs } | undefined;
  let running: Promise<string | undefined> | undefined;
  async function ask(): Promise<string | undefined> {
    const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      ...(scope !== undefined && { scope }),
    });
    const answer = await fetchKey({
      address: url,
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    const token = answer?.status === 200 ? textAt(answer.body, '/access_token') : undefined;
    if (token === undefined || !/^[\x21-\x7e]{1,8192}$/.test(token)) return undefined;
    const seconds = Math.min(secondsAt(answer?.body, '/expires_in') ?? USUAL_SECONDS, MOST_SECONDS);
    held = { text: `Bearer ${token}`, until: now() + seconds * 1000 * REFRESH_AT };
    return held.text;
  }
  return {
    async get() {
      if (held && now() < held.until) return held.text;
      running ??= ask().finally(() => {
        running = undefined;
      });
      return running;
    },
    forget() {
      held = undefined;
    },
  };
}
