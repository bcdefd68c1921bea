/** Rules of handshakes: none is a hole for ordinary deliveries, and each answer can be made. */
import type { Handshake, Scheme } from '../spec.js';
import { isHeaderName, isPointer } from '../../checks/fields.js';
import { member, type Report } from '../../checks/report.js';
import { hashIn, type HandshakeHash } from '../engine/handshake-hash.js';
import { algorithmsOf } from './signature-rules.js';
import { namesIn, piecesOf, strayBrace } from './template.js';

/** @param path where the handshakes stand */
export function handshakeRules(scheme: Scheme, path: string, report: Report): void {
  (scheme.handshakes ?? []).forEach((handshake, i) => {
    const at = member(path, i);
    whenRules(handshake, member(at, 'when'), report);
    if (handshake.check === 'signature' && scheme.signature === undefined) {
      report.fault(
        member(at, 'check'),
        'signature means nothing in a scheme without one; use open or a token',
      );
    }
    secretRules(handshake, member(at, 'secret'), report);
    answerRules(scheme, handshake, member(at, 'answer'), report);
  });
}

/** Otherwise a question without the secret would be answered, and nothing handed over. */
function secretRules({ when, secret }: Handshake, path: string, report: Report): void {
  if (!secret) return;
  const [asked, name, part] =
    'json' in secret ? [when.json, secret.json, 'json'] : [when.headers, secret.header, 'headers'];
  const isAsked = Object.keys(asked ?? {}).some((key) =>
    part === 'json' ? key === name : key.toLowerCase() === name.toLowerCase(),
  );
  if (!isAsked) report.fault(path, `a question may come without it; add it to when.${part} with "*"`);
}

function whenRules({ when }: Handshake, path: string, report: Report): void {
  const conditions = [when.query, when.headers, when.json].flatMap((part) => Object.keys(part ?? {}));
  if (when.method === 'POST' && conditions.length === 0) {
    report.fault(
      path,
      'without a condition every POST is a handshake, and no delivery reaches the receiver; add query, headers or json',
    );
  }
  if (when.json && when.method !== 'POST') {
    report.fault(member(path, 'json'), 'only a POST has a body to look into');
  }
}

/** Written by the gateway for every answer. */
const FRAMING = ['content-type', 'content-length', 'transfer-encoding', 'connection'];

function answerRules(scheme: Scheme, { answer, check }: Handshake, path: string, report: Report): void {
  const { headers = {}, text, json } = answer;
  if (text !== undefined && json !== undefined) report.fault(path, 'is either text or json; keep one');
  for (const [name, template] of Object.entries(headers)) {
    const at = member(path, 'headers', name);
    if (FRAMING.includes(name.toLowerCase())) report.fault(at, 'this header is set by the gateway');
    templateRules(scheme, template, at, report);
  }
  if (text !== undefined) templateRules(scheme, text, member(path, 'text'), report);
  for (const [name, template] of Object.entries(json ?? {})) {
    if (typeof template === 'string') templateRules(scheme, template, member(path, 'json', name), report);
  }
  const answered = [text, ...Object.values(headers), ...Object.values(json ?? {})].join(' ');
  const isSignature = hmacsOf(scheme).some((algorithm) => answered.includes(`{${algorithm}:`));
  if (check !== 'signature' && isSignature && signsTokens(scheme)) {
    const coversBody = namesIn(scheme.signature?.content).has('body');
    report.fault(
      path,
      `gives whoever asks a text that is also the signature of a delivery; ${coversBody ? 'set bodyMustBeJson: true, or ' : ''}let it come after the signature (check: signature)`,
    );
  }
}

/** The HMACs that are signatures of this scheme; one of another hash is none. */
function hmacsOf({ signature }: Scheme): readonly string[] {
  if (!signature) return [];
  if (!signature.jwt) return algorithmsOf(signature);
  return (signature.jwt.algorithms ?? ['HS256']).map((algorithm) => algorithm.replace('HS', 'hmac-sha'));
}

/**
 * Whether a token, as a handshake hashes it, can be the signed content of a delivery. It cannot if a part of every
 * content has a character that no token has: literal text, the URL's colon, the brace that a JSON body begins with.
 */
function signsTokens({ signature, bodyMustBeJson }: Scheme): boolean {
  // A JSON Web Token's signed text is a token in every character.
  if (signature?.content === undefined) return signature?.jwt !== undefined;
  // The text of a JWS has a dot behind its header, which no content could have dropped; letters and digits else.
  if (signature.jws) return signature.jws.b64 !== false;
  return !piecesOf(signature.content).some((piece) =>
    piece.kind === 'text'
      ? /[^\w.~+/=-]/.test(piece.text)
      : piece.name === 'url' || (piece.name === 'body' && bodyMustBeJson),
  );
}

const HMAC = /^hmac-(?:sha1|sha256|sha512):(?:hex|base64|base64url):(.+)$/;

function templateRules(scheme: Scheme, template: string, at: string, report: Report): void {
  if (strayBrace(template)) report.fault(at, 'has a { or } outside of a placeholder');
  for (const piece of piecesOf(template)) {
    if (piece.kind === 'text') continue;
    const inner = piece.written.slice(1, -1);
    const hash = hashIn(inner);
    if (hash) {
      hashRules(hash, at, report);
      continue;
    }
    const keyed = HMAC.exec(inner)?.[1];
    if (!isValue(keyed ?? inner)) {
      report.fault(
        at,
        'knows {json:/pointer}, {query:NAME}, {header:NAME}, their HMAC such as {hmac-sha256:hex:json:/pointer} and a hash of several such as {sha256:hex:query:code+token+url} only',
      );
    } else if (keyed !== undefined && (!scheme.signature || scheme.key === 'public-key')) {
      report.fault(at, 'an HMAC needs a secret; this scheme has none that can make one');
    }
  }
}

/** What anyone could hash proves nothing; and what was not asked for is the same answer for ever. */
function hashRules({ values }: HandshakeHash, at: string, report: Report): void {
  const asked = values.filter((value) => value !== 'token' && value !== 'url');
  if (!asked.every(isValue))
    report.fault(
      at,
      'hashes {json:/pointer}, {query:NAME}, {header:NAME}, token and url only, with + between',
    );
  if (asked.length === 0) report.fault(at, 'hashes nothing that was asked; add it, such as query:code');
  if (!values.includes('token'))
    report.fault(at, 'hashes no secret, so anyone could answer so; add token, the route’s handshakeToken');
}

function isValue(expression: string): boolean {
  const colon = expression.indexOf(':');
  const argument = expression.slice(colon + 1);
  switch (expression.slice(0, Math.max(0, colon))) {
    case 'json':
      return isPointer(argument);
    case 'header':
      return isHeaderName(argument);
    case 'query':
      return argument !== '';
    default:
      return false;
  }
}
