/** docs/configuration.md and docs/schemes.md against the validators: every key and variable, none that is not, and the defaults. */
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { loadGatewayConfig } from '../../src/config/load.js';
import { redactConfig } from '../../src/config/redact.js';
import { handshake, signature } from '../../src/schemes/rules/parts.js';
import { parseScheme } from '../../src/schemes/rules/parse.js';
import { fileSchema } from '../../src/config/schema.js';
import { TRACE_VARIABLES } from '../../src/config/read/trace-variables.js';
import { FILLED, ROUTE_VARIABLES } from '../../src/config/read/variables.js';
import { signsUrl } from '../../src/schemes/rules/template.js';
import { secretOf } from '../helpers/secrets.js';
import { whyUnsignable } from '../../src/schemes/engine/sign.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { parseDuration } from '../../src/model/units.js';
import { TEXT_SECRET, load } from './load.js';
import { marked, names, read, rows, shownConfigurations } from './markdown.js';

const page = read('docs/configuration.md');

/** Schemas of zod as far as they are walked here. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Node>>;
  readonly innerType?: Node;
  readonly element?: Node;
  readonly in?: Node;
  readonly options?: readonly Node[];
}
interface Node {
  readonly def: Definition;
}

/** Key paths of everything a schema takes; a secret's own keys are described once, in prose. */
function keysOf(node: Node, path: string): string[] {
  const { def } = node;
  const inner = def.innerType ?? def.in;
  if (inner) return keysOf(inner, path);
  if (def.type === 'array' && def.element) {
    const beneath = keysOf(def.element, `${path}[]`);
    return beneath.length === 1 && beneath[0] === `${path}[]` ? [path] : [path, ...beneath];
  }
  if (def.type === 'union') {
    const beneath = (def.options ?? []).flatMap((option) => keysOf(option, path));
    return [path, ...beneath.filter((key) => key !== path)];
  }
  if (def.type !== 'object' || !def.shape) return [path];
  const keys = Object.keys(def.shape);
  if (keys.includes('env') && keys.includes('file')) return [path];
  return Object.entries(def.shape).flatMap(([key, member]) =>
    keysOf(member, path === '' ? key : `${path}.${key}`),
  );
}

function taken(schema: z.ZodType): string[] {
  const keys = keysOf(schema, '');
  // A list's place and its items' keys stand as one: `routes[]` says nothing beyond `routes`.
  const known = new Set(keys.filter((key) => !key.endsWith('[]')));
  // Where one may stand without its list, its keys are described once; so are those of one destination of several.
  return [...known]
    .filter(
      (key) =>
        !key.includes('.destinations[].') || !known.has(key.replace('.destinations[].', '.destination.')),
    )
    .filter((key) => !/\.destinations\[\]\.(?:delivery|events)\b/.test(key))
    .filter((key) => !/\[\]\.[^[\]]+$/.test(key) || !known.has(key.replace(/\[\](\.[^[\]]+)$/, '$1')))
    .sort();
}

/** `60s` and `1m` are the same. */
function inMs(value: unknown): unknown {
  return typeof value === 'string' ? (parseDuration(value) ?? value) : value;
}

describe('docs/configuration.md', () => {
  it('lists every key the file takes, and no other', () => {
    expect([...names(marked(page, 'keys'))].sort()).toEqual(taken(fileSchema));
  });

  it('tells the defaults that are in force', () => {
    const config = load(
      `store: { url: "redis://127.0.0.1:6379" }
routes:
  - &route
    name: a
    path: /a
    source: { scheme: actuallycare, secrets: [{ env: SECRET }] }
    destination: { url: "http://127.0.0.1:3000/", scheme: actuallycare, secrets: [{ env: SECRET }] }
  - { <<: *route, name: b, path: /b, delivery: { mode: queued } }`,
      { SECRET: TEXT_SECRET },
    );
    const effective = redactConfig(config);
    const checked: string[] = [];
    for (const [key = '', said = ''] of rows(marked(page, 'keys')).slice(1)) {
      const value = /^`(.*)`$/.exec(said)?.[1];
      if (value === undefined) continue;
      const name = key.replaceAll('`', '');
      const found = name
        // Direct is the default, and has none of the other keys.
        .replace('routes[]', /delivery\.(?!mode)/.test(name) ? 'routes.1' : 'routes.0')
        .split('.')
        .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], effective);
      expect(inMs(found ?? (value === '{}' ? {} : [])), name).toEqual(inMs(parse(value)));
      checked.push(name);
    }
    expect(checked.length).toBeGreaterThan(20);
  });

  it('has an example with every key, where those that are commented out can be taken in', () => {
    const example = read('config/gateway.example.yaml');
    for (const key of taken(fileSchema)) {
      const name = key.split('.').at(-1)?.replace('[]', '') ?? '';
      expect(example, key).toMatch(new RegExp(`\\b${name}:`));
    }
    const queued = example
      .replace('      mode: direct', '      mode: queued')
      .replace(/^( +)# (?=(?:durability|replicas|concurrency|rate|order|maxAge|keep\w+): )/gm, '$1')
      .replace(/^( +)# (?=schedule: \[)/gm, '$1');
    const { store, routes } = load(queued);
    expect(store).toMatchObject({ durability: 'server', replicas: 0 });
    expect(routes[0]?.destinations[0].delivery).toEqual({
      mode: 'queued',
      schedule: [5_000, 300_000, 1_800_000],
      scheduleName: undefined,
      concurrency: 16,
      rate: { count: 100, per: 1_000 },
      order: 'none',
      maxAge: 604_800_000,
      keepBodies: 86_400_000,
      keepDead: 2_592_000_000,
    });
  });

  it('calls required what is a fault to leave out', () => {
    const required = rows(marked(page, 'keys'))
      .filter(([, said]) => said === 'required')
      .map(([key = '']) => key.replaceAll('`', ''));
    const faults = (yaml: string) => {
      const loaded = loadGatewayConfig({ file: 'a.yaml', env: {}, readFile: () => Buffer.from(yaml) });
      return loaded.ok ? [] : loaded.faults.map(({ path }) => path.replaceAll('[0]', '[]'));
    };
    const found = [
      ...faults('log: {}'),
      ...faults(
        'store: { url: "memory:" }\nroutes: [{ source: { scheme: github }, destination: { scheme: github } }]',
      ),
      ...faults('store: { url: "memory:" }\nroutes: [{ source: {}, destination: { alsoSign: [{}] } }]'),
    ];
    expect([...new Set(found)].sort()).toEqual([...required].sort());
  });

  it('lists every variable of a route, and no other', () => {
    const listed = names(marked(page, 'variables'));
    expect(listed.filter((name) => /^GATEWAY_(?:SOURCE|DESTINATION)_/.test(name))).toEqual([
      ...ROUTE_VARIABLES,
    ]);
    const others = FILLED.map(({ variable }) => variable).filter((name) => !ROUTE_VARIABLES.includes(name));
    expect(listed.filter((name) => !ROUTE_VARIABLES.includes(name)).sort()).toEqual(others.sort());
  });

  it('lists every variable of traces, and no other', () => {
    expect([...names(marked(page, 'traces'))].sort()).toEqual([...TRACE_VARIABLES].sort());
  });

  it('lists every variable that fills a file, and no other', () => {
    const source = read('src/config/read/variables.ts');
    const fillers = Array.from(source.matchAll(/section: '(\w+)', key: '(\w+)', variable: '(\w+)'/g));
    const listed = new Map(
      rows(marked(page, 'fillers'))
        .slice(1)
        .map(([name = '', fills = '']) => [name.replaceAll('`', ''), fills.replaceAll('`', '')]),
    );
    for (const [, section = '', key = '', name = ''] of fillers)
      expect(listed.get(name)).toBe(`${section}.${key}`);
    expect([...listed.keys()].sort()).toEqual(
      [
        ...fillers.map((match) => match[3]),
        ...['GATEWAY_ADMIN_TOKEN', 'GATEWAY_ADMIN_READ_TOKEN'].flatMap((name) => [name, `${name}_FILE`]),
      ].sort(),
    );
  });
});

describe('docs/schemes.md', () => {
  const language = marked(read('docs/schemes.md'), 'language');

  it('lists every key of the language, and no other', () => {
    const known = new Set<string>();
    const ask = (path: string): void => {
      const probe: Record<string, unknown> = {};
      let at = probe;
      for (const part of path === '' ? [] : path.split('.')) at = at[part] = {};
      at['zz-unknown'] = true;
      const parsed = parseScheme(probe);
      const fault = parsed.ok
        ? undefined
        : parsed.faults.find(({ path: where }) => where.includes('zz-unknown'));
      const keys = /known here: ([^()]*) \(/.exec(fault?.message ?? '')?.[1]?.split(', ') ?? [];
      for (const key of keys) known.add(path === '' ? key : `${path}.${key}`);
    };
    [
      '',
      'signature',
      'signature.entries',
      'signature.list',
      'signature.headerList',
      'signature.algorithmHeader',
      'time',
      'time.tolerance',
      'envelope',
      'statuses',
      'acknowledgement',
      'bodyDigest',
    ].forEach(ask);
    // Mappings that are described by their members alone.
    for (const whole of ['signature', 'time', 'envelope', 'statuses', 'acknowledgement', 'bodyDigest'])
      known.delete(whole);
    for (const whole of ['list', 'headerList', 'algorithmHeader']) known.delete(`signature.${whole}`);
    expect([...names(language)].sort()).toEqual([...known].sort());
  });

  it('explains every word that the tables list, beside its key', () => {
    const told = new Map(rows(language).map(([key = '', text = '']) => [key, text]));
    const lists = rows(marked(read('docs/schemes.md'), 'words')).slice(1);
    expect(lists.length).toBe(5);
    for (const [key = '', list = ''] of lists) {
      for (const [word] of list.matchAll(/`[^`]+`/g)) expect(told.get(key), key).toContain(word);
    }
  });

  it("lists every key of a token and of a handshake's question and answer, and no other", () => {
    const page = read('docs/schemes.md');
    const tokens = keysOf(signature.shape.jwt, '');
    expect([...names(marked(page, 'tokens'))].sort()).toEqual([...tokens].sort());
    expect([...names(marked(page, 'jws'))].sort()).toEqual([...keysOf(signature.shape.jws, '')].sort());
    expect([...names(marked(page, 'message'))].sort()).toEqual(
      [...keysOf(signature.shape.message, '')].sort(),
    );
    const questions = keysOf(handshake as unknown as Node, '').filter((key) => !key.endsWith('check.token'));
    expect([...names(marked(page, 'questions'))].sort()).toEqual([...new Set(questions)].sort());
  });

  it('has defaults that hold', () => {
    const parsed = parseScheme(
      { signature: { header: 'X', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' } },
      ['schemes', 'mine'],
    );
    expect(parsed).toMatchObject({
      ok: true,
      scheme: {
        title: 'mine',
        trust: 'body verified',
        evidence: 'documentation',
        identity: ['body'],
        retries: 'none',
        deadline: '10s',
        statuses: { accepted: ['2xx'], final: [] },
      },
    });
  });
});

describe('YAML on the pages', () => {
  const shown = shownConfigurations().map(({ page, section, text }) => [page, section, text] as const);

  it('is there', () => {
    expect(shown.length).toBeGreaterThan(7);
  });

  it.each(shown.filter(([, , text]) => text.includes('routes:')))(
    '%s, %s: loads',
    (_path, _section, text) => {
      expect(load(text).routes.length).toBeGreaterThan(0);
    },
  );

  it.each(shown.filter(([, , text]) => !text.includes('routes:')))(
    '%s, %s: is a scheme that loads on both sides, or on the one that it can be',
    (_path, _section, text) => {
      const { schemes } = parse(text) as { schemes: Record<string, Scheme> };
      for (const [name, scheme] of Object.entries(schemes)) {
        const receiver = whyUnsignable(scheme) === undefined ? name : 'github';
        const secrets = scheme.keys ? '' : ', secrets: [{ env: SECRET }]';
        const url = signsUrl(scheme) ? ', publicUrl: "https://hooks.example.com/a"' : '';
        const config = load(
          `${text}
store: { url: "memory:" }
routes:
  - name: a
    path: /a
    source: { scheme: ${name}${secrets}${url} }
    destination: { url: "http://127.0.0.1:3000/", scheme: ${receiver}, secrets: [{ env: SECRET }] }`,
          { SECRET: secretOf(scheme.keys ? {} : scheme, 'a') },
        );
        expect(Object.keys(config.schemes)).toEqual([name]);
      }
    },
  );
});
