/** Plain hashes in a handshake's answer, such as `{sha256:hex:query:code+token+url}`: values in a row, one of them ours. */
import type { Handshake, Scheme } from '../spec.js';

export interface HandshakeHash {
  readonly algorithm: string;
  readonly encoding: 'hex' | 'base64' | 'base64url';
  /** `query:NAME` and its like for what was asked, `token` and `url` for what is ours. */
  readonly values: readonly string[];
}

const HASH = /^(sha1|sha256|sha384|sha512):(hex|base64|base64url):(.+)$/;

/** @param expression without its braces; undefined if it is no hash */
export function hashIn(expression: string): HandshakeHash | undefined {
  const [, algorithm, encoding, values] = HASH.exec(expression) ?? [];
  if (algorithm === undefined || values === undefined) return undefined;
  return { algorithm, encoding: encoding as HandshakeHash['encoding'], values: values.split('+') };
}

/** Whether the provider is told a hash of the route's token, or of its URL. */
export function answersWith(scheme: Scheme, ours: 'token' | 'url'): boolean {
  return (scheme.handshakes ?? []).some((handshake) =>
    textsOf(handshake).some((text) =>
      Array.from(text.matchAll(/\{([^{}]+)\}/g), ([, inner = '']) => hashIn(inner)).some((hash) =>
        hash?.values.includes(ours),
      ),
    ),
  );
}

function textsOf({ answer: { text, headers = {}, json = {} } }: Handshake): readonly string[] {
  const texts = [text ?? '', ...Object.values(headers), ...Object.values(json)];
  return texts.filter((one) => typeof one === 'string');
}
