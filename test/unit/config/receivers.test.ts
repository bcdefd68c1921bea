/** How a receiver is reached: sockets, and proxies on the way to it. */
import { describe, expect, it } from 'vitest';
import { proxyVariable } from '../../../src/config/resolve/proxy-variables.js';
import { redactConfig } from '../../../src/config/redact.js';
import { changesBetween } from '../../../src/config/difference.js';
import { receiverPlace } from '../../../src/model/receiver-place.js';
import { ENV, changed, faultLines, firstRoute, good, warningLines } from './helpers.js';

function having(destination: Record<string, unknown>, env: Record<string, string> = {}) {
  return changed(
    (_config, route) => {
      Object.assign(route.destination, destination);
    },
    { ...ENV, ...env },
  );
}

describe('a receiver behind a socket', () => {
  it.each([
    ['http+unix:///run/app.sock:/hooks', '/run/app.sock', 'http://localhost/hooks'],
    ['HTTP+UNIX:///run/app.sock:/', '/run/app.sock', 'http://localhost/'],
    ['http+unix:///run/my%20app.sock:/', undefined, undefined],
    ['http+unix:///run/äpp.sock:/a%20b?tenant=a:b', '/run/äpp.sock', 'http://localhost/a%20b?tenant=a:b'],
    ['http+unix:///run/app.sock:/a:/b', '/run/app.sock', 'http://localhost/a:/b'],
  ])('%s', (url, socketPath, request) => {
    const loaded = having({ url });
    if (socketPath === undefined) expect(faultLines(loaded)).toHaveLength(1);
    else
      expect([firstRoute(loaded).destinations[0].url, receiverPlace(url)]).toEqual([
        url,
        { url: request, socketPath },
      ]);
  });

  it.each([
    ['http+unix:///run/app.sock', /expected http\+unix:\/\/\/run\/app\.sock:\/webhooks/],
    ['http+unix:///run/app.sock:hooks', /expected http\+unix/],
    ['http+unix://run/app.sock:/hooks', /expected http\+unix/],
    ['http+unix:/run/app.sock:/hooks', /expected http\+unix/],
    ['http+unix://:/hooks', /expected http\+unix/],
    ['http+unix:///run/a?b.sock:/hooks', /expected http\+unix/],
    ['http+unix:///run/a b.sock:/hooks', /expected http\+unix/],
    ['http+unix:///run/app.sock:/ho oks', /expected a URL/],
    ['http+unix:///run/%61pp.sock:/hooks', /without percent-encoding/],
    ['http+unix:///run/../app.sock:/hooks', /no empty, \. or \.\. segments/],
    ['http+unix:////app.sock:/hooks', /no empty, \. or \.\. segments/],
    ['http+unix:///run/app.sock/:/hooks', /no empty, \. or \.\. segments/],
    ['http+unix:///run/app.sock:/a/../b', /\. or \.\. in the path is taken out/],
    ['http+unix:///run/app.sock:/hooks#part', /no fragment/],
    ['https+unix:///run/app.sock:/hooks', /expected a URL/],
    [`http+unix:///${'é'.repeat(53)}x:/`, /at most 107 bytes/],
  ])('is not guessed from %s', (url, fault) => {
    const [line, ...others] = faultLines(having({ url }));
    expect(line).toMatch(/^routes\[0\]\.destination\.url: /);
    expect(line).toMatch(fault);
    expect(others).toEqual([]);
  });

  it('may have a path of 107 bytes', () => {
    expect(faultLines(having({ url: `http+unix:///${'é'.repeat(53)}:/` }))).toEqual([]);
  });

  it('is spoken to without TLS and without a proxy', () => {
    const url = 'http+unix:///run/app.sock:/hooks';
    expect(faultLines(having({ url, tls: {} }))[0]).toMatch(/destination\.tls: means nothing/);
    for (const proxy of ['environment', 'http://proxy.internal:3128'])
      expect(faultLines(having({ url, proxy }))[0]).toMatch(/destination\.proxy: .*without a proxy/);
  });

  it('is shown with its socket, and without what may be a token', () => {
    const url = 'http+unix:///run/app-2024abcdefghij.sock:/hooks/a1b2c3d4e5f6a7b8c9d0?key=1';
    const shown = JSON.stringify(redactConfig(good(having({ url }))));
    expect(shown).toContain('http+unix:///run/app-2024abcdefghij.sock:/hooks/[redacted]?[redacted]');
  });

  it('is warned about no more than one on this machine', () => {
    expect(warningLines(having({ url: 'http+unix:///run/app.sock:/hooks' }))).toEqual([]);
  });
});

describe('a proxy', () => {
  const RECEIVER = 'https://receiver.example/hooks';

  it.each(['http://proxy.internal:3128', 'https://user:p%40ss@proxy.internal', 'http://[::1]:3128/'])(
    '%s is taken',
    (proxy) => {
      expect(firstRoute(having({ url: RECEIVER, proxy })).destinations[0].proxy).toEqual({
        url: proxy,
        environment: false,
      });
    },
  );

  it.each([
    ['socks5://proxy.internal', /expected environment, or the URL of a proxy/],
    ['proxy.internal:3128', /expected environment/],
    ['Environment', /expected environment/],
    ['http://proxy.internal:3128/path', /expected environment/],
    ['http://proxy.internal:3128?x=1', /expected environment/],
    ['http://user:se cret@proxy.internal', /expected environment/],
    ['http://user:se%cret@proxy.internal', /must be written %25/],
    ['http://user:p@ss@word/secret@proxy.internal', /expected environment/],
    ['http://:3128', /expected environment/],
    ['http://proxy.internal:', /a colon and no port/],
    ['http://proxy.internal:0', /1 to 65535/],
    ['http://127.1:3128', /would be read as another/],
  ])('%s is a fault that repeats none of it', (proxy, fault) => {
    const [line, ...others] = faultLines(having({ url: RECEIVER, proxy }));
    expect(line).toMatch(/^routes\[0\]\.destination\.proxy: /);
    expect(line).toMatch(fault);
    expect(line).not.toMatch(/se.?cret|p@ss/);
    expect(others).toEqual([]);
  });

  it.each([
    ['http://user:canary@proxy.internal:3128', 'http://user:[redacted]@proxy.internal:3128'],
    ['http://canary@proxy.internal:3128', 'http://[redacted]@proxy.internal:3128'],
    ['http://:canary@proxy.internal', 'http://:[redacted]@proxy.internal'],
    ['http://proxy.internal', 'http://proxy.internal'],
  ])('%s is shown without its password', (proxy, shown) => {
    const text = JSON.stringify(redactConfig(good(having({ url: RECEIVER, proxy }))));
    expect(text).toContain(`"proxy":"${shown}"`);
    expect(text).not.toContain('canary');
  });

  it('that differs in its password alone is told of as changed', () => {
    const [one, other] = ['a', 'b'].map((word) =>
      good(having({ url: RECEIVER, proxy: `http://u:${word}@proxy.internal` })),
    ) as [ReturnType<typeof good>, ReturnType<typeof good>];
    expect(changesBetween(one, other)).toMatchObject([{ to: 'changed' }]);
  });

  it('is warned about if the receiver is named as this machine', () => {
    const local = { url: 'http://localhost:3000/hooks' };
    expect(warningLines(having({ ...local, proxy: 'http://proxy.internal' }))[0]).toMatch(
      /destination\.proxy: the receiver is named as this machine/,
    );
    expect(warningLines(having({ ...local, proxy: 'http://127.0.0.1:3128' }))).toEqual([]);
  });
});

describe('the environment is asked for a proxy', () => {
  const proxyTo = (url: string, env: Record<string, string>): string | undefined =>
    proxyVariable(new URL(url), env)?.value;
  const BOTH = { HTTP_PROXY: 'http://plain', HTTPS_PROXY: 'http://secure' };

  it('only where a destination says so', () => {
    const { proxy } = firstRoute(having({ url: 'https://receiver.example/' }, BOTH)).destinations[0];
    expect(proxy).toBeUndefined();
  });

  it('by the scheme of the receiver, a bare host being one of http', () => {
    const ask = (url: string, env: Record<string, string>) =>
      firstRoute(having({ url, proxy: 'environment' }, env)).destinations[0].proxy?.url;
    expect(ask('https://receiver.example/', BOTH)).toBe('http://secure');
    expect(ask('http://receiver.example/', BOTH)).toBe('http://plain');
    expect(ask('https://receiver.example/', { HTTPS_PROXY: 'proxy.internal:3128' })).toBe(
      'http://proxy.internal:3128',
    );
    expect(ask('https://receiver.example/', { ...BOTH, NO_PROXY: '.example' })).toBeUndefined();
  });

  it('small letters before large ones, an empty one included', () => {
    expect(proxyTo('https://a.example', { ...BOTH, https_proxy: 'http://small' })).toBe('http://small');
    expect(proxyTo('https://a.example', { ...BOTH, https_proxy: '' })).toBeUndefined();
  });

  it.each<[string, string, boolean]>([
    ['*', 'https://a.example', true],
    ['a.example', 'https://a.example', true],
    ['a.example', 'https://b.a.example', true],
    ['.a.example', 'https://a.example', true],
    ['*.a.example', 'https://b.a.example', true],
    ['a.example', 'https://ba.example', false],
    ['A.Example', 'https://a.example.', true],
    ['b.example, a.example', 'https://a.example', true],
    ['a.example:8443', 'https://a.example:8443', true],
    ['a.example:8443', 'https://a.example', false],
    ['a.example:443', 'https://a.example', true],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    ['10.1.2.3:80', 'http://10.1.2.3', true],
    ['0.0.1', 'http://127.0.0.1', false],
    ['::1', 'https://[::1]', true],
    ['[::1]', 'https://[::1]', true],
    ['[::1]:8443', 'https://[::1]:8443', true],
    ['[::1]:8443', 'https://[::1]', false],
    ['fd00::/8', 'https://[fd00::5]', true],
    ['.', 'https://a.example', false],
    ['', 'https://a.example', false],
  ])('NO_PROXY=%s takes %s out: %s', (spared, url, out) => {
    expect(proxyTo(url, { ...BOTH, NO_PROXY: spared }) === undefined).toBe(out);
  });

  it('and a word that is no proxy is a fault that names the variable', () => {
    const [line] = faultLines(
      having({ url: 'https://a.example/', proxy: 'environment' }, { HTTPS_PROXY: 'socks5://u:canary@p' }),
    );
    expect(line).toMatch(/^routes\[0\]\.destination\.proxy: HTTPS_PROXY in the environment is no proxy/);
    expect(line).not.toContain('canary');
  });

  it('and names nothing: a warning; NO_PROXY: none', () => {
    const ask = (env: Record<string, string>) =>
      warningLines(having({ url: 'https://a.example/', proxy: 'environment' }, env));
    expect(ask({})).toEqual([expect.stringMatching(/HTTPS_PROXY is not set/)]);
    expect(ask({ ...BOTH, NO_PROXY: '*' })).toEqual([]);
  });

  it('and the keyword is shown, not what it said', () => {
    const env = { HTTPS_PROXY: 'http://u:canary@p' };
    const config = good(having({ url: 'https://a.example/', proxy: 'environment' }, env));
    const shown = JSON.stringify(redactConfig(config));
    expect(shown).toContain('"proxy":"environment"');
    expect(shown).not.toContain('canary');
  });
});
