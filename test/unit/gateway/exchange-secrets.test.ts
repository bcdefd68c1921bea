/** New contents of files under the configuration that was read last. */
import { describe, expect, it } from 'vitest';
import { loadGatewayConfig } from '../../../src/config/load.js';
import { exchangeSecrets, type Load } from '../../../src/gateway/configuration/exchange-secrets.js';
import type { Content } from '../../../src/gateway/configuration/looks.js';
import { ENV, SECRET, usual } from '../config/helpers.js';

const config = usual();
config.routes[0].source['secrets'] = [{ file: 'a' }, { file: 'b' }];
config['admin'] = { token: { file: 'token' } };
const FIRST: Record<string, string> = {
  '/conf/gateway.yaml': JSON.stringify(config),
  '/conf/a': `${SECRET}-a`,
  '/conf/b': `${SECRET}-b`,
  '/conf/token': `${SECRET}-token`,
};

const load: Load = (more = {}) =>
  loadGatewayConfig({
    file: '/conf/gateway.yaml',
    env: ENV,
    readFile: (path) => Buffer.from(FIRST[path] ?? ''),
    ...more,
  });
const { read } = load();

function exchange(contents: Record<string, string | { code: string }>) {
  const now = Object.entries(contents).map(([path, content]): [string, Content] => [
    path,
    typeof content === 'string' ? Buffer.from(content) : content,
  ]);
  const { loaded, refused } = exchangeSecrets(load, read, new Map(now));
  const [route] = loaded?.config.routes ?? [];
  return {
    secrets: route?.source.secrets.map(({ value }) => value.replace(SECRET, '')),
    token: loaded?.config.admin.token?.value.replace(SECRET, ''),
    refused: [...refused.keys()],
    reasons: [...refused.values()],
  };
}

describe('an exchange of secrets', () => {
  it('takes what is new, and leaves what is not', () => {
    expect(exchange({ '/conf/a': `${SECRET}-2`, '/conf/b': `${SECRET}-b` })).toEqual({
      secrets: ['-2', '-b'],
      token: '-token',
      refused: [],
      reasons: [],
    });
  });

  it('does nothing where nothing is new', () => {
    expect(exchange({ '/conf/a': `${SECRET}-a` })).toMatchObject({ secrets: undefined, refused: [] });
  });

  it.each<[string, string | { code: string }, string]>([
    ['is empty', '', 'routes[0].source.secrets[0].file: the secret is empty'],
    ['is gone', { code: 'ENOENT' }, 'routes[0].source.secrets[0].file: the file cannot be read (ENOENT)'],
    [
      'may not be read',
      { code: 'EACCES' },
      'routes[0].source.secrets[0].file: the file cannot be read (EACCES)',
    ],
    ['is too short', 'short', 'routes[0].source.secrets[0]: the secret is shorter than 10 characters'],
  ])('a file that %s is refused alone, and of it the old content stays', (_what, content, reason) => {
    expect(exchange({ '/conf/a': content, '/conf/token': `${SECRET}-token2` })).toEqual({
      secrets: ['-a', '-b'],
      token: '-token2',
      refused: ['/conf/a'],
      reasons: [reason],
    });
  });

  it('reads the text of the configuration that is in force, whatever its file holds now', () => {
    const before = FIRST['/conf/gateway.yaml'] ?? '';
    FIRST['/conf/gateway.yaml'] = 'routes: [';
    try {
      expect(exchange({ '/conf/b': `${SECRET}-2` }).secrets).toEqual(['-a', '-2']);
    } finally {
      FIRST['/conf/gateway.yaml'] = before;
    }
  });

  it('refuses all where none can be used', () => {
    expect(exchange({ '/conf/a': '', '/conf/b': '', '/conf/token': '' })).toMatchObject({
      secrets: undefined,
      refused: ['/conf/a', '/conf/b', '/conf/token'],
    });
  });
});

describe('the secrets of several destinations', () => {
  const several = usual();
  const [route] = several.routes;
  Reflect.deleteProperty(route, 'destination');
  route['destinations'] = ['crm', 'mail'].map((name) => ({
    ...{ name, url: 'http://127.0.0.1:3000', scheme: 'standard' },
    secrets: [{ file: name }],
  }));
  const files: Record<string, string> = {
    '/conf/gateway.yaml': JSON.stringify(several),
    '/conf/crm': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSa',
    '/conf/mail': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSb',
  };
  const loadThem: Load = (more = {}) =>
    loadGatewayConfig({
      file: '/conf/gateway.yaml',
      env: ENV,
      readFile: (path) => Buffer.from(files[path] ?? ''),
      ...more,
    });
  const first = loadThem();
  const exchangeThem = (contents: Record<string, string>) =>
    exchangeSecrets(
      loadThem,
      first.read,
      new Map(Object.entries(contents).map(([path, text]) => [path, Buffer.from(text)])),
    );

  it('are watched, each', () => {
    expect([...first.read.secrets.keys()]).toEqual(['/conf/crm', '/conf/mail']);
  });

  it('are exchanged one by one', () => {
    const { loaded, refused } = exchangeThem({ '/conf/mail': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSc' });
    expect(refused.size).toBe(0);
    const destinations = loaded?.config.routes[0]?.destinations ?? [];
    expect(destinations.map(({ secrets }) => secrets[0]?.value.at(-1))).toEqual(['a', 'c']);
  });

  it('are refused one by one, under the path of the one that is meant', () => {
    const { loaded, refused } = exchangeThem({
      '/conf/crm': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSc',
      '/conf/mail': 'whsec_!',
    });
    expect([...refused.keys()]).toEqual(['/conf/mail']);
    expect(refused.get('/conf/mail')).toMatch(/^routes\[0\]\.destinations\[1\]\.secrets\[0\]/);
    const destinations = loaded?.config.routes[0]?.destinations ?? [];
    expect(destinations.map(({ secrets }) => secrets[0]?.value.at(-1))).toEqual(['c', 'b']);
  });
});
