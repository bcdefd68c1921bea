/** Who may ask the API: tokens by name and role. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../../src/config/read/yaml.js';
import { changesBetween } from '../../../src/config/difference.js';
import { redactConfig } from '../../../src/config/redact.js';
import { loadGatewayConfig } from '../../../src/config/load.js';
import { ENV, SECRET, changed, faultLines, good, load, usual, warningLines } from './helpers.js';

const OTHER = 'another-canary-0123456789-abc';

function admin(value: unknown, env: Record<string, string> = {}, files: Record<string, string> = {}) {
  return changed((config) => (config['admin'] = value), { ...ENV, TOKEN: SECRET, ...env }, files);
}

const tokens = (...list: unknown[]) => admin({ tokens: list }, { GRAFANA: OTHER });

/** One route from variables. */
function withoutFile(env: Record<string, string>) {
  return loadGatewayConfig({
    file: undefined,
    exists: () => false,
    env: {
      GATEWAY_SOURCE_SCHEME: 'actuallycare',
      GATEWAY_SOURCE_SECRET: SECRET,
      GATEWAY_DESTINATION_URL: 'http://127.0.0.1:3000/hook',
      GATEWAY_DESTINATION_SCHEME: 'svix',
      GATEWAY_DESTINATION_SECRET: ENV.DESTINATION,
      ...env,
    },
  });
}

describe('admin.tokens', () => {
  it('have a value from a variable, a file or the configuration itself, a name and a role', () => {
    const loaded = admin(
      {
        tokens: [
          { env: 'TOKEN', name: 'grafana', role: 'viewer' },
          { file: 't', name: 'support', role: 'reader' },
          { literal: `${SECRET}-2`, name: 'night', role: 'operator' },
        ],
      },
      {},
      { '/conf/t': `${OTHER}\n` },
    );
    expect(good(loaded).admin.tokens).toEqual([
      { name: 'grafana', value: SECRET, from: 'env TOKEN', role: 'viewer' },
      { name: 'support', value: OTHER, from: 'file t', role: 'reader' },
      { name: 'night', value: `${SECRET}-2`, from: 'inline', role: 'operator' },
    ]);
    expect(warningLines(loaded)).toEqual([expect.stringMatching(/^admin\.tokens\[2\]: .*plain text/)]);
  });

  it.each([
    ['no name', [{ env: 'TOKEN', role: 'viewer' }], 'admin.tokens[0].name: is required'],
    [
      'no role',
      [{ env: 'TOKEN', name: 'a' }],
      'admin.tokens[0].role: is required: viewer, reader or operator',
    ],
    [
      'another role',
      [{ env: 'TOKEN', name: 'a', role: 'operater' }],
      'admin.tokens[0].role: expected one of',
    ],
    ['no value', [{ name: 'a', role: 'viewer' }], 'admin.tokens[0]: needs exactly one of env'],
    [
      'two values',
      [{ env: 'TOKEN', literal: 'x', name: 'a', role: 'viewer' }],
      'admin.tokens[0]: needs exactly',
    ],
    [
      'a name with an underscore in front',
      [{ env: 'TOKEN', name: '_none', role: 'viewer' }],
      'admin.tokens[0].name',
    ],
    [
      'the name of admin.token',
      [{ env: 'TOKEN', name: 'admin', role: 'viewer' }],
      'admin is the name of admin.token',
    ],
    [
      'one name twice',
      [
        { env: 'TOKEN', name: 'a', role: 'viewer' },
        { env: 'GRAFANA', name: 'a', role: 'reader' },
      ],
      'admin.tokens[1].name: another token has this name',
    ],
    [
      'one value twice',
      [
        { env: 'TOKEN', name: 'a', role: 'viewer' },
        { literal: SECRET, name: 'b', role: 'operator' },
      ],
      'admin.tokens[1]: the same token as admin.tokens[0]',
    ],
    ['blanks', [{ literal: 'a token with blanks in it', name: 'a', role: 'viewer' }], 'printable ASCII'],
  ])('%s is a fault that does not repeat the value', (_, list, expected) => {
    const lines = faultLines(tokens(...list));
    expect(lines).toEqual([expect.stringContaining(expected)]);
    expect(lines.join()).not.toContain('canary');
  });

  it('the value of admin.token is a fault in another', () => {
    const same = admin({ token: { env: 'TOKEN' }, tokens: [{ env: 'TOKEN', name: 'a', role: 'viewer' }] });
    expect(faultLines(same)).toEqual(['admin.tokens[0]: the same token as admin.token; each needs its own']);
  });

  it('a short one is warned about', () => {
    expect(
      warningLines(admin({ tokens: [{ env: 'SHORT', name: 'a', role: 'viewer' }] }, { SHORT: 'abc' })),
    ).toEqual(['admin.tokens[0]: the token is shorter than 24 characters; take a longer random one']);
  });

  it('are printed with their places, never their values, in a form that can be read again', () => {
    const given = [
      { env: 'GRAFANA', name: 'grafana', role: 'viewer' },
      { literal: SECRET, name: 'night', role: 'operator' },
    ];
    const printed = toYaml(redactConfig(good(tokens(...given))));
    expect(printed).not.toContain('canary');
    expect(parse(printed)).toMatchObject({
      admin: { tokens: [given[0], { literal: '[redacted]', name: 'night', role: 'operator' }] },
    });
  });

  it('a change of role, of place or of value is told, and no value with it', () => {
    const one = (token: unknown, env: Record<string, string> = {}) => good(admin({ tokens: [token] }, env));
    const grafana = { env: 'TOKEN', name: 'grafana', role: 'viewer' };
    const changes = (next: unknown, env: Record<string, string> = {}) =>
      changesBetween(one(grafana), one(next, env));
    const path = 'admin.tokens.grafana';
    expect(changes(grafana)).toEqual([]);
    expect(changes({ ...grafana, role: 'operator' })).toEqual([
      { path: `${path}.role`, from: 'viewer', to: 'operator' },
    ]);
    expect(changes({ ...grafana, env: 'SAME' }, { SAME: SECRET })).toEqual([
      { path: `${path}.env`, from: 'TOKEN', to: 'SAME' },
    ]);
    expect(changes(grafana, { TOKEN: OTHER })).toEqual([
      { path: `${path}.env`, from: 'TOKEN', to: 'changed' },
    ]);
  });

  it('any of them switches the API on', () => {
    const logged = (value: unknown) =>
      changed((config, route) => {
        config['admin'] = value;
        route['deliveries'] = { log: 'on' };
      });
    expect(warningLines(logged({})).join()).toContain('the API is off');
    const viewer = { tokens: [{ env: 'SOURCE', name: 'a', role: 'viewer' }] };
    expect(warningLines(logged(viewer)).join()).not.toContain('the API is off');
  });
});

describe('GATEWAY_ADMIN_READ_TOKEN', () => {
  const env = { ...ENV, GATEWAY_ADMIN_READ_TOKEN: OTHER };
  const READER = { name: 'reader', value: OTHER, from: 'env GATEWAY_ADMIN_READ_TOKEN', role: 'reader' };

  it('makes a reader beside the tokens of a file', () => {
    expect(good(load(usual(), env)).admin.tokens).toEqual([READER]);
    const list = [{ env: 'SOURCE', name: 'a', role: 'viewer' }];
    const both = good(load({ ...usual(), admin: { tokens: list } }, env)).admin.tokens;
    expect(both.map(({ name }) => name)).toEqual(['a', 'reader']);
  });

  it('goes behind a token of that name in the file', () => {
    const list = [{ env: 'SOURCE', name: 'reader', role: 'viewer' }];
    const [only, ...more] = good(load({ ...usual(), admin: { tokens: list } }, env)).admin.tokens;
    expect([only?.role, more]).toEqual(['viewer', []]);
  });

  it('may stand in a file of its own, and faults name the variable', () => {
    const variables = { ...ENV, GATEWAY_ADMIN_READ_TOKEN_FILE: '/run/t' };
    const [token] = good(load(usual(), variables, { '/run/t': OTHER })).admin.tokens;
    expect(token).toEqual({ ...READER, from: 'file /run/t' });
    expect(faultLines(load(usual(), variables))).toEqual([
      expect.stringMatching(/^GATEWAY_ADMIN_READ_TOKEN_FILE: the file cannot be read/),
    ]);
    const same = load(usual(), { ...env, GATEWAY_ADMIN_TOKEN: OTHER });
    expect(faultLines(same)).toEqual([
      'GATEWAY_ADMIN_READ_TOKEN: the same token as admin.token; each needs its own',
    ]);
  });

  it('works without a file too', () => {
    expect(good(withoutFile({ GATEWAY_ADMIN_READ_TOKEN: OTHER })).admin.tokens).toEqual([READER]);
  });
});

describe('admin.actorHeader', () => {
  it('is a header name', () => {
    expect(good(admin({ actorHeader: 'X-Forwarded-User' })).admin.actorHeader).toBe('X-Forwarded-User');
    expect(faultLines(admin({ actorHeader: 'X User' }))).toEqual([
      'admin.actorHeader: expected a header name',
    ]);
  });
});

describe('admin.console', () => {
  it('is on, unless the file or GATEWAY_ADMIN_CONSOLE says otherwise, and the file goes first', () => {
    const off = { ...ENV, GATEWAY_ADMIN_CONSOLE: 'OFF' };
    expect(good(load(usual(), ENV)).admin.console).toBe(true);
    expect(good(load(usual(), off)).admin.console).toBe(false);
    expect(good(admin({ console: 'off' })).admin.console).toBe(false);
    expect(good(admin({ console: 'on' }, off)).admin.console).toBe(true);
    expect(good(withoutFile({ GATEWAY_ADMIN_CONSOLE: 'off' })).admin.console).toBe(false);
  });

  it('is printed as it is written', () => {
    expect(redactConfig(good(admin({ console: false })))).toMatchObject({ admin: { console: 'off' } });
  });

  it('takes nothing else, and says by which name it came', () => {
    const variable = load(usual(), { ...ENV, GATEWAY_ADMIN_CONSOLE: 'no' });
    expect(faultLines(variable)).toEqual(['GATEWAY_ADMIN_CONSOLE: expected on or off']);
    expect(faultLines(admin({ console: 'no' }))).toEqual(['admin.console: expected on or off']);
  });
});
