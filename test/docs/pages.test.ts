/** The pages and the catalogues say the same, in both directions; links lead somewhere; nothing is left to be done. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES, Problem } from '../../src/http/api/problem.js';
import { problem } from '../../src/http/respond.js';
import { OUTCOMES, OUTCOME_CODES, type OutcomeCode } from '../../src/model/outcome.js';
import { DEAD_REASONS } from '../../src/model/trail.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { UNTRANSLATABLE_REASONS } from '../../src/schemes/text/json-text.js';
import { whyUnsignable } from '../../src/schemes/engine/sign.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { HEARTBEAT_MS, LEASE_MS } from '../../src/line/claim/claim-store.js';
import { DEFAULT_MAX_RECORDS } from '../../src/store/memory/memory-claims.js';
import { CALL_TIMEOUT_MS } from '../../src/line/claim/claim-store.js';
import { HOMES } from '../architecture.rules.js';
import { run } from '../helpers/process.js';
import { generated } from './generated.js';
import { load } from './load.js';
import {
  PAGES,
  ROOT,
  anchors,
  blockOf,
  blocks,
  links,
  marked,
  names,
  prose,
  read,
  rows,
} from './markdown.js';

const MINIMAL = `store: { url: "memory:" }
routes:
  - name: a
    path: /a
    source: { scheme: github, secrets: [{ env: SECRET }] }
    destination: { url: "http://127.0.0.1:3000/", scheme: github, secrets: [{ env: SECRET }] }
`;

const STEPS = ['receive', 'verify', 'claim', 'translate', 'hand over', 'settle'];

function sectionOf(page: string, heading: string): string {
  return page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
}

describe('tables that a catalogue decides', () => {
  it.each(generated().map(({ page, name, text }) => [page, name, text] as const))(
    '%s: %s is what `npm run docs:write` writes',
    (page, name, text) => {
      expect(marked(read(page), name), 'run `npm run docs:write`').toBe(text);
    },
  );
});

describe('every page', () => {
  it.each(PAGES)('%s: links and anchors lead somewhere', (page) => {
    const broken = links(read(page)).filter((target) => !leads(page, target));
    expect(broken).toEqual([]);
  });

  it.each(PAGES)('%s: counts no schemes, because a new one would make it false', (page) => {
    expect(prose(read(page))).not.toMatch(/\b\d+ (?:built-in |of the )?(?:schemes|providers|are built in)\b/);
  });

  it('is reachable from the README', () => {
    const seen = new Set(['README.md']);
    for (const page of seen) {
      for (const target of links(read(page))) {
        const path = posix.join(posix.dirname(page), target.split('#')[0] ?? '');
        if (PAGES.includes(path)) seen.add(path);
      }
    }
    expect(PAGES.filter((page) => !seen.has(page))).toEqual([]);
  });

  it.each([...PAGES, 'Dockerfile', 'docs/receiver.js'])(
    '%s: names no unfinished work and no machine',
    (page) => {
      const words = [/\bTODO\b/, /\bFIXME\b/, /\bXXX\b/, /\bTBD\b/i, /lorem ipsum/i];
      const hosts = [
        /registry\.npmjs/i,
        /npmjs\.(?:com|org)/i,
        /docker\.io/i,
        /ghcr\.io/i,
        /quay\.io/i,
        /gcr\.io/i,
      ];
      const paths = [/\/home\//, /\/Users\//, /\/root\//, /\/work\//, /[A-Z]:\\/];
      const text = read(page);
      // A provider's address may have a folder of such a name.
      const ours = text.replace(/https:\/\/[^\s)]+/g, '');
      const found = [
        ...[...words, ...hosts].filter((pattern) => pattern.test(text)),
        ...paths.filter((pattern) => pattern.test(ours)),
      ];
      expect(found.map(String)).toEqual([]);
    },
  );

  it.each(PAGES)('%s: closes its fences, names their language and has tables of even width', (page) => {
    expect((read(page).match(/^```/gm) ?? []).length % 2).toBe(0);
    expect(blocks(read(page)).filter(({ language }) => language === '')).toEqual([]);
    for (const table of prose(read(page)).match(/(?:^\|.*\|\n)+/gm) ?? []) {
      expect(new Set(rows(table).map((row) => row.length)).size, table).toBe(1);
    }
  });
});

function leads(page: string, target: string): boolean {
  if (/^https:\/\//.test(target)) return true;
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : posix.join(posix.dirname(page), path);
  if (!existsSync(ROOT + file)) return false;
  return anchor === undefined || (file.endsWith('.md') && anchors(read(file)).includes(anchor));
}

it.each([
  ...PROBLEM_CODES.map((code) => new Problem(code).toJSON()),
  ...OUTCOME_CODES.map((code) => JSON.parse(problem(code, 500)) as { code: string; type: string }),
])('the type of the problem document $code leads somewhere', ({ type }) => {
  expect(leads('README.md', String(type).slice(1)), String(type)).toBe(true);
});

describe('docs/outcomes.md', () => {
  const page = read('docs/outcomes.md');
  const sections = new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')), text] as const),
  );

  it('has one heading for each outcome, in the order of the catalogue, and no other', () => {
    expect([...sections.keys()]).toEqual([...OUTCOME_CODES]);
  });

  it.each(OUTCOME_CODES)('%s: says when, which status, what the source does and where to look', (code) => {
    const text = sections.get(code) ?? '';
    for (const label of ['When', 'Status', 'The source', 'Look at'])
      expect(text).toContain(`- **${label}:**`);
    const status = /- \*\*Status:\*\*([^]*?)\n- /.exec(text)?.[1] ?? '';
    const entry: { readonly status: number; readonly retryAfter?: number } = OUTCOMES[code];
    expect(status).toContain(String(entry.status));
    if (entry.retryAfter !== undefined) expect(status).toContain(`Retry-After: ${entry.retryAfter}`);
  });

  it('has none that nothing in the source produces', () => {
    expect(OUTCOME_CODES.filter((code) => producers(code).length === 0)).toEqual([]);
  });

  it('names every reason the source gives where the outcome is made', () => {
    const missing = sources().flatMap(({ text }) =>
      Array.from(text.matchAll(/new Outcome\('(\w+)', \{\s*reason: '(\w+)'/g))
        .filter(([, code = '', reason = '']) => !sections.get(code)?.includes(`\`${reason}\``))
        .map(([match]) => match),
    );
    expect(missing).toEqual([]);
  });

  it('names every reason of a refusal under the outcome it becomes', () => {
    const verify = read('src/line/verify.ts');
    const table = /const OUTCOME_OF[^{]*\{([^}]*)\}/.exec(verify)?.[1] ?? '';
    const pairs = Array.from(table.matchAll(/(\w+): '(\w+)'/g));
    expect(pairs.length).toBeGreaterThan(10);
    for (const [, reason = '', code = ''] of pairs)
      expect(sections.get(code), code).toContain(`\`${reason}\``);
  });

  it('names every reason of a body that cannot be carried, and of a receiver that cannot be reached', () => {
    for (const word of UNTRANSLATABLE_REASONS)
      expect(sections.get('untranslatable')).toContain(`\`${word}\``);
    const reasons = /const REASONS[^{]*\{([^}]*)\}/.exec(read('src/line/attempt/reasons.ts'))?.[1] ?? '';
    const unreachable = Array.from(reasons.matchAll(/: '(\w+)'/g), (match) => match[1] ?? '');
    expect(unreachable.length).toBeGreaterThan(10);
    for (const word of [...unreachable, 'tls', 'broken'])
      expect(sections.get('unreachable')).toContain(`\`${word}\``);
  });
});

function sources(): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'model/outcome.ts')
    .map((path) => ({ path, text: readFileSync(`${ROOT}src/${path}`, 'utf8') }));
}

/** Files that make an outcome of this code: by name, through a verdict or a failure, or through a refusal. */
function producers(code: OutcomeCode): readonly string[] {
  const made = [
    new RegExp(`new Outcome\\(\\s*'${code}'`),
    new RegExp(`const CODE_OF = \\{[^}]*'${code}'`),
    new RegExp(`const OUTCOME_OF[^{]*\\{[^}]*'${code}'`),
    new RegExp(`kind: '${code}'`),
  ];
  return sources()
    .filter(({ text }) => made.some((pattern) => pattern.test(text)))
    .map(({ path }) => path);
}

describe('docs/delivery.md', () => {
  it('draws a way with the steps of the line and exactly the outcomes there are', () => {
    const drawing = blockOf('docs/delivery.md', 'The way of a delivery', 'text');
    const words = new Set(drawing.match(/[a-z]+(?:_[a-z]+)*/g));
    const drawn = OUTCOME_CODES.filter((code) => words.has(code));
    expect(drawn).toEqual(OUTCOME_CODES);
    expect(Array.from(drawing.matchAll(/^ {2}(\w[a-z ]*?) ─/gm), (match) => match[1])).toEqual(STEPS);
  });

  it('draws the same way in docs/lifecycle.svg', () => {
    const texts = Array.from(
      read('docs/lifecycle.svg').matchAll(/<text[^>]*>([^<]*)<\/text>/g),
      (match) => match[1],
    );
    const drawn = OUTCOME_CODES.filter((code) => texts.includes(code));
    expect(drawn).toEqual(OUTCOME_CODES);
    for (const step of STEPS) expect(texts).toContain(step);
  });
});

describe('README.md', () => {
  const page = read('README.md');

  it('is read in one go: 180 lines at the most', () => {
    expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(180);
  });

  it('names only commands there are, in the order of the help', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    const commands = Array.from(stdout.matchAll(/^ {2}(\w+) /gm), (match) => match[1]);
    const named = names(sectionOf(page, 'Every day'));
    expect(named.length).toBeGreaterThan(5);
    expect(named).toEqual(
      commands.map((name) => `webhook-gateway ${name ?? ''}`).filter((name) => named.includes(name)),
    );
  });

  it('names as missing only orders that are', () => {
    const ordered = MINIMAL.replace('memory:', 'redis://127.0.0.1').replace(
      'path:',
      'delivery: { mode: queued, order: event }\n    path:',
    );
    expect(sectionOf(page, 'What it does not do')).toContain('`delivery.order`');
    expect(() => load(ordered)).toThrow('delivery.order');
    expect(load(ordered.replace('order: event', 'order: none')).routes).toHaveLength(1);
  });

  it('sends to the table of schemes, counts no more than there are, and says which cannot sign', () => {
    expect(page).toContain('[docs/schemes.md](docs/schemes.md#built-in)');
    const [, others = ''] =
      /^## GitHub, Stripe, Shopify, Slack, Twilio and more than (\d+) others$/m.exec(page) ?? [];
    expect(Object.keys(schemes).length - 5).toBeGreaterThan(Number(others));
    expect(Number(others)).toBeGreaterThan(100);
    expect(page).toContain(
      "the signature stands inside the body or the private keys are the provider's alone",
    );
    const reasons = Object.values(schemes).flatMap((scheme) => whyUnsignable(scheme) ?? []);
    expect([...new Set(reasons)].sort()).toEqual([
      'its private keys are with the provider alone, and only their public halves come from elsewhere',
      'its signature stands inside the body, which the gateway does not write',
    ]);
  });
});

describe('docs/providers.md', () => {
  const page = read('docs/providers.md');

  it('names the schemes of which something special is told, all of them', () => {
    const only = (holds: (scheme: Scheme) => unknown) =>
      Object.entries(schemes).flatMap(([name, scheme]) => (holds(scheme) ? [name] : []));
    const listed = (name: string) =>
      Array.from(marked(page, name).matchAll(/\[`([^`]+)`\]/g), ([, scheme = '']) => scheme);
    expect(listed('never')).toEqual(only(({ identity }) => identity.length === 0));
    expect(listed('headers')).toEqual(only(({ signature }) => signature?.headers));
    const asked = marked(page, 'handshakes').matchAll(/^\| \[`([^`]+)`\].* \| token \|$/gm);
    expect([...new Set(Array.from(asked, ([, scheme = '']) => scheme))]).toEqual(
      only(({ handshakes }) => handshakes?.some(({ check }) => typeof check === 'object')),
    );
    expect(page).toContain('- **Meta**: the verify token');
  });

  it('advises schemes that sign where it says so', () => {
    const advice = /Change to a signing scheme where the provider has one: ([^.]*)\./.exec(page)?.[1] ?? '';
    const advised = Array.from(advice.matchAll(/`([^`]+)`/g), (match) => match[1] ?? '');
    expect(advised.length).toBeGreaterThan(3);
    for (const name of advised) expect(schemes[name]?.trust, name).toBe('body verified');
  });

  it('says what an estimate errs to, as long as there are any', () => {
    const estimates = Object.values(schemes).filter(({ rests }) => Object.values(rests).includes('estimate'));
    expect(estimates).not.toEqual([]);
    expect(page).toContain('What is an estimate errs to the side that loses nothing');
  });
});

describe('docs/architecture.md', () => {
  const page = read('docs/architecture.md');

  it('gives a reason for each package that runs in production, and for no other', () => {
    const bundled = Object.keys(HOMES).filter((name) => name !== 'svix');
    expect([...names(marked(page, 'packages'))].sort()).toEqual(bundled.sort());
  });

  it("describes every file of the language's engine, and no other", () => {
    const files = readdirSync(`${ROOT}src/schemes`, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.startsWith('catalogue/'),
    );
    expect([...names(marked(page, 'engine'))].sort()).toEqual(files.sort());
  });

  it('describes every file of the queue, and no other', () => {
    const files = readdirSync(`${ROOT}src/queue`).filter((name) => name.endsWith('.ts'));
    expect([...names(marked(page, 'queue'))].sort()).toEqual(files.sort());
  });

  it('describes every file of the expressions, and no other', () => {
    const files = readdirSync(`${ROOT}src/expressions`);
    expect([...names(marked(page, 'expressions'))].sort()).toEqual(files.sort());
  });

  it('names the home of each', () => {
    for (const [name = '', home = ''] of rows(marked(page, 'packages')).slice(1)) {
      const folder = home.replaceAll('`', '').replace(/^src\//, '');
      expect(
        HOMES[name.replaceAll('`', '')]?.some((place) => place.startsWith(folder)),
        name,
      ).toBe(true);
    }
  });
});

describe('docs/guarantees.md', () => {
  const page = read('docs/guarantees.md');

  it('explains every set of parts that makes an identity', () => {
    const section = /^## What counts as the same delivery\n([^]*?)^## /m.exec(page)?.[1] ?? '';
    const explained = Array.from(section.matchAll(/^- ([^:]*):/gm), ([, head = '']) =>
      Array.from(head.matchAll(/`([^`]+)`/g), ([, word = '']) => (word === '[]' ? [] : [word])).flat(),
    );
    const parts = new Set(Object.values(schemes).flatMap(({ identity }) => identity));
    expect([...new Set(explained.flat())].sort()).toEqual([...parts].sort());
    const told = explained.map((set) => [...set].sort().join());
    const used = Object.values(schemes).map(({ identity }) => identity.filter((part) => part !== 'event'));
    for (const set of used.filter((set) => set.length < 3)) expect(told).toContain([...set].sort().join());
  });

  it('tells the times and limits that are in force', () => {
    expect(page).toContain(`a lease of ${LEASE_MS / 1000} s that is renewed every ${HEARTBEAT_MS / 1000} s`);
    expect(page).toContain(`at most ${DEFAULT_MAX_RECORDS.toLocaleString('en')} records`);
    expect(CALL_TIMEOUT_MS).toBe(500);
    expect(page).toContain('no answer within half a second');
    const constants = ['claim-store.ts', 'leases.ts', 'late-commits.ts', 'claims.ts']
      .map((file) => read(`src/line/claim/${file}`))
      .join('');
    for (const line of [
      'COMMIT_TRIES = 3;',
      'CALL_TIMEOUT_MS = 500;',
      'GIVE_UP_MS = 120_000;',
      'MAX_WAIT_MS = 20_000;',
    ]) {
      expect(constants, 'then docs/guarantees.md must change too').toContain(line);
    }
    expect(page).toContain('up to three tries within half a second');
    expect(page).toContain('writing goes on for two minutes');
    expect(page).toContain("by the route's deadline, by 20 s, and by a quarter of `server.maxInFlight`");
  });

  it("tells the queue's times and limits that are in force", () => {
    const told: readonly (readonly [file: string, constants: readonly string[], words: readonly string[]])[] =
      [
        [
          'queue/route-queue.ts',
          ['LOCK_MS = 10_000;', 'LOCK_RENEWAL_MS = 2_000;', 'STALLED_CHECK_MS = 5_000;'],
          [
            'under a lock of 10 s that is renewed every two',
            'Another worker takes it within 15 s',
            'stood still for over 8 s',
          ],
        ],
        ['queue/work.ts', ['SOON_MS = 1_000;'], ["Another's claim → again in a second"]],
        [
          'queue/patiently.ts',
          ['PATIENCE_MS = 8_000;', 'AGAIN_MS = 250;'],
          ['tried again four times a second for eight seconds'],
        ],
        ['queue/work.ts', ['SOON_MS = 1_000;'], ['then the job is looked at again each second']],
        [
          'queue/reconcile.ts',
          ['AT_ONCE = 200;', 'PAGES = 25;', 'SETTLED_AFTER_MS = 10_000;'],
          ['5,000 each quarter of a minute', 'older than\nten seconds'],
        ],
        ['queue/engine.ts', ['SAMPLE_EVERY_MS = 5_000;', 'KEEP_EVERY = 3;'], ['each quarter of a minute']],
        [
          'store/redis/messages/redis-messages.ts',
          ['POISON_AFTER = 5;', 'SUSPECT_AFTER = 2;'],
          ['From the second on the message waits its turn', 'After the fifth it is dead'],
        ],
        [
          'policy/retry.ts',
          [
            'JITTER = 0.2;',
            'LONGEST_WISH_MS = 3_600_000;',
            'new Set([429, 502, 504])',
            'SHARE_OF_LIFE = 0.9;',
          ],
          ['longer by up to a fifth', 'and always up to an hour', '| 429, 502, 504 |', 'nine tenths'],
        ],
        [
          'policy/breaker.ts',
          ['FAILURES_TO_OPEN = 5;', 'OPEN_FOR_MS = 5_000;', 'LONGEST_OPEN_MS = 300_000;'],
          ['Five attempts in a row', 'stays open for 5 s', 'up to five minutes'],
        ],
        ['policy/rate.ts', ['WINDOW_MS = 100;'], ['windows of a tenth of a second']],
        [
          'line/hand-over/spill.ts',
          ['STORING_MS = 1_000;', 'patience / 4'],
          ["the last second of the source's deadline"],
        ],
        ['line/pauses.ts', ['LOOK_EVERY_MS = 1_000;'], ['within a second on every other replica']],
        [
          'gateway/adopt-leftovers.ts',
          [
            '[5_000, 60_000, 300_000, 1_800_000, 7_200_000, 18_000_000]',
            'concurrency: 4',
            'maxAge: 7 * DAY_MS',
          ],
          ['schedule 5s, 1m, 5m, 30m, 2h, 5h, four at a time, for at most 7 days'],
        ],
      ];
    for (const [file, constants, words] of told) {
      for (const text of constants)
        expect(read(`src/${file}`), 'then the page must change too').toContain(text);
      for (const text of words) expect(page, file).toContain(text);
    }
  });

  it('has a row for every reason of a dead letter, and no other', () => {
    const section = /^## Dead letters[^\n]*\n([^]*?)^## /m.exec(page)?.[1] ?? '';
    expect([...names(section)].sort()).toEqual([...DEAD_REASONS].sort());
  });
});

describe('docs/configuration.md', () => {
  it('adds up what a drain takes', () => {
    expect(read('src/config/schema.ts')).toMatch(
      /drainDelay: duration\(\)\.prefault\('2s'\),\s+drainTimeout: duration\(\)\.prefault\('25s'\),/,
    );
    expect(read('docs/configuration.md')).toContain('27 s by default');
  });
});

describe('CHANGELOG.md', () => {
  const page = read('CHANGELOG.md');

  it('has one section, of what is not released: the version of package.json', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(Array.from(page.matchAll(/^## (\S+)/gm), (match) => match[1])).toEqual(['Unreleased']);
    expect(page).toContain(`Will be ${version}, the first version.`);
  });

  it('tells that schemes are built in, and the commands', async () => {
    expect(page).toContain('- Built-in schemes ([table](docs/schemes.md#built-in))');
    const { stdout } = await run(['--help']);
    const commands = Array.from(stdout.matchAll(/^ {2}(\w+) /gm), (match) => match[1] ?? '');
    const told = /^- Commands (.*)\.$/m.exec(page)?.[1] ?? '';
    expect(Array.from(told.matchAll(/`(\w+)`/g), (match) => match[1]).sort()).toEqual(commands.sort());
  });

  it('names keys and variables that exist', () => {
    const configuration = read('docs/configuration.md');
    const named = Array.from(page.matchAll(/`(GATEWAY_\w+|source\.\w+)`/g), (match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(3);
    for (const name of named)
      expect(configuration).toMatch(new RegExp(`^\\| \`(?:routes\\[\\]\\.)?${name}\``, 'm'));
  });
});
