import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Loaded } from '../../../src/config/config.js';
import { loadGatewayConfig } from '../../../src/config/load.js';
import {
  ENV,
  SECRET,
  WHSEC,
  faultLines,
  firstRoute,
  good,
  usual,
  warningLines,
  type Route,
} from './helpers.js';

const main = (more: object = {}): object => ({
  store: { url: 'redis://localhost:6379' },
  include: ['routes.d/*.yaml'],
  ...more,
});
const route = (name: string, more: object = {}): Route => ({
  ...usual().routes[0],
  name,
  path: `/${name}`,
  ...more,
});
const routes = (...names: readonly string[]): object => ({ routes: names.map((name) => route(name)) });

/** Loads `/conf/gateway.yaml` with further files by their paths; data is written as JSON. */
function load(
  data: object,
  files: Record<string, object | string> = {},
  env: Record<string, string> = ENV,
): Loaded {
  const all: Record<string, object | string> = { '/conf/gateway.yaml': data, ...files };
  const missing = (): never => {
    throw Object.assign(new Error('not there'), { code: 'ENOENT' });
  };
  return loadGatewayConfig({
    file: '/conf/gateway.yaml',
    env,
    readFile: (path) => {
      const found = all[path] ?? missing();
      return Buffer.from(typeof found === 'string' ? found : JSON.stringify(found));
    },
    listFolder: (folder) => {
      const names = Object.keys(all).filter((path) => posix.dirname(path) === folder);
      return names.length > 0 ? names.map((path) => posix.basename(path)) : missing();
    },
  });
}

const namesOf = (loaded: Loaded): string[] => good(loaded).routes.map(({ name }) => name);

describe('include', () => {
  it('takes routes of files beside the main one, after its own, in the order of the names of the files', () => {
    const files = {
      '/conf/routes.d/b.yaml': routes('b1', 'b2'),
      '/conf/routes.d/a.yaml': routes('a'),
      '/conf/routes.d/c.yml': routes('c'),
    };
    expect(namesOf(load(main(routes('own')), files))).toEqual(['own', 'a', 'b1', 'b2']);
    expect(namesOf(load(main(), files))).toEqual(['a', 'b1', 'b2']);
    const both = main({ include: ['routes.d/c.yml', 'routes.d/*.y*ml'] });
    expect(namesOf(load(both, files))).toEqual(['c', 'a', 'b1', 'b2']);
  });

  it('takes schemes too, and a route of another file may use them', () => {
    const mine = {
      signature: { header: 'X-M', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' },
    };
    const loaded = load(main(), {
      '/conf/routes.d/a.yaml': {
        routes: [route('a', { source: { scheme: 'mine', secrets: [{ env: 'SOURCE' }] } })],
      },
      '/conf/routes.d/b.yaml': { schemes: { mine }, 'x-note': '${NOT_SET}' },
    });
    expect(firstRoute(loaded).source.schemeName).toBe('mine');
  });

  it('reads a folder of Kubernetes once: what is hidden by a dot matches no *', () => {
    const files = {
      '/conf/routes.d/..data': 'a folder',
      '/conf/routes.d/..2026_11_28': 'a folder',
      '/conf/routes.d/.a.yaml.swp': 'junk',
      '/conf/routes.d/a.yaml': routes('a'),
    };
    expect(namesOf(load(main({ include: ['routes.d/*'] }), files))).toEqual(['a']);
  });

  it('reads secrets beside the file that names them, and shows them as the main file would', () => {
    const source = { scheme: 'actuallycare', secrets: [{ file: 'a.secret' }, { file: '/run/b' }] };
    const loaded = load(main(), {
      '/conf/routes.d/a.yaml': { routes: [route('a', { source })] },
      '/conf/routes.d/a.secret': SECRET,
      '/run/b': `${SECRET}-b`,
    });
    expect(firstRoute(loaded).source.secrets.map(({ from }) => from)).toEqual([
      'file routes.d/a.secret',
      'file /run/b',
    ]);
  });

  it('substitutes variables in included files', () => {
    const fine = load(
      main(),
      { '/conf/routes.d/a.yaml': { routes: [route('a', { name: '${NAME}', maxInFlight: '${MOST}' })] } },
      { ...ENV, NAME: '17', MOST: '17' },
    );
    expect(firstRoute(fine)).toMatchObject({ name: '17', maxInFlight: 17 });
  });

  it('warns of a pattern that nothing matches, and misses a file that is named', () => {
    expect(warningLines(load(main(routes('own'))))).toContain(
      'include[0]: no file matches; nothing is included by it',
    );
    expect(faultLines(load(main({ ...routes('own'), include: ['more.yaml'] })))).toEqual([
      'include[0]: the file more.yaml cannot be read (ENOENT)',
    ]);
  });
});

describe('what is wrong with an included file', () => {
  const faults = (file: object | string, own: object = routes('own')): string[] =>
    faultLines(load(main(own), { '/conf/routes.d/a.yaml': file }));

  it('is told with the file and the path inside it', () => {
    expect(faults({ routes: [route('a'), route('b', { path: 'b' }), { ...route('c'), urll: 1 }] })).toEqual([
      'routes.d/a.yaml: routes[2].urll: unknown key; known here: name, path, maxBodySize, maxInFlight, relay, source, destination, destinations, events, dedupe, delivery, deliveries, refused (your own keys start with x-)',
      'routes.d/a.yaml: routes[1].path: a path starts with /',
    ]);
    expect(faults({ routes: [route('a', { path: '${NOT_SET}' })] })).toEqual([
      'routes.d/a.yaml: routes[0].path: the variable NOT_SET is not set; set it, or write a default: ${NOT_SET:-value}',
    ]);
    expect(faults('routes: [')[0]).toMatch(/^routes\.d\/a\.yaml:1:10: /);
    expect(faults('')).toEqual(['routes.d/a.yaml: the file is empty']);
  });

  it('is a name, a path or a scheme that stands elsewhere too; both places are told', () => {
    expect(faults({ routes: [route('own', { path: '/other' })] })).toEqual([
      'routes.d/a.yaml: routes[0].name: /conf/gateway.yaml: routes[0] has the same name; each needs its own',
    ]);
    const two = load(main(), {
      '/conf/routes.d/a.yaml': routes('x', 'a'),
      '/conf/routes.d/b.yaml': { routes: [route('b', { path: '/a' })] },
    });
    expect(faultLines(two)).toEqual([
      'routes.d/b.yaml: routes[0].path: routes.d/a.yaml: routes[1] has the same path; each needs its own',
    ]);
    const scheme = { schemes: { mine: { signature: {} } } };
    expect(faults(scheme, { ...routes('own'), ...scheme })).toContain(
      'routes.d/a.yaml: schemes.mine: /conf/gateway.yaml: schemes.mine has the same name; each needs its own',
    );
  });

  it('is anything but routes and schemes in it', () => {
    const only = 'an included file holds routes and schemes only (your own keys start with x-)';
    expect(faults({ ...routes('a'), store: { url: 'memory:' }, include: ['b.yaml'], 'x-own': 1 })).toEqual([
      `routes.d/a.yaml: store: ${only}`,
      `routes.d/a.yaml: include: ${only}`,
    ]);
    expect(faults({ routes: {} })).toEqual(['routes.d/a.yaml: routes: expected a list of routes']);
  });

  it('names both files where one secret is used in two', () => {
    const loaded = load(main(routes('own')), { '/conf/routes.d/a.yaml': routes('a') });
    expect(warningLines(loaded).find((line) => line.includes('the same secret'))).toMatch(
      /^routes\.d\/a\.yaml: routes\[0\]\.source\.secrets\[0\]: the same secret as \/conf\/gateway\.yaml: routes\[0\]\.source\.secrets\[0\]/,
    );
    expect(JSON.stringify(loaded.warnings)).not.toContain(WHSEC);
  });
});

describe('a pattern of include', () => {
  it.each([
    ['**/*.yaml', '** is not known here'],
    ['*/a.yaml', 'not in its folder'],
    ['routes.d/[ab].yaml', 'only * stands for'],
    ['routes.d/?.yaml', 'only * stands for'],
    ['routes.d/{a,b}.yaml', 'only * stands for'],
    ['!routes.d/a.yaml', 'only * stands for'],
    ['routes.d/', 'names a folder'],
    ['', 'expected a path'],
  ])('is not %j', (pattern, says) => {
    const [line = ''] = faultLines(load(main({ ...routes('own'), include: [pattern] })));
    expect(line).toMatch(/^include\[0\]: /);
    expect(line).toContain(says);
  });

  it('does not match the file that it stands in', () => {
    expect(faultLines(load(main({ ...routes('own'), include: ['*.yaml'] })))).toEqual([
      'include[0]: this is the file itself; give those that it includes a folder of their own',
    ]);
  });
});
