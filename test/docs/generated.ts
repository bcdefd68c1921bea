/** The tables of the documentation that say what a catalogue says: `npm run docs` writes them, a test compares. */
import { OUTCOMES, OUTCOME_CODES, type OutcomeCode } from '../../src/outcome.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import type { Scheme, Signature } from '../../src/schemes/spec.js';
import { duration } from '../../src/units.js';
import { PARTS } from '../architecture.rules.js';
import { RESERVED } from './reserved.js';

export interface Generated {
  readonly page: string;
  readonly name: string;
  readonly text: string;
}

export function generated(): readonly Generated[] {
  return [
    { page: 'README.md', name: 'outcomes', text: outcomes('docs/outcomes.md') },
    { page: 'docs/outcomes.md', name: 'outcomes', text: outcomes('') },
    { page: 'README.md', name: 'schemes', text: shortSchemes() },
    { page: 'docs/schemes.md', name: 'table', text: longSchemes() },
    { page: 'docs/guarantees.md', name: 'spans', text: spans() },
    { page: 'docs/architecture.md', name: 'parts', text: parts() },
  ];
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + `|${'---|'.repeat(head.length)}\n` + body.map(line).join('');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

const BY_THE_RECEIVER: Partial<Record<OutcomeCode, string>> = {
  accepted: "the receiver's",
  rejected: 'one the source takes as final',
  failed: 'one the source retries',
};

function outcomes(page: string): string {
  const body = OUTCOME_CODES.map((name) => {
    const { status, title } = OUTCOMES[name];
    const note = RESERVED.includes(name) ? ' *Not in this version.*' : '';
    return [`[\`${name}\`](${page}#${name})`, BY_THE_RECEIVER[name] ?? String(status), title + note];
  });
  return table(['outcome', 'status', 'means'], body);
}

function shortSchemes(): string {
  const body = Object.entries(schemes).map(([name, { title, signature }]) => [
    code(name),
    title,
    signature ? place(signature) : 'none',
    signature ? covered(signature) : 'nothing',
  ]);
  return table(['scheme', 'provider', 'signature', 'signed'], body);
}

/** Where the signature stands. */
function place({ header, headers, json, each }: Signature): string {
  if (json !== undefined) return `body ${code(each === undefined ? json : `${each}/…${json}`)}`;
  return (header === undefined ? (headers ?? []) : [header]).map(code).join(' ');
}

function covered({ jwt, content = '' }: Signature): string {
  return jwt
    ? `a token with the hash of ${Object.values(jwt.hashes)
        .map((hash) => hash.of)
        .join(' and ')}`
    : code(content);
}

function longSchemes(): string {
  const body = Object.entries(schemes).map(([name, scheme]) => [
    code(name),
    scheme.docs === undefined ? scheme.title : `[${scheme.title}](${scheme.docs})`,
    construction(scheme),
    tolerance(scheme),
    scheme.identity.join(' and ') || 'never',
    scheme.deadline,
    retried(scheme),
    scheme.evidence,
  ]);
  return table(
    [
      'scheme',
      'provider',
      'signature',
      'tolerance',
      'same when',
      'answered within',
      'retried after',
      'rests on',
    ],
    body,
  );
}

function construction({ signature }: Scheme): string {
  if (!signature) return 'none';
  const { encoding = 'hex', algorithm, entries, prefix, prefixOptional, jwt } = signature;
  if (jwt) return `${place(signature)}: ${(jwt.algorithms ?? ['HS256']).join(', ')}, ${covered(signature)}`;
  const algorithms = entries ? [...new Set(Object.values(entries.tags))].join(', ') : (algorithm ?? '');
  const before = prefix === undefined ? '' : `, ${code(prefix)} before it${prefixOptional ? ' or not' : ''}`;
  const tags = entries ? `, entries ${Object.keys(entries.tags).map(code).join(' ')}` : '';
  return `${place(signature)}: ${algorithms} of ${covered(signature)} in ${encoding}${before}${tags}`;
}

function retried({ retries, statuses }: Scheme): string {
  if (retries === 'none') return 'nothing';
  if (statuses.final.length === 0) return 'anything but 2xx';
  return `all but 2xx and ${statuses.final.join(', ')} (yet ${statuses.retry?.join(' and ') ?? 'none'})`;
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

function tolerance({ time }: Scheme): string {
  if (!time) return 'no signed time';
  if (typeof time.tolerance === 'string') return time.tolerance;
  return `${time.tolerance.past} back, ${time.tolerance.future ?? 'any time'} ahead`;
}

function spans(): string {
  const body = Object.entries(schemes).map(([name, { retries }]) => {
    if (retries === 'none') return [code(name), 'never'];
    const span = retries.reduce((sum, delay) => sum + duration(delay), 0);
    return [code(name), `${inWords(span)} (${retries.length} retries)`];
  });
  return table(['scheme', 'retries for'], body);
}

function parts(): string {
  const body = PARTS.map(({ name, holds, files, imports }) => [
    `**${name}**`,
    files.map(code).join(' '),
    holds,
    imports.join(', ') || 'nothing',
  ]);
  return table(['part', 'files', 'holds', 'may import'], body);
}
