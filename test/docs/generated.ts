/** The tables of the documentation that say what a catalogue says: `npm run docs:write` writes them, a test compares. */
import { STORE_OPERATIONS } from '../../src/queue/message-store.js';
import { identityPart, keyForm, signature, time } from '../../src/schemes/rules/parts.js';
import { algorithmsOf } from '../../src/schemes/rules/signature-rules.js';
import { signsUrl } from '../../src/schemes/rules/template.js';
import { PROBLEMS, PROBLEM_CODES } from '../../src/http/api/problem.js';
import { OUTCOMES, OUTCOME_CODES, type OutcomeCode } from '../../src/model/outcome.js';
import { STEPS } from '../../src/model/way.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { whyUnsignable } from '../../src/schemes/engine/sign.js';
import { LEEWAY_S } from '../../src/schemes/engine/jwt.js';
import type { Basis, Handshake, Jwt, Scheme, Signature } from '../../src/schemes/spec.js';
import { duration } from '../../src/model/units.js';
import { VERSIONS, type Kind } from '../../src/store/redis/versions.js';
import { PARTS } from '../architecture.rules.js';
import { commandsPage } from './commands-page.js';
import { judges } from './judges-table.js';
import { capturedSchemes, pageHeaders, securityClasses } from './security-tables.js';
import { anchorOf, code, rowLink, table, wrapped } from './table.js';

/** `dedupe.window` where a route says nothing and the scheme asks for no other. */
const DEFAULT_WINDOW_MS = 96 * 3_600_000;

export interface Generated {
  readonly page: string;
  readonly name: string;
  readonly text: string;
}

export function generated(): readonly Generated[] {
  return [
    { page: 'docs/commands.md', name: 'commands', text: commandsPage() },
    { page: 'docs/outcomes.md', name: 'outcomes', text: outcomes() },
    { page: 'docs/schemes.md', name: 'table', text: longSchemes() },
    { page: 'docs/schemes.md', name: 'words', text: languageWords() },
    { page: 'docs/schemes.md', name: 'judges', text: judges() },
    { page: 'docs/providers.md', name: 'urls', text: listed(signsUrl) },
    { page: 'docs/providers.md', name: 'handshakes', text: handshakes() },
    {
      page: 'docs/providers.md',
      name: 'handed',
      text: listed(({ handshakes = [] }) => handshakes.some(({ secret }) => secret)),
    },
    { page: 'docs/providers.md', name: 'pairs', text: listed(({ key }) => key === 'public-key') },
    {
      page: 'docs/providers.md',
      name: 'authenticated',
      text: listed(({ trust }) => trust === 'authenticated'),
    },
    { page: 'docs/providers.md', name: 'partly', text: listed(({ trust }) => trust === 'partly') },
    { page: 'docs/providers.md', name: 'never', text: listed(({ identity }) => identity.length === 0) },
    {
      page: 'docs/providers.md',
      name: 'headers',
      text: listed(({ signature }) => signature?.headers !== undefined),
    },
    { page: 'docs/guarantees.md', name: 'longest', text: longest() },
    { page: 'docs/architecture.md', name: 'parts', text: parts() },
    { page: 'docs/operations.md', name: 'steps', text: steps() },
    { page: 'docs/operations.md', name: 'operation', text: operations() },
    { page: 'docs/operations.md', name: 'problems', text: problems() },
    { page: 'docs/security.md', name: 'classes', text: securityClasses() },
    { page: 'docs/security.md', name: 'pageHeaders', text: pageHeaders() },
    { page: 'docs/security.md', name: 'captured', text: capturedSchemes() },
    { page: 'docs/upgrading.md', name: 'kinds', text: kinds() },
  ];
}

/** Key and meaning of each kind; complete by the compiler. `§` stands for the version. */
const KINDS: Readonly<Record<Kind, readonly [key: string, type: string, holds: string]>> = {
  record: [
    '<prefix>:d:<record>',
    'text `§:C:<owner>`, `§:Q`, `§:X:<reason>`, `§:F` or `§:D:<status>`',
    'the record of a delivery, or of one of its destinations: claimed, queued, dead, refused or done',
  ],
  bodyNote: ['<prefix>:i:<id>', 'text `§:<record>`', 'the record that first came with a signed id'],
  destinations: [
    '<prefix>:t:<record>',
    'text `§:<name>,…`',
    'the destinations of a delivery, where its route has several',
  ],
  labels: ['<prefix>:e:<body>', 'hash, `v` §', 'the unsigned names or ids that came with a body'],
  message: [
    '<prefix>:{<route>}:m:<record>',
    'hash, `v` §',
    'a message that waits, or its entry of the log; how it came, its attempts',
  ],
  pointer: ['<prefix>:{<route>}:n:<id>', 'text `§:<record>`', 'the message behind a message id'],
  sources: [
    '<prefix>:{<route>}:s:§:<id>',
    'sorted set',
    'the messages behind a source’s id, by time of receipt',
  ],
  log: ['<prefix>:{<route>}:l:§', 'sorted set', 'the log, by time of receipt'],
  pending: ['<prefix>:{<route>}:p:§', 'sorted set', 'messages that wait, by time of receipt'],
  dead: ['<prefix>:{<route>}:x:§', 'sorted set', 'dead letters, by time of death'],
  routes: ['<prefix>:queued:§', 'set', 'names of routes that ever stored a message'],
  pause: ['<prefix>:paused', 'hash, `§:<by>` of each route', 'routes that are paused, and by whom'],
  refused: [
    '<prefix>:{<route>}:r:§',
    'sorted set; with it `rg:§`, `rc:§` (sorted sets), `rh:§`, `re:§`, `rs:§` (hashes)',
    'refused deliveries: by time of receipt, in the order in which they give way, by client, heads, contents, sums',
  ],
  operatorJob: [
    '<prefix>:jobs',
    'hash, of each `d:<id>` `§:…`, `p:<id>` `§:<state>:…`',
    'jobs of operators: what was asked for, how far they came, who holds them',
  ],
  replicas: ['<prefix>:replicas:§', 'hash, `<ms>:<about>` of each replica', 'the replicas that live'],
  minute: ['<prefix>:minute:§:<minute>', 'hash, JSON of each replica', 'what each counted in a minute'],
  first: ['<prefix>:first:§', 'set', 'names of routes that ever had a delivery'],
  audit: ['<prefix>:audit:§', 'stream', 'writes through the admin API, by time'],
  job: ['<prefix>:{<route>}:q:m<record>', 'BullMQ’s hash, `data` `{"v":§}`', 'when to look at a message'],
};

function kinds(): string {
  const body = Object.entries(VERSIONS).map(([kind, version]) => {
    const [key, type, holds] = KINDS[kind as Kind].map((text) => text.replaceAll('§', String(version)));
    return [code(key ?? ''), type ?? '', String(version), holds ?? ''];
  });
  return table(['key', 'value', 'version', 'holds'], body);
}

function steps(): string {
  return table(
    ['step', 'meanwhile'],
    Object.entries(STEPS).map(([name, says]) => [code(name), says]),
  );
}

const BY_THE_RECEIVER: Partial<Record<OutcomeCode, string>> = {
  accepted: "the receiver's",
  unverified: "the receiver's",
  rejected: 'one the source takes as final',
  failed: 'one the source retries',
};

function outcomes(): string {
  const body = OUTCOME_CODES.map((name) => {
    const { status, title } = OUTCOMES[name];
    return [`[\`${name}\`](#${name})`, BY_THE_RECEIVER[name] ?? String(status), title];
  });
  return table(['outcome', 'status', 'means'], body);
}

/** Where the signature stands. */
function place({ header, headers, json, field, body, each }: Signature): string {
  if (body) return 'body';
  if (field !== undefined) return `field ${code(field)}`;
  if (json !== undefined) return `body ${code(each === undefined ? json : `${each}/…${json}`)}`;
  return (header === undefined ? (headers ?? []) : [header]).map(code).join(' ');
}

function covered({ jwt, content = '' }: Signature): string {
  if (jwt?.isDocument) return 'a token whose claims are the event';
  if (jwt && Object.keys(jwt.hashes).length === 0) return 'a token that says who sent it';
  return jwt
    ? `a token with the hash of ${Object.values(jwt.hashes)
        .map((hash) => hash.of)
        .join(' and ')}`
    : code(content.replaceAll('\n', '\\n'));
}

function longSchemes(): string {
  const body = Object.entries(schemes).map(([name, scheme]) => [
    `<a id="${anchorOf(name)}"></a>${code(name)}`,
    scheme.docs === undefined ? scheme.title : `[${scheme.title}](${scheme.docs})`,
    scheme.signature ? place(scheme.signature) : 'none',
    construction(scheme),
    scheme.signature ? keyOf(scheme) : 'none',
    tolerance(scheme),
    sameWhen(scheme),
    restingOn(retriesOf(scheme), scheme.rests.retries),
    restingOn(retried(scheme), scheme.rests.statuses),
    restingOn(scheme.deadline, scheme.rests.deadline),
    scheme.trust,
    scheme.evidence,
    scheme.handshakes === undefined ? 'no' : 'yes',
    whyUnsignable(scheme) === undefined ? 'yes' : `no: ${whyUnsignable(scheme) ?? ''}`,
  ]);
  return table(
    [
      'scheme',
      'provider',
      'signature in',
      'signed',
      'key',
      'tolerance',
      'same when',
      'retries',
      'retried after',
      'answered within',
      'trust',
      'rests on',
      'handshake',
      'can sign',
    ],
    body,
  );
}

/** A value with what it rests on; bare where the provider's page in the same row says it. */
function restingOn(value: string, basis: Basis): string {
  if (basis === 'docs') return value;
  if (basis === 'estimate') return `${value} (estimate)`;
  return basis === 'sdk' ? `${value} (SDK)` : `[${value}](${basis})`;
}

/** The parts of the identity, and why these. */
function sameWhen({ identity, identityNote = '', equalBytes }: Scheme): string {
  const parts = identity.join(' and ') || 'never';
  return `${parts}${equalBytes ? ' (equal bytes may be two events)' : ''}. ${identityNote}`;
}

function construction({ signature }: Scheme): string {
  if (!signature) return 'nothing';
  const { encoding = 'hex', entries, prefix, prefixOptional, jwt } = signature;
  if (jwt) return `${(jwt.algorithms ?? ['HS256']).join(', ')}, ${covered(signature)}`;
  const { jws, message } = signature;
  if (jws) return `${jws.algorithms.join(', ')} (detached JWS) of ${covered(signature)}`;
  if (message)
    return `${message.algorithms.join(', ')} of ${message.components.map(code).join(' ')} and more`;
  const algorithms = [...new Set(algorithmsOf(signature))].join(', ');
  const before = prefix === undefined ? '' : `, ${code(prefix)} before it${prefixOptional ? ' or not' : ''}`;
  const tags = entries ? `, entries ${Object.keys(entries.tags).map(code).join(' ')}` : '';
  return `${algorithms} of ${covered(signature)} in ${encoding}${before}${tags}`;
}

/** What the validator knows, so neither more nor less than can be written. */
function languageWords(): string {
  const known: Readonly<Record<string, unknown>> = {
    key: keyForm,
    'signature.algorithm': signature.shape.algorithm,
    'signature.encoding': signature.shape.encoding,
    'time.formats': time.shape.formats,
    identity: identityPart,
  };
  const body = Object.entries(known).map(([key, schema]) => [
    code(key),
    enumOf(schema as Wrapped)
      .map(code)
      .join(' '),
  ]);
  return table(['key', 'words'], body);
}

/** A schema of zod, as far as it is unwrapped here. */
interface Wrapped {
  readonly def: {
    readonly innerType?: Wrapped;
    readonly element?: Wrapped;
    readonly entries?: Readonly<Record<string, string>>;
  };
}

function enumOf({ def: { innerType, element, entries } }: Wrapped): readonly string[] {
  const inner = innerType ?? element;
  if (inner) return enumOf(inner);
  if (!entries) throw new TypeError('this schema is no list of words');
  return Object.keys(entries);
}

function spanOf({ retries }: Scheme): number {
  return retries === 'none' ? 0 : retries.reduce((sum, delay) => sum + duration(delay), 0);
}

function retriesOf(scheme: Scheme): string {
  return scheme.retries === 'none'
    ? 'none'
    : `${scheme.retries.length} in ${inWords(spanOf(scheme)) || '0s'}`;
}

function retried({ retries, statuses }: Scheme): string {
  if (retries === 'none') return 'nothing';
  const accepted = statuses.accepted.join(' and ');
  if (statuses.final.length === 0) return `anything but ${accepted}`;
  const exceptions = statuses.retry ? ` (yet ${statuses.retry.join(' and ')})` : '';
  return `all but ${accepted} and ${statuses.final.join(', ')}${exceptions}`;
}

/** `7h 36m`, as people say it. */
function inWords(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
  ] as const;
  let rest = ms;
  const words: string[] = [];
  for (const [unit, size] of units) {
    if (rest >= size) words.push(`${Math.floor(rest / size)}${unit}`);
    rest %= size;
  }
  return words.join(' ');
}

function tolerance({ time, signature }: Scheme): string {
  if (signature?.jwt) return ofToken(signature.jwt);
  if (!time) return 'no signed time';
  if (typeof time.tolerance === 'string') return time.tolerance;
  return `${time.tolerance.past} back, ${time.tolerance.future ?? 'any time'} ahead`;
}

/** A token brings its times. */
function ofToken({ maxAge }: Jwt): string {
  const since = maxAge === undefined ? 'as the token says' : `${maxAge} after \`iat\``;
  return `${since}, ${LEEWAY_S}s either way`;
}

/** Names of the schemes that this holds for, each with its row of the table. */
function listed(holds: (scheme: Scheme) => boolean): string {
  const found = Object.entries(schemes).filter(([, scheme]) => holds(scheme));
  return wrapped(`${found.map(([name]) => rowLink(name)).join(', ')}.`);
}

function handshakes(): string {
  const body = Object.entries(schemes).flatMap(([name, scheme]) =>
    (scheme.handshakes ?? []).map(({ when, check }) => [rowLink(name), code(when.method), needs(check)]),
  );
  return table(['scheme', 'asks with', 'must bring'], body);
}

function needs(check: Handshake['check']): string {
  return check === 'open' ? 'nothing' : check === 'signature' ? 'signature' : 'token';
}

/** Those whose last retry comes when the usual window has forgotten the delivery: theirs is longer. */
function longest(): string {
  const beyond = Object.entries(schemes)
    .filter(([, scheme]) => spanOf(scheme) > DEFAULT_WINDOW_MS)
    .sort(([, one], [, other]) => spanOf(other) - spanOf(one));
  return table(
    ['scheme', 'retries'],
    beyond.map(([name, scheme]) => [code(name), retriesOf(scheme)]),
  );
}

/** What the label `operation` can be. */
function operations(): string {
  const text = `- \`operation\` is one of ${STORE_OPERATIONS.join(', ')}. The first are about the record of a delivery, \`label\` about names and ids that nobody signed, those from \`put\` on about messages, the log, pauses and the audit. \`take\` counts only where a queue is refused its messages.`;
  return wrapped(text).replace(/\n(?=.)/g, '\n  ');
}

function problems(): string {
  const body = PROBLEM_CODES.map((one) => {
    const { status, title } = PROBLEMS[one];
    return [`<a id="problem-${one}"></a>${code(one)}`, String(status), title];
  });
  return table(['code', 'status', 'says'], body);
}

function parts(): string {
  const body = PARTS.map(({ name, holds, imports }) => [
    code(name.includes('.') ? name : `${name}/`),
    holds,
    imports.join(', ') || 'nothing',
  ]);
  return table(['part', 'holds', 'may import'], body);
}

/** How a secret is written, or the way in which a public key is found. */
function keyOf({ key = 'utf8', keys }: Scheme): string {
  if (!keys) return key;
  if (keys.x5c) return 'certificates in the token';
  if (keys.certificate) return 'certificate at its address';
  return keys.fetched === undefined ? 'key set' : 'key by its id';
}
