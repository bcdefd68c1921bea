/** The schemas for editors and `check`: the first takes all that the second takes, and refuses what an editor can know. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { describe, expect, it, test } from 'vitest';
import { configurationText } from '../../src/commands/init-text.js';
import { loadGatewayConfig } from '../../src/config/load.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { typed } from '../commands/typed.js';
import { paths, put, without, type Path } from '../helpers/places.js';
import { configurationSchemas, schemaFiles, type Json } from './json-schema.js';
import { STANDARD_SECRET, TEXT_SECRET, variablesOf } from './load.js';
import { ROOT, read, shownConfigurations } from './markdown.js';

const { main, included } = configurationSchemas();
const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true });
// Editors show it in place of the pattern.
ajv.addVocabulary(['patternErrorMessage']);
const takesMain = ajv.compile(main);
const takesIncluded = ajv.compile(included);

/** As an editor reads it. */
function readYaml(text: string): unknown {
  return parse(text, { version: '1.2', schema: 'core', merge: true });
}

function faultsOf(takes: ValidateFunction, data: unknown): string[] {
  takes(data);
  return (takes.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

/** What `check` says. @param folder where the files lie that it names */
function checked(
  text: string,
  env: Readonly<Record<string, string>> = variables(text),
  folder = ROOT,
): string[] {
  const file = join(folder, 'gateway.yaml');
  const loaded = loadGatewayConfig({
    file,
    env,
    readFile: (path) => (path === file ? Buffer.from(text) : fileBeside(path)),
  });
  return loaded.ok ? [] : loaded.faults.map(({ path, message }) => `${path}: ${message}`);
}

/** Files of secrets are anywhere. */
function fileBeside(path: string): Buffer {
  if (!path.startsWith('/run/')) return readFileSync(path);
  return Buffer.from(/(?:crm|billing|receiver)$/.test(path) ? STANDARD_SECRET : TEXT_SECRET);
}

/** Variables as the pages' names have them; those of `config/bodies` have defaults, or are of another form. */
function variables(text: string): Readonly<Record<string, string>> {
  const env = variablesOf(text);
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      if (new RegExp(`\\$\\{${name}:-`).test(text)) return [];
      return [
        [
          name,
          /RECEIVER|EVENTS_SECRET$|^CLOUDEVENTS/.test(name) && !/^STRIPE/.test(name)
            ? STANDARD_SECRET
            : value,
        ],
      ];
    }),
  );
}

const files = await schemaFiles();

describe('the schemas that come along', () => {
  it.each([...files])('%s is what `npm run docs:write` writes', (file, text) => {
    expect(read(file), 'run `npm run docs:write`').toBe(text);
  });

  it('are what `schema` prints', async () => {
    expect(await typed(undefined, ['schema'])).toMatchObject({
      code: 0,
      out: files.get('config/gateway.schema.json'),
    });
    expect(await typed(undefined, ['schema', '--included'])).toMatchObject({
      code: 0,
      out: files.get('config/routes.schema.json'),
    });
  });

  it('are JSON Schema, and explain what a key is for', () => {
    expect(ajv.validateSchema(main)).toBe(true);
    const at = (...keys: string[]) => keys.reduce<unknown>((node, key) => (node as Json)[key], main) as Json;
    expect(at('properties', 'server', 'properties', 'maxBodySize')).toMatchObject({
      description: 'Longest body, if neither route nor scheme says otherwise.',
      default: '1mb',
    });
  });
});

/** Configurations as people get them, with what they may name beside themselves. */
function examples(): (readonly [name: string, text: string, folder: string])[] {
  const files = [
    'config/gateway.example.yaml',
    'config/bodies/gateway.yaml',
    ...readdirSync(`${ROOT}config/examples`).map((name) => `config/examples/${name}`),
  ];
  const shared = parseAllDocuments(read('config/deploy/kubernetes/shared.yaml'))
    .map((document) => document.toJS() as { kind: string; data?: Record<string, string> })
    .find(({ kind }) => kind === 'ConfigMap');
  return [
    ...files.map((file) => [file, read(file), dirname(ROOT + file)] as const),
    ['config/deploy/kubernetes/shared.yaml', shared?.data?.['gateway.yaml'] ?? '', ROOT] as const,
    ...shown(true).map(([name, text]) => [name, text, ROOT] as const),
  ];
}

/** YAML on the pages. @param whole a configuration, and not schemes alone */
function shown(whole: boolean): (readonly [name: string, text: string])[] {
  return shownConfigurations()
    .map(({ page, section, text }) => [`${page}, ${section}`, text] as const)
    .filter(([, text]) => text.includes('routes:') === whole);
}

describe('what is shown is taken by both', () => {
  test('all of it', () => {
    expect(examples().length).toBeGreaterThan(15);
    expect(shown(false).length).toBeGreaterThan(3);
  });

  it.each(examples())('%s', (_name, text, folder) => {
    expect(checked(text, variables(text), folder)).toEqual([]);
    expect(faultsOf(takesMain, readYaml(text))).toEqual([]);
  });

  it.each(shown(false))('%s: as an included file', (_name, text) => {
    expect(faultsOf(takesIncluded, readYaml(text))).toEqual([]);
    expect(faultsOf(takesIncluded, { ...(readYaml(text) as object), server: {} })).not.toEqual([]);
  });

  it('every built-in scheme, as one of your own', () => {
    for (const [name, scheme] of Object.entries(schemes))
      expect(faultsOf(takesIncluded, { schemes: { mine: scheme } }), name).toEqual([]);
  });

  it.each(['direct', 'queued', 'spill'] as const)('what `init` writes, %s', (mode) => {
    const side = (name: string) => ({ name, scheme: schemes[name] as (typeof schemes)[string] });
    const text = configurationText({
      source: { ...side('github'), secret: { env: 'GITHUB_SECRET' } },
      owner: {},
      destination: { ...side('standard'), secret: { file: 'secrets/receiver' } },
      url: 'http://127.0.0.1:3000/a?b=$c',
      mode,
      platform: undefined,
    });
    expect(faultsOf(takesMain, readYaml(text))).toEqual([]);
  });
});

describe('a line at the top names the schema', () => {
  it.each(examples().filter(([name]) => /^config\/(?!deploy)/.test(name)))('%s', (name, text) => {
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
    expect(join(dirname(name), schema)).toBe('config/gateway.schema.json');
  });
});

const MINIMAL = {
  store: { url: 'redis://127.0.0.1:6379' },
  routes: [
    {
      name: 'a',
      path: '/a',
      source: { scheme: 'github', secrets: [{ env: 'SECRET' }] },
      destination: { url: 'http://127.0.0.1:3000/', scheme: 'github', secrets: [{ env: 'SECRET' }] },
    },
  ],
} as const;
const [ROUTE] = MINIMAL.routes;
const ENV = { SECRET: TEXT_SECRET, PORT: '8080', MODE: 'direct', ON: 'true' };

const inRoute = (change: object) => ({ ...MINIMAL, routes: [{ ...ROUTE, ...change }] });
const inSource = (change: object) => inRoute({ source: { ...ROUTE.source, ...change } });
const inDestination = (change: object) => inRoute({ destination: { ...ROUTE.destination, ...change } });

test.each<[string, object]>([
  ['the minimum', MINIMAL],
  [
    'references in place of numbers, words and switches',
    {
      ...inRoute({ delivery: { mode: '${MODE}' } }),
      server: { port: '${PORT}' },
      admin: { port: 0, console: '${ON}' },
    },
  ],
  ['a mapping that is left out by a reference', { ...MINIMAL, server: '${NOTHING:-}', admin: { port: 0 } }],
  ['keys of the user’s own', { ...inSource({ 'x-why': [1] }), 'x-anything': null }],
  [
    'several destinations',
    inRoute({
      destination: undefined,
      delivery: { mode: 'spill' },
      destinations: [
        { ...ROUTE.destination, name: 'one' },
        { ...ROUTE.destination, name: 'two', delivery: { rate: '1/s' } },
      ],
    }),
  ],
  ['statuses as numbers and as texts', inDestination({ verdicts: { final: [404, '4xx'] } })],
  ['a word where a duration may stand', inSource({ maxAge: 'off' })],
])('both take %s', (_what, data) => {
  const text = JSON.stringify(data);
  expect(checked(text, ENV)).toEqual([]);
  expect(faultsOf(takesMain, JSON.parse(text))).toEqual([]);
});

test.each<[string, object]>([
  ['an unknown key', { ...MINIMAL, sever: {} }],
  ['an unknown key further in', inDestination({ timeuot: '5s' })],
  ['no store', { routes: MINIMAL.routes }],
  ['no route', { store: MINIMAL.store }],
  ['a route without a source', inRoute({ source: undefined })],
  ['a route without a receiver', inRoute({ destination: undefined })],
  ['a destination without a URL', inDestination({ url: undefined })],
  ['a text for a number', { ...MINIMAL, server: { port: '8080' } }],
  ['a number for a text', inRoute({ name: 1 })],
  ['a port that is none', { ...MINIMAL, server: { port: 65_536 } }],
  ['a mapping for a list', inSource({ secrets: { env: 'SECRET' } })],
  ['a list for a mapping', { ...MINIMAL, server: [] }],
  ['nothing for a mapping', { ...MINIMAL, server: null }],
  ['an unknown word', inRoute({ delivery: { mode: 'later' } })],
  ['a duration without its unit', inDestination({ timeout: '60' })],
  ['a size without its unit', inRoute({ maxBodySize: '1' })],
  ['a rate of days', inSource({ rate: { verified: '1/d' } })],
  ['a status that is none', inDestination({ verdicts: { final: [600] } })],
  ['a pattern with a star in its middle', inRoute({ events: ['lead.*.paid'] })],
  ['a name with a blank', inRoute({ name: 'a b' })],
  ['a secret from nowhere', inSource({ secrets: [{ name: 'new' }] })],
  ['a header name with a blank', inDestination({ headers: { 'X A': 'b' }, forwardHeaders: [1] })],
  ['an empty schedule', inRoute({ delivery: { mode: 'queued', schedule: [] } })],
  ['a pointer without its slash', inRoute({ dedupe: { key: { json: 'id' } } })],
  ['an owner of a number', inSource({ owner: 7 })],
  ['a token without a role', { ...MINIMAL, admin: { tokens: [{ env: 'SECRET', name: 'a' }] } }],
  [
    'a scheme with an unknown algorithm',
    {
      ...MINIMAL,
      schemes: { mine: { signature: { header: 'X', algorithm: 'md5', encoding: 'hex', content: '{body}' } } },
    },
  ],
  ['a scheme with an unknown key', { ...MINIMAL, schemes: { mine: { signatur: {} } } }],
])('both refuse %s', (_what, data) => {
  const text = JSON.stringify(data);
  expect(checked(text, ENV)).not.toEqual([]);
  expect(faultsOf(takesMain, JSON.parse(text))).not.toEqual([]);
});

function changedAt(value: unknown, path: Path, replacement: unknown): unknown {
  return replacement === undefined ? without(value, path) : put(value, path, replacement);
}

describe('whatever `check` takes, the schema takes', { timeout: 60_000 }, () => {
  const bases = [
    ...examples().map(([, text]) => ({
      data: readYaml(text) as object,
      env: { ...variables(text), ...ENV },
    })),
    ...Object.values(schemes).map((scheme) => ({
      data: { ...MINIMAL, schemes: { mine: scheme } },
      env: ENV,
    })),
  ];
  /** Values that stand in a configuration somewhere, and their neighbours. */
  const anywhere = bases
    .slice(0, 30)
    .flatMap(({ data }) =>
      paths(data).map((path) => path.reduce<unknown>((at, key) => (at as Json)[key], data)),
    );
  const odd = [
    '${PORT}',
    '${ON}',
    '${NOTHING:-}',
    '${NOTHING:-5m}',
    '$$',
    'off',
    'on',
    '',
    '0s',
    '1MiB',
    '4xx',
    '*',
    true,
    false,
    null,
    0,
    1,
    204,
    1.5,
    [],
    {},
    ['${NOTHING:-}'],
    { env: 'SECRET' },
    undefined,
  ];
  const change = fc.record({
    place: fc.nat(),
    value: fc.oneof(fc.constantFrom(...odd), fc.constantFrom(...anywhere)),
    as: fc.constantFrom('in its place', 'beside it', 'as x-own'),
  });

  it('however a configuration is changed', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        fc.array(change, { minLength: 1, maxLength: 2 }),
        ({ data, env }, changes) => {
          const changed = changes.reduce<unknown>((before, { place, value, as }, i) => {
            // An unknown key that is left out again is known to `check` alone.
            if (value === '${NOTHING:-}' && (i > 0 || as !== 'in its place')) return before;
            const all = paths(before).filter((path) => path.length > 0);
            const path = all[place % all.length] ?? [];
            const key = path.at(-1);
            if (as === 'in its place' || typeof key === 'number') return changedAt(before, path, value);
            const beside = all[(place * 7) % all.length]?.at(-1) ?? 'x-a';
            return changedAt(
              before,
              [...path.slice(0, -1), as === 'as x-own' ? `x-${String(key)}` : beside],
              value,
            );
          }, data);
          const text = JSON.stringify(changed);
          if (checked(text, env).length > 0) return;
          taken += 1;
          expect(faultsOf(takesMain, JSON.parse(text)), text).toEqual([]);
        },
      ),
      // The first one that differs says enough: to make it smaller takes minutes.
      {
        numRuns: Number(process.env['FUZZ_RUNS'] ?? 400),
        seed: Number(process.env['FUZZ_SEED'] ?? 18),
        endOnFailure: true,
      },
    );
    // Changes that `check` refuses say nothing here.
    expect(taken).toBeGreaterThan(40);
  });
});
