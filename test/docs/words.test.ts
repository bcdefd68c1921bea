/** Words that commands and the library print, against the pages that explain them, both ways. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formCauses } from '../../src/explain/reason-causes.js';
import { randomHex } from '../../src/gateway/random-hex.js';
import { conformanceRules, type Expectation, type Rule } from '../../src/probe/rules.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { readKey } from '../../src/schemes/engine/keys.js';
import type { Scheme } from '../../src/schemes/spec.js';
import type { RefusalReason } from '../../src/schemes/engine/verify.js';
import { STANDARD_SECRET } from './load.js';
import { ROOT, marked, names, read, rows } from './markdown.js';

/** Complete by the compiler: a reason that the engine gains is missing here until it is added. */
const REASONS = Object.keys({
  missing_signature: true,
  missing_time: true,
  missing_id: true,
  repeated_header: true,
  conflicting_headers: true,
  unreadable_signature: true,
  unreadable_time: true,
  unreadable_id: true,
  unreadable_event: true,
  query_unexpected: true,
  form_incomplete: true,
  border_in_value: true,
  unknown_version: true,
  json_too_deep: true,
  body_not_json: true,
  body_not_text: true,
  mismatch: true,
  missing_key_id: true,
  unreadable_key_id: true,
  key_unpinned: true,
  unknown_key: true,
  certificate_refused: true,
  owner_mismatch: true,
  too_old: true,
  too_new: true,
} satisfies Record<RefusalReason, true>) as readonly RefusalReason[];

const standard: Scheme = schemes['standard'] ?? (undefined as never);

/** Words in the source of explain, and those it takes over from a refusal. */
function causes(): readonly string[] {
  const found = new Set<string>();
  for (const file of readdirSync(`${ROOT}src/explain`)) {
    const text = read(`src/explain/${file}`);
    for (const pattern of [
      /\bcause\(\s*'(\w+)'/g,
      /\badd\(\s*'(\w+)'/g,
      /\bcause: '(\w+)'/g,
      /'(content_\w+)'/g,
    ]) {
      for (const [, word = ''] of text.matchAll(pattern)) found.add(word);
    }
  }
  const delivery = { method: 'POST', target: '', rawHeaders: [], body: Buffer.from('{}'), receivedAt: 0 };
  for (const reason of REASONS)
    for (const { cause } of formCauses(standard, delivery, reason)) found.add(cause);
  return [...found].sort();
}

describe('docs/explain.md', () => {
  const page = read('docs/explain.md');
  const section = page.slice(page.indexOf('## Causes'));

  it('has a row for every cause, and no other', () => {
    expect(causes().length).toBeGreaterThan(30);
    expect([...names(section)].sort()).toEqual(causes());
  });

  it('says what to do about each', () => {
    for (const [cause = '', advice = ''] of rows(section).filter(([first]) => first !== 'cause'))
      expect(advice.length, cause).toBeGreaterThan(10);
  });

  it('joins two causes as the command does', () => {
    expect(read('src/explain/explain.ts')).toContain(".join('+')");
    const [, one = '', other = ''] = /`(\w+)\+(\w+)`/.exec(section) ?? [];
    expect(causes()).toEqual(expect.arrayContaining([one, other]));
    expect(read('src/explain/search.ts')).toContain('MOST_DIFFERENCES = 2;');
  });
});

describe('docs/probe.md', () => {
  const page = read('docs/probe.md');
  const rules: readonly Rule[] = conformanceRules({
    scheme: standard,
    keys: [readKey(standard, STANDARD_SECRET)],
    url: 'http://127.0.0.1/',
    now: Date.now(),
    randomHex,
  });
  const must = {
    taken: 'taken',
    refused: 'refused',
    taken_or_retried: 'taken or retried',
    answered: 'answered',
  } satisfies Record<Expectation, string>;

  it('has a row for every rule, in their order, with what it expects and its advice', () => {
    const table = rows(marked(page, 'rules')).slice(1);
    expect(table.map(([rule, expected, , advice]) => [rule, expected, advice])).toEqual(
      rules.map(({ name, expects, advice }) => [name, must[expects], advice]),
    );
    for (const [rule = '', , why = ''] of table) expect(why.length, rule).toBeGreaterThan(10);
  });

  it('leaves no rule out that `standard` has not', () => {
    const all = new Set(
      Array.from(read('src/probe/rules.ts').matchAll(/name: '([^']+)'/g), (match) => match[1] ?? ''),
    );
    expect(rules.map(({ name }) => name).sort()).toEqual([...all].sort());
  });

  it('tells how a test event looks, and how many are genuine', () => {
    for (const { body } of [rules[0]?.shots[0]].filter((one) => one !== undefined)) {
      expect(JSON.parse(body.toString())).toMatchObject({ type: 'webhook.test', data: { test: true } });
    }
    expect(page).toContain('`webhook.test`');
    const genuine = rules.filter(({ expects }) => expects !== 'refused').flatMap(({ shots }) => shots);
    expect(page).toContain(`${genuine.length} of them are genuine`);
  });
});

describe('docs/library.md', () => {
  const page = read('docs/library.md');

  it('has a row for every reason, and no other', () => {
    expect(names(marked(page, 'reasons'))).toEqual(REASONS);
  });

  it.each([
    ['verify', 'VerifyRequest'],
    ['sign', 'SignRequest'],
  ])('%s: lists every argument, and no other', (section, type) => {
    const source = read('src/library/library.ts');
    const declared = new RegExp(`export interface ${type} \\{([^]*?)\\n\\}`).exec(source)?.[1] ?? '';
    const members = Array.from(declared.matchAll(/^ {2}readonly (\w+)\??:/gm), (match) => match[1]);
    const text = new RegExp(`^## ${section}\\n([^]*?)^## `, 'm').exec(page)?.[1] ?? '';
    expect(members.length).toBeGreaterThan(5);
    expect([...names(text)].sort()).toEqual([...members].sort());
  });

  it.each([
    ['Handshakes', 'HandshakeRequest', 'src/library/judge-request.ts'],
    ['Dedupe', 'DedupeRequest', 'src/library/dedupe.ts'],
  ])('%s: lists every argument of its own', (section, type, file) => {
    const declared = new RegExp(`export interface ${type} [^{]*\\{([^]*?)\\n\\}`).exec(read(file))?.[1] ?? '';
    const members = Array.from(declared.matchAll(/^ {2}readonly (\w+)\??:/gm), (match) => match[1] ?? '');
    const text = new RegExp(`^## ${section}\\n([^]*?)^## `, 'm').exec(page)?.[1] ?? '';
    expect(members.length).toBeGreaterThan(2);
    expect(names(text)).toEqual(expect.arrayContaining(members));
  });

  it('has a row for every outcome of dedupe', () => {
    const outcomes = Array.from(
      read('src/library/dedupe.ts').matchAll(/readonly outcome: '(\w+)'/g),
      (match) => match[1] ?? '',
    );
    expect(outcomes).toHaveLength(4);
    const text = /^## Dedupe\n([^]*?)^## /m.exec(page)?.[1] ?? '';
    expect(names(text)).toEqual(expect.arrayContaining(outcomes));
  });

  it('lists every option of the middleware, and says that the schemes are the same', () => {
    const declared =
      /export interface WebhookOptions ([^]*?)\n\}/.exec(read('src/library/express.ts'))?.[1] ?? '';
    const own = Array.from(declared.matchAll(/^ {2}readonly (\w+)\??:/gm), (match) => match[1] ?? '');
    expect(own).toEqual(['publicUrl', 'maxBodySize', 'handshakeToken', 'onHandshake']);
    for (const name of own) expect(page).toContain(`\`${name}\``);
    expect(page).toContain('the same schemes and the same strictness');
  });
});
