import { describe, expect, it } from 'vitest';
import { ENV, changed, faultLines, firstRoute, good, warningLines } from './helpers.js';

const server = (value: unknown, env: Record<string, string> = {}) =>
  changed((config) => (config['server'] = value), { ...ENV, ...env });
const url = (value: string, env: Record<string, string> = {}) =>
  changed((_config, route) => (route.destination['url'] = value), { ...ENV, ...env });

/** What a text without a language of its own comes to. */
function reason(text: string, env: Readonly<Record<string, string>> = {}): string | undefined {
  const loaded = changed(
    (_config, route) => Object.assign(route, { source: { scheme: 'none', reason: text } }),
    {
      ...ENV,
      ...env,
    },
  );
  return firstRoute(loaded).source.reason;
}

describe('references to variables', () => {
  it('an unset variable is a fault that names the key path and the variable', () => {
    expect(faultLines(server({ host: '${NOWHERE}' }))).toEqual([
      expect.stringMatching(/^server\.host: the variable NOWHERE is not set/),
    ]);
  });

  it('an empty variable is a fault as well, never an empty text', () => {
    expect(faultLines(server({ host: '${EMPTY}' }, { EMPTY: '' }))).toEqual([
      expect.stringMatching(/^server\.host: the variable EMPTY is empty/),
    ]);
  });

  it('a whole reference is read as YAML: a port is a number', () => {
    expect(good(server({ port: '${P}' }, { P: '8081' })).server.port).toBe(8081);
    expect(good(server({ port: '${P:-8082}' })).server.port).toBe(8082);
  });

  it('digits stay text where text is wanted', () => {
    const loaded = changed((config) => (config['store'] = { url: 'memory:', prefix: '${P}' }), {
      ...ENV,
      P: '007',
    });
    expect(good(loaded).store.prefix).toBe('007');
    const secret = changed((_config, route) => (route.source['secrets'] = ['${S}']), {
      ...ENV,
      S: '012345678901234567890123456789',
    });
    expect(firstRoute(secret).source.secrets[0]?.value).toBe('012345678901234567890123456789');
  });

  it.each(['[10.0.0.1]', '{ a: 1 }', '!!str x', '&a x', '- a', 'a: b', '| \n x', 'x # y'])(
    'a variable that holds %j stays one text',
    (value) => {
      expect(reason('${V}', { V: value.replace('\n', ' ') })).toBe(value.replace('\n', ' '));
    },
  );

  it('references inside a text are put in place, defaults where unset or empty', () => {
    const loaded = url('http://${HOST}:${PORT_OF_IT:-3000}/${EMPTY:-x}', { HOST: 'localhost', EMPTY: '' });
    expect(firstRoute(loaded).destinations[0].url).toBe('http://localhost:3000/x');
  });

  it('$$ is a literal $, and a lone $ is itself', () => {
    expect(['$${A}', 'a$b', '$$$$'].map((text) => reason(text))).toEqual(['${A}', 'a$b', '$$']);
  });

  it('an empty default leaves the key out', () => {
    expect(good(server({ port: '${NOWHERE:-}' })).server.port).toBe(8080);
    const header = changed((_config, route) => (route.destination['headers'] = { 'x-a': '${NOWHERE:-}' }));
    expect(firstRoute(header).destinations[0].headers).toEqual({});
  });

  it.each(['${A-b}', '${}', '${1A}', '${A', '${A:-${B}}', '${A:?x}'])(
    '%s is a fault, not literal text',
    (value) => {
      expect(faultLines(url(value, { A: 'x', B: 'y' }))[0]).toContain('not a reference');
    },
  );

  it('what a variable holds is not read again', () => {
    expect(reason('v ${A}', { A: '${SOURCE} $$' })).toBe('v ${SOURCE} $$');
  });

  it('references in keys are not replaced', () => {
    const lines = faultLines(changed((config) => (config['${SOURCE}'] = 1)));
    expect(lines).toEqual([expect.stringContaining('["${SOURCE}"]: unknown key')]);
  });

  it('an address that Kubernetes injected for a Service is ignored with a hint', () => {
    const loaded = server({ port: '${REDIS_PORT:-8085}' }, { REDIS_PORT: 'tcp://10.0.0.1:6379' });
    expect(good(loaded).server.port).toBe(8085);
    expect(warningLines(loaded)).toEqual([
      expect.stringMatching(/^REDIS_PORT: holds the address of a Kubernetes/),
    ]);
  });
});
