import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECK } from '../../../src/commands/declared/running.js';
import { readArguments } from '../../../src/commands/frame/arguments.js';
import { check, type OnlineCheck } from '../../../src/commands/check.js';
import { ENV, SECRET, WHSEC, usual } from './helpers.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'check-'))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(content: unknown, argv: string[] = [], online?: OnlineCheck, env: object = ENV) {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return runFile(file, argv, online, env);
}

async function runFile(file: string, argv: string[], online?: OnlineCheck, env: object = ENV) {
  const said = { out: '', err: '' };
  const io = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    env: env as Record<string, string>,
  };
  const code = await check(readArguments(CHECK, ['--config', file, ...argv]), io, online && { online });
  return { code, ...said };
}

describe('check', () => {
  it('a good configuration: 0, the effective configuration on stdout, no secret in it', async () => {
    const { code, out, err } = await run(usual());
    expect(code).toBe(0);
    expect(parse(out)).toMatchObject({ server: { port: 8080 }, routes: [{ name: 'leads' }] });
    expect(err).toBe('the configuration is valid: 0 faults, 0 warnings\n');
    expect(out + err).not.toContain(SECRET);
  });

  it('a faulty one: 2, every fault as "path: message" in the order of paths, nothing on stdout', async () => {
    const routes = Array.from({ length: 11 }, (_, i) => ({
      ...usual().routes[0],
      name: `r${i}`,
      path: `p${i}`,
    }));
    const { code, out, err } = await run({ ...usual(), routes, log: { level: 'loud' } });
    expect(code).toBe(2);
    expect(out).toBe('');
    const lines = err.trimEnd().split('\n');
    expect(lines.at(-1)).toBe('the configuration cannot be used: 12 faults, 0 warnings');
    expect(lines[0]).toMatch(/^log\.level: expected one of/);
    expect(lines.slice(1, 12).map((line) => line.split(':')[0])).toEqual(
      routes.map((_, i) => `routes[${i}].path`),
    );
  });

  it('-o json: one document with everything', async () => {
    const good = JSON.parse((await run(usual(), ['-o', 'json'])).out) as object;
    expect(good).toMatchObject({ ok: true, faults: [], warnings: [], config: { store: { prefix: 'whgw' } } });
    const bad = await run({ ...usual(), store: 1 }, ['--output', 'json']);
    expect(bad.code).toBe(2);
    expect(JSON.parse(bad.out)).toEqual({
      ok: false,
      faults: [{ path: 'store', message: expect.any(String) as string }],
      warnings: [],
    });
  });

  it('asks the store only when told to, and adds what it found', async () => {
    let asked = 0;
    const online: OnlineCheck = () => {
      asked++;
      return Promise.resolve({
        faults: [{ path: 'store.url', message: 'maxmemory-policy evicts' }],
        warnings: [],
        facts: { version: '7.0.15' },
      });
    };
    expect((await run(usual(), [], online)).code).toBe(0);
    expect(asked).toBe(0);
    const { code, err } = await run(usual(), ['--online'], online);
    expect(code).toBe(2);
    expect(err).toContain('store.url: maxmemory-policy evicts');
    expect(err).toContain('version: 7.0.15');
    expect((await run({}, ['--online'], online)).code).toBe(2);
    expect(asked).toBe(1);
  });

  it('-q: faults and warnings alone, and nothing where there are none', async () => {
    expect(await run(usual(), ['-q'])).toEqual({ code: 0, out: '', err: '' });
    const { code, out, err } = await run({ ...usual(), store: 1 }, ['-q']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^store: [^\n]*\n$/);
    expect(JSON.parse((await run(usual(), ['-q', '-o', 'json'])).out)).toEqual({
      ok: true,
      faults: [],
      warnings: [],
    });
  });

  describe('--deny', () => {
    /** The usual one, with something else in its one route. */
    const having = (side: 'source' | 'destination', more: object) => {
      const config = usual();
      config.routes[0][side] = more as Record<string, unknown>;
      return config;
    };
    const url = 'http://127.0.0.1:3000/hook';
    const literal = having('source', { scheme: 'actuallycare', secrets: [SECRET] });
    const unsigned = having('destination', { url, scheme: 'none', reason: 'a test' });
    const open = having('source', { scheme: 'none', reason: 'a test' });
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const reporting = having('source', {
      ...{ scheme: 'actuallycare', secrets: [{ env: 'SOURCE' }], reportOnly: { reason: 'a test', until } },
    });

    it.each([
      ['literal-secret', literal, 'denied: routes[0].source.secrets[0]: the secret is plain text'],
      ['report-only', reporting, 'denied: routes[0].source.reportOnly: what does not verify goes on'],
      ['none', unsigned, 'denied: routes[0].destination.scheme: none: the receiver cannot verify'],
      ['none', open, 'denied: routes[0].source.scheme: none: anybody may send'],
      ['report-only,none,literal-secret', literal, 'denied: routes[0].source.secrets[0]'],
    ])('%s: exit 1 where it is found, and where', async (list, config, words) => {
      const { code, err } = await run(config, ['--deny', list]);
      expect(err).toContain(words);
      expect(code).toBe(1);
      expect((await run(config, ['-q', '-o', 'json', '--deny', list])).out).toContain('"denied": [');
    });

    it('finds nothing in a configuration that has none of it', async () => {
      expect(await run(usual(), ['-q', '--deny', 'report-only,none,literal-secret'])).toEqual({
        code: 0,
        out: '',
        err: '',
      });
    });

    it('a fault counts for more: exit 2', async () => {
      expect((await run({ ...literal, store: 1 }, ['--deny', 'literal-secret'])).code).toBe(2);
    });

    it.each(['literal', 'none,,', ''])('"%s" is a fault of the call', async (list) => {
      await expect(run(usual(), ['--deny', list])).rejects.toThrow(
        /--deny takes a list of report-only, none/,
      );
    });
  });

  it('an unknown option or format is a fault of the call', async () => {
    await expect(run(usual(), ['--onlin'])).rejects.toThrow(/onlin/);
    await expect(run(usual(), ['-o', 'xml'])).rejects.toThrow(/yaml or json/);
    await expect(run(usual(), ['--online'])).rejects.toThrow(/not available/);
  });
});

/** Every variable that a file refers to, with something that serves. */
function variablesOf(text: string): Record<string, string> {
  const env: Record<string, string> = { REDIS_URL: 'redis://localhost:6379' };
  for (const [, name = ''] of text.matchAll(/env: (\w+)/g)) {
    env[name] = /RECEIVER|SALES|BILLING|CARECYCLE/.test(name) ? WHSEC : `${SECRET}-${name}`;
  }
  return env;
}

describe('the configurations that come along', () => {
  const examples = readdirSync('config/examples').map((name) => `config/examples/${name}`);

  it.each(['config/gateway.example.yaml', ...examples])('%s is valid as it stands', async (file) => {
    const { code, err } = await runFile(file, [], undefined, variablesOf(readFileSync(file, 'utf8')));
    expect(err).toMatch(/the configuration is valid: 0 faults/);
    expect(code).toBe(0);
  });
});
