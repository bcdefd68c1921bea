/**
 * What a text that should be a secret looks like. For hints only, with one exception: a key pair's key is never a
 * secret.
 */
import { readKey } from '../../schemes/engine/keys.js';
import type { KeyForm } from '../../schemes/spec.js';

/** `; this looks like …`, where the text has another form than it should; empty where nothing better is known. */
export function likelyForm(secret: string, expected: KeyForm): string {
  const looks = form(secret, expected);
  return looks === undefined ? '' : `; this looks like ${looks}`;
}

function form(secret: string, expected: KeyForm): string | undefined {
  const text = secret.trim();
  if (text.includes('-----BEGIN')) {
    if (text.includes('\\n')) return 'PEM whose line breaks became \\n; give real ones, or the base64 alone';
    if (text.includes('ENCRYPTED')) return 'an encrypted private key; decrypt it first';
    return expected === 'public-key' ? undefined : 'PEM';
  }
  if (/^wh[ps]k_/.test(text)) return expected === 'standard' ? undefined : 'a key of Standard Webhooks';
  if (/^(?:v1,)?whsec_/.test(text)) {
    return expected === 'standard' ? undefined : 'a secret of Standard Webhooks (whsec_ and base64)';
  }
  if (text !== secret && expected !== 'standard')
    return 'one with blanks or line breaks around it; remove them';
  if (/^[A-Za-z0-9+/=_-]{16,}$/.test(text)) {
    if (/^[0-9a-f]+$/i.test(text)) return expected === 'hex' ? 'hex with a digit missing' : 'hexadecimal';
    if (/[-_]/.test(text)) return 'base64url or plain text (base64 has + and / in place of - and _)';
    return expected === 'hex' ? 'base64' : undefined;
  }
  return expected === 'public-key' ? undefined : 'plain text';
}

/** A base64 or hex text of the raw 32 bytes of an Ed25519 key cannot be told from a secret; every other form can. */
const RAW_LENGTH = 64;

/** Whether a text is the public or private key of a pair: PEM, DER in base64 or hex, `whpk_…`, `whsk_…`. */
export function isHalfOfPair(secret: string): boolean {
  const text = secret.trim();
  if (text.includes('-----BEGIN') || /^wh[ps]k_/.test(text)) return true;
  // Every DER key begins with a SEQUENCE: `M` in base64, `30` in hex.
  if (!/^(?:M[A-Za-z0-9+/]{50,}={0,2}|30[0-9a-f]{80,})$/i.test(text)) return false;
  if (text.length === RAW_LENGTH && /^[0-9a-f]+$/i.test(text)) return false;
  try {
    return readKey({ key: 'public-key' }, text).kind === 'pair';
  } catch {
    return false;
  }
}
