/** What a PromQL expression asks for, read with the eye rather than a parser: promtool has checked the grammar. */
import { CATALOGUE, type Entry } from '../../src/observe/catalogue.js';
import { QUEUE_STATES } from '../../src/observe/route-series.js';
import { OUTCOME_CODES } from '../../src/model/outcome.js';
import { DEAD_REASONS } from '../../src/model/trail.js';

/** Labels Prometheus itself puts on every series of a target. */
const TARGET_LABELS = ['job', 'instance'];

interface Selected {
  readonly name: string;
  /** Labels its selector matches on. */
  readonly labels: readonly string[];
}

/** Every series the expression selects. */
export function selected(expr: string): Selected[] {
  const found = expr.matchAll(/\b((?:webhook_gateway|nodejs|process)_\w+|up)\b(?:\s*\{([^}]*)\})?/g);
  return [...found].map((match) => ({
    name: match[1] ?? '',
    labels: [...(match[2] ?? '').matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map((label) => label[1] ?? ''),
  }));
}

/** Labels the expression groups, joins or shows by. */
export function grouped(expr: string): string[] {
  return [...expr.matchAll(/\b(?:by|on|group_left|without)\s*\(([^)]*)\)/g)]
    .flatMap((match) => (match[1] ?? '').split(','))
    .map((label) => label.trim())
    .filter((label) => label !== '');
}

/** The labels of each of our series, by the names that appear in an exposition (`_bucket`, `_sum`, `_count`). */
const KNOWN = new Map<string, readonly string[]>();
for (const { name, type, labels } of Object.values<Entry>(CATALOGUE)) {
  if (type !== 'histogram') KNOWN.set(name, labels);
  else {
    KNOWN.set(`${name}_bucket`, [...labels, 'le']);
    KNOWN.set(`${name}_sum`, labels);
    KNOWN.set(`${name}_count`, labels);
  }
}

/**
 * What is wrong with an expression: metrics and labels that do not exist.
 * @param exposed names of Node's own metrics, as a scrape has them.
 */
export function strangers(expr: string, exposed: ReadonlySet<string>): string[] {
  const wrong: string[] = [];
  const all = new Set<string>(TARGET_LABELS);
  for (const { name, labels } of selected(expr)) {
    const known =
      name === 'up' ? [] : (KNOWN.get(name) ?? (exposed.has(name) ? ['kind', 'space'] : undefined));
    if (!known) {
      wrong.push(name);
      continue;
    }
    for (const label of known) all.add(label);
    for (const label of labels) {
      if (![...known, ...TARGET_LABELS].includes(label)) wrong.push(`${name}{${label}}`);
    }
  }
  for (const label of grouped(expr)) if (!all.has(label)) wrong.push(`(${label})`);
  return wrong;
}

/** Labels whose values come from lists in the code. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  outcome: OUTCOME_CODES,
  state: QUEUE_STATES,
  reason: DEAD_REASONS,
};

/** What an expression compares such a label with that is no word of its list. */
export function unknownWords(expr: string): string[] {
  return Object.entries(WORDS).flatMap(([label, words]) =>
    [...expr.matchAll(new RegExp(`\\b${label}\\s*(?:=~|!~|!=|=)\\s*"([^"]*)"`, 'g'))]
      .flatMap((match) => (match[1] ?? '').split('|'))
      .filter((word) => !words.includes(word)),
  );
}

/** Names of the series an exposition announces, histograms with all three of their endings. */
export function exposedNames(exposition: string): Set<string> {
  const types = exposition.matchAll(/^# TYPE (\S+) (\S+)$/gm);
  return new Set(
    [...types].flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((ending) => name + ending) : [name],
    ),
  );
}
