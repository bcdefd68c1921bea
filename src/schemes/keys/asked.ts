/**
 * Which key a delivery asks for, read before anything is proved: cheap, strict, and nothing but text. Whether that key may
 * be fetched is said here (hosts, spelling); when and how often, by who fetches it.
 */
import type { X509Certificate } from 'node:crypto';
import type { Delivery } from '../../model/delivery.js';
import { jwsHeaderOf } from '../engine/detached-jws.js';
import { REPEATED, headerOf } from '../engine/headers.js';
import { SignedInput, tokenAtOf } from '../engine/input.js';
import { tokenHeaderOf } from '../engine/jwt.js';
import type { Key } from '../engine/keys.js';
import { filled, type Owner } from '../engine/owner.js';
import { unpacked, type RefusalReason } from '../engine/presentation.js';
import { withoutPrefix } from '../engine/signatures.js';
import { piecesOf, type Piece } from '../rules/template.js';
import type { Keys, Scheme } from '../spec.js';
import { certifiedKey, readX5c } from './certificates.js';
import { createHostPin, createPathPin, namedAddress, type NamedAddress } from './pin.js';

/** What to fetch. */
export interface AskedKey {
  /** A set at a fixed address, the document that names one, or one key under its id. */
  readonly kind: 'set' | 'discovery' | 'one' | 'certificate';
  readonly address: string;
  /** Of the key in the set, or of the only one; undefined: every key of the set counts. */
  readonly id: string | undefined;
  /** The delivery says where: whoever sent it could name any number of addresses. */
  readonly isNamed: boolean;
}

/** Keys that came along, or what to fetch, or why it is no use. */
export type Asked = readonly Key[] | AskedKey | RefusalReason;

export type AskForKey = (delivery: Delivery) => Asked;

/** Ids of keys as providers write them: nothing that could be a path of its own. */
const KEY_ID = /^[A-Za-z0-9_-][A-Za-z0-9._:=+/-]{0,255}$/;

/** @param roots of the certificates, if any are asked for */
export function createAskForKey(
  scheme: Scheme,
  owner: Owner | undefined,
  roots: readonly X509Certificate[] | undefined,
): AskForKey {
  const { keys = {}, jsonField } = scheme;
  const tokenAt = tokenAtOf(scheme);
  const answer = answerOf(keys, owner, roots);
  const readsBody =
    /\{json:/.test(keys.fetched ?? '') || keys.certificate?.json !== undefined || keys.id !== undefined;
  return ({ method, rawHeaders, body, receivedAt }) => {
    const input = new SignedInput({ method, rawHeaders, body, url: undefined, jsonField, tokenAt });
    if ((readsBody || tokenAt !== undefined) && input.isTooDeep) return 'json_too_deep';
    return answer({ scheme, input, receivedAt });
  };
}

interface Question {
  readonly scheme: Scheme;
  readonly input: SignedInput;
  readonly receivedAt: number;
}

type Answer = (question: Question) => Asked;

function answerOf(
  keys: Keys,
  owner: Owner | undefined,
  roots: readonly X509Certificate[] | undefined,
): Answer {
  const { jwks, discovery, fetched, certificate, x5c } = keys;
  if (x5c) return (question) => fromToken(question, x5c, roots);
  const pins: NamedAddress = {
    hosts: createHostPin(certificate?.hosts ?? keys.hosts ?? []),
    paths: createPathPin(keys.paths),
  };
  if (certificate) return (question) => certificateAt(question, certificate, pins);
  if (fetched !== undefined) return (question) => underItsId(question, fetched);
  if (jwks === '{jku}') return (question) => setOfToken(question, pins);
  const kind = discovery === undefined ? 'set' : 'discovery';
  const address = filled(discovery ?? jwks ?? '', owner ?? {});
  return (question) => {
    const id = keyIdOf(question, keys);
    return isRefusal(id) ? id.reason : { kind, address, id, isNamed: false };
  };
}

interface NoId {
  readonly reason: RefusalReason;
}

function isRefusal(id: string | undefined | NoId): id is NoId {
  return typeof id === 'object';
}

/** Undefined where the scheme's deliveries name none. */
function keyIdOf(question: Question, { id }: Keys): string | undefined | NoId {
  if (id) return checked(valueOf(question, id));
  if (!question.scheme.signature?.jwt && !question.scheme.signature?.jws) return undefined;
  const head = headOf(question);
  if (!head) return { reason: 'unreadable_signature' };
  // A set of one key may do without.
  return head['kid'] === undefined ? undefined : checked(head['kid']);
}

function checked(value: unknown): string | NoId {
  if (value === undefined || value === '') return { reason: 'missing_key_id' };
  if (value === REPEATED) return { reason: 'repeated_header' };
  return typeof value === 'string' && KEY_ID.test(value) ? value : { reason: 'unreadable_key_id' };
}

function valueOf({ scheme, input }: Question, place: NonNullable<Keys['id']>): unknown {
  if ('json' in place) return input.scalarAt(place.json);
  if ('header' in place) return headerOf(input.rawHeaders, place.header.toLowerCase());
  const header = headerOf(input.rawHeaders, scheme.signature?.header?.toLowerCase() ?? '');
  return typeof header === 'string' ? unpacked(header, place.packed) : header;
}

/** The token, in whatever place the scheme has it. */
function tokenOf({ scheme: { signature = {} }, input }: Question): string | undefined {
  if (signature.jwt?.isDocument) return input.token;
  const text = headerOf(input.rawHeaders, signature.header?.toLowerCase() ?? '');
  return typeof text === 'string' ? withoutPrefix(signature, text) : undefined;
}

function headOf(question: Question): Record<string, unknown> | undefined {
  const token = tokenOf(question);
  if (token === undefined) return undefined;
  return question.scheme.signature?.jws ? jwsHeaderOf(token) : tokenHeaderOf(token);
}

function fromToken(
  question: Question,
  { leafHas, issuerHas }: NonNullable<Keys['x5c']>,
  roots: readonly X509Certificate[] | undefined,
): Asked {
  const head = headOf(question);
  if (!head) return 'unreadable_signature';
  const certificates = readX5c(head['x5c']);
  if (!certificates || !roots) return 'certificate_refused';
  const found = certifiedKey(certificates, { roots, leafHas, issuerHas });
  const { receivedAt } = question;
  return found && found.from <= receivedAt && receivedAt <= found.until ? [found.key] : 'certificate_refused';
}

function certificateAt(
  question: Question,
  { header, json }: NonNullable<Keys['certificate']>,
  pins: NamedAddress,
): Asked {
  const { input } = question;
  const named =
    header === undefined ? input.scalarAt(json ?? '') : headerOf(input.rawHeaders, header.toLowerCase());
  if (named === REPEATED) return 'repeated_header';
  if (named === undefined || named === '') return 'missing_key_id';
  const url = namedAddress(named, pins);
  return url ? { kind: 'certificate', address: url.href, id: url.href, isNamed: true } : 'key_unpinned';
}

function setOfToken(question: Question, pins: NamedAddress): Asked {
  const head = headOf(question);
  if (!head) return 'unreadable_signature';
  const { jku } = head;
  if (jku === undefined) return 'missing_key_id';
  const url = typeof jku === 'string' ? namedAddress(jku, pins) : undefined;
  if (!url) return 'key_unpinned';
  const id = checked(head['kid']);
  return isRefusal(id) ? id.reason : { kind: 'set', address: url.href, id, isNamed: true };
}

/** One value of the delivery stands in the address, as one part of its path. */
function underItsId(question: Question, template: string): Asked {
  let address = '';
  let found = '';
  for (const piece of piecesOf(template)) {
    if (piece.kind === 'text') {
      address += piece.text;
      continue;
    }
    const id = checked(partOf(question, piece));
    if (isRefusal(id)) return id.reason;
    found = id;
    address += encodeURIComponent(id);
  }
  if (found === '') {
    const id = keyIdOf(question, question.scheme.keys ?? {});
    if (isRefusal(id)) return id.reason;
    if (id === undefined) return 'missing_key_id';
    found = id;
  }
  return { kind: 'one', address, id: found, isNamed: true };
}

function partOf(question: Question, { name, argument }: Extract<Piece, { kind: 'value' }>): unknown {
  if (name === 'header') return valueOf(question, { header: argument });
  if (name === 'json') return valueOf(question, { json: argument });
  if (name === 'id') return valueOf(question, question.scheme.keys?.id ?? { header: '' });
  const head = headOf(question);
  return head ? (head['kid'] ?? undefined) : undefined;
}
