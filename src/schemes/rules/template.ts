/** The values that a content template names, as the engine cuts it, and what follows for the whole scheme. */
import type { Scheme, Signature } from '../spec.js';

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** `{name:argument?}` */
  | {
      readonly kind: 'value';
      readonly name: string;
      readonly argument: string;
      readonly optional: boolean;
      /** As written, braces included. */
      readonly written: string;
    };

const PLACEHOLDER = /(\{[^{}]*\})/;

export function piecesOf(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const part of template.split(PLACEHOLDER)) {
    if (part === '') continue;
    pieces.push(/^\{[^{}]*\}$/.test(part) ? valuePiece(part) : { kind: 'text', text: part });
  }
  return pieces;
}

function valuePiece(written: string): Piece {
  const optional = written.endsWith('?}');
  const inner = written.slice(1, optional ? -2 : -1);
  const colon = inner.indexOf(':');
  const [name, argument] = colon < 0 ? [inner, ''] : [inner.slice(0, colon), inner.slice(colon + 1)];
  return { kind: 'value', name, argument, optional, written };
}

/** A brace that belongs to no placeholder, and is not written twice, is a slip. */
export function strayBrace(template: string): boolean {
  return piecesOf(template).some(
    (piece) => piece.kind === 'text' && /[{}]/.test(piece.text.replace(/\{\{|\}\}/g, '')),
  );
}

const QUOTED = '|quoted';

/** The entry that a content template names: `{entry:env|quoted}` names `env`. */
export function withoutQuoted(argument: string): string {
  return argument.endsWith(QUOTED) ? argument.slice(0, -QUOTED.length) : argument;
}

/** Whether a value is signed as a text of JSON, which says itself where it ends. */
export function isQuoted({ name, argument }: { readonly name: string; readonly argument: string }): boolean {
  return name === 'body' ? argument === 'quoted' : name === 'entry' && argument.endsWith(QUOTED);
}

/** Whether the body is signed as the one spelling of its JSON: its own spelling is then nobody's. */
export function signsCanonical({ content }: Signature): boolean {
  return content?.includes('{body:canonical}') === true;
}

/** Names of the placeholders, each once. */
export function namesIn(template: string | undefined): ReadonlySet<string> {
  return new Set(piecesOf(template ?? '').flatMap((piece) => (piece.kind === 'value' ? [piece.name] : [])));
}

/** Whether a template has exactly this value, such as `{json:/data/id}`. */
export function namesValue(template: string | undefined, name: string, argument: string): boolean {
  return piecesOf(template ?? '').some(
    (piece) =>
      piece.kind === 'value' &&
      piece.name === name &&
      (name === 'header'
        ? piece.argument.toLowerCase() === argument.toLowerCase()
        : piece.argument === argument),
  );
}

/** Whether a member stands in one of the template's lists of lines. */
export function namesLine(template: string | undefined, pointer: string): boolean {
  return piecesOf(template ?? '').some(
    (piece) =>
      piece.kind === 'value' &&
      piece.name === 'lines' &&
      piece.argument.split(',').some((one) => one.replace(/\?$/, '') === pointer),
  );
}

/** Whether a member stands in an object whose members are signed, all of them. */
export function namesMember(template: string | undefined, pointer: string): boolean {
  return piecesOf(template ?? '').some(
    (piece) =>
      piece.kind === 'value' &&
      piece.name === 'members' &&
      pointer.startsWith(`${piece.argument}/`) &&
      !pointer.slice(piece.argument.length + 1).includes('/'),
  );
}

/** Whether a passing check proves the whole body: itself, all fields of its form, or its hash. */
export function coversBody(scheme: Scheme): boolean {
  const { signature, bodyHash } = scheme;
  if (coversBytes(scheme)) return true;
  const { content } = signature ?? {};
  if (bodyHash && (namesIn(content).has('url') || namesValue(content, 'query', bodyHash.query))) return true;
  return piecesOf(content ?? '').some(
    (piece) => piece.kind === 'value' && piece.name === 'form' && !piece.optional,
  );
}

/** Whether it proves every byte of any body, so that whatever is read of it has one reading. */
export function coversBytes({ signature, bodyDigest }: Scheme): boolean {
  if (!signature) return false;
  if (signature.jwt?.isDocument) return signature.body === true;
  if (signature.jwt) return Object.values(signature.jwt.hashes).some(({ of }) => of === 'body');
  if (bodyDigest && coversHeader(signature, bodyDigest.header)) return true;
  return piecesOf(signature.content ?? '').some(
    (piece) => piece.kind === 'value' && (piece.name === 'body' || isBodyDigest(piece)),
  );
}

/** Whether a header is among what is signed. */
export function coversHeader({ content, message, headerList }: Signature, header: string): boolean {
  const names = [...(message?.components ?? []), ...(headerList?.required ?? [])];
  const isCovered = names.some((name) => name.toLowerCase() === header.toLowerCase());
  return isCovered || namesValue(content, 'header', header);
}

/** Whether the signature names its algorithm and what it covers itself: a token, a JWS, an HTTP message signature. */
export function speaksForItself({ jwt, jws, message }: Signature): boolean {
  return (jwt ?? jws ?? message) !== undefined;
}

export function signsMethod(signature: Signature | undefined): boolean {
  const covered = signature?.message?.components.includes('@method');
  return covered === true || namesIn(signature?.content).has('method');
}

/** Components of an HTTP message signature that are the URL, or have the part of it. */
function covers({ message }: Signature, ...names: readonly string[]): boolean {
  return message?.components.some((name) => names.includes(name)) === true;
}

const WITH_QUERY = ['@target-uri', '@query', '@request-target'];
const WITH_PATH = ['@target-uri', '@path', '@request-target'];

/** Whether nothing of the query is left out of what is signed. */
export function signsWholeQuery(scheme: Scheme): boolean {
  const { signature = {} } = scheme;
  if (signature.jwt) return signsUrl(scheme);
  if (covers(signature, ...WITH_QUERY)) return true;
  return piecesOf(signature.content ?? '').some(
    (piece) =>
      piece.kind === 'value' &&
      (isWithQuery(piece) ||
        (piece.name === 'url' && piece.argument !== 'base') ||
        (piece.name === 'query' && piece.argument === 'sorted')),
  );
}

/** `{path:escaped}` has the query behind the path. */
function isWithQuery({ name, argument }: { readonly name: string; readonly argument: string }): boolean {
  return name === 'path' && argument === 'escaped';
}

const DIGESTS = ['md5', 'sha1', 'sha256', 'sha384', 'sha512'];

/** Whether a value is the digest of the body, such as `{sha256:hex:body}`. */
export function isBodyDigest({ name }: { readonly name: string }): boolean {
  return DIGESTS.includes(name);
}

/** Whether the URL is signed with its query, or a value of it. */
export function signsQuery(scheme: Scheme): boolean {
  if (!signsUrl(scheme)) return false;
  if (scheme.signature?.jwt ?? scheme.bodyHash) return true;
  if (covers(scheme.signature ?? {}, ...WITH_QUERY)) return true;
  return piecesOf(scheme.signature?.content ?? '').some(
    (piece) =>
      piece.kind === 'value' &&
      (piece.name === 'query' || isWithQuery(piece) || (piece.name === 'url' && piece.argument !== 'base')),
  );
}

/** Whether one parameter of the query is signed, and its border with the others. */
export function signsParameter(scheme: Scheme, name: string): boolean {
  if (scheme.signature?.jwt) return signsUrl(scheme);
  if (covers(scheme.signature ?? {}, ...WITH_QUERY)) return true;
  return piecesOf(scheme.signature?.content ?? '').some(
    (piece) =>
      piece.kind === 'value' &&
      (isWithQuery(piece) ||
        (piece.name === 'url' && ['', 'sorted'].includes(piece.argument)) ||
        (piece.name === 'query' && ['sorted', name].includes(piece.argument))),
  );
}

/** Whether the URL is signed with its path, and the borders in it. */
export function signsPath(scheme: Scheme): boolean {
  if (scheme.signature?.jwt) return signsUrl(scheme);
  if (covers(scheme.signature ?? {}, ...WITH_PATH)) return true;
  return piecesOf(scheme.signature?.content ?? '').some(
    (piece) =>
      piece.kind === 'value' &&
      (piece.name === 'path' || (piece.name === 'url' && piece.argument !== 'decoded')),
  );
}

/** Whether a form stands beside the signed URL without a field that says where it begins. */
export function formMeetsUrl({ signature }: Scheme): boolean {
  return (
    signature?.formHas === undefined &&
    /\{(?:url(?::decoded|:sorted)?|query:sorted)\}[^{}]*\{form/.test(signature?.content ?? '')
  );
}

const OF_THE_URL = ['url', 'path', 'query'];

/** Whether a delivery can only be checked by who knows the URL that the provider was given. */
export function signsUrl({ signature, bodyHash }: Scheme): boolean {
  if (!signature) return false;
  const { jwt } = signature;
  if (jwt) return jwt.url !== undefined || Object.values(jwt.hashes).some(({ of }) => of === 'url');
  if (covers(signature, ...WITH_QUERY, ...WITH_PATH, '@authority', '@scheme')) return true;
  const names = namesIn(signature.content);
  return bodyHash !== undefined || OF_THE_URL.some((name) => names.has(name));
}
