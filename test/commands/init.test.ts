/** `init`: whatever it writes is a valid configuration, and it overwrites nothing that it was not told to. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { parse, parseAllDocuments } from 'yaml';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadGatewayConfig } from '../../src/config/load.js';
import { freshKey } from '../../src/commands/keygen.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { whyUnsignable } from '../../src/schemes/engine/sign.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { typed } from './typed.js';

// One scheme signs the parameter `data.id` of its receiver's URL.
const URL = 'http://127.0.0.1:3000/a?b=$c&d="e"&data.id=1';
let folder: string;
let out: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  out = join(folder, 'gateway.yaml');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function argv(source: string, destination: string, ...more: string[]): string[] {
  return ['init', '--source', source, '--destination', destination, '--url', URL, '--out', out, ...more];
}

/** What the gateway holds of a fresh secret or pair. */
function secretFor(scheme: Scheme, which: 'source' | 'destination'): string {
  if (!scheme.signature || scheme.keys) return '';
  const fresh = freshKey(scheme, false);
  if ('secret' in fresh) return fresh.secret;
  return which === 'source' ? fresh.publicKey : fresh.privateKey;
}

const secretName = (source: string): string => `${source.toUpperCase().replace(/\W/g, '_')}_SECRET`;

async function checked(source: string, destination: string, more: Record<string, string> = {}) {
  const own = (name: string) => schemes[name] as Scheme;
  return typed(undefined, ['check', '--config', out, '-q', '--deny', 'literal-secret'], {
    env: {
      [secretName(source)]: secretFor(own(source), 'source'),
      RECEIVER_SECRET: secretFor(own(destination), 'destination'),
      ...more,
    },
  });
}

const [UNSIGNABLE = ''] = Object.entries(schemes).flatMap(([name, scheme]) =>
  scheme.signature && whyUnsignable(scheme) !== undefined ? [name] : [],
);
const SOURCES = Object.keys(schemes).filter((name) => !schemes[name]?.keys);

describe.each(['standard', 'github', 'none'])('for a receiver under %s', (destination) => {
  test.each(SOURCES)('%s: what it writes passes check', async (source) => {
    expect((await typed(undefined, argv(source, destination))).code).toBe(0);
    const { code, err } = await checked(source, destination);
    expect(`${code}: ${err}`).toMatch(/^0: /);
    expect(parse(readFileSync(out, 'utf8'))).toMatchObject({
      routes: [{ name: source, source: { scheme: source } }],
    });
  });
});

test.each(Object.entries(schemes).filter(([, scheme]) => whyUnsignable(scheme) === undefined))(
  'every scheme that signs can be the receiver: %s',
  async (destination) => {
    expect((await typed(undefined, argv('actuallycare', destination))).code).toBe(0);
    const { code, err } = await checked('actuallycare', destination);
    expect(`${code}: ${err}`).toMatch(/^0: /);
  },
);

describe('a source whose keys come from elsewhere', () => {
  /** Values of the form that each part must have. */
  const PARTS: Readonly<Record<string, string>> = {
    topic: 'arn:aws:sns:eu-west-1:123456789012:orders',
    webhook: '1JE4291016473214C',
    bundle: 'com.example.app',
    domain: 'https://example.kinde.com',
    issuer: 'https://issuer.example.com',
    audience: 'https://hooks.example.com/in',
    account: 'robot@example.com',
    keys: 'https://issuer.example.com/keys',
  };
  const FOREIGN = Object.entries(schemes).filter(([, { keys }]) => keys);
  const ownerWords = ({ owner }: Scheme): readonly string[] =>
    owner
      ? [
          '--owner',
          Object.keys(owner)
            .map((name) => `${name}=${PARTS[name] ?? ''}`)
            .join(','),
        ]
      : [];

  test.each(FOREIGN)('%s: with its owner, what it writes passes check', async (name, scheme) => {
    expect(await typed(undefined, argv(name, 'standard', ...ownerWords(scheme)))).toMatchObject({ code: 0 });
    mkdirSync(join(folder, 'secrets'));
    writeFileSync(join(folder, 'secrets/roots.pem'), rootCertificates[0] ?? '');
    const id = `${name.toUpperCase().replace(/\W/g, '_')}_ID`;
    const { code, err } = await checked(name, 'standard', {
      [id]: 'id-of-the-access',
      [secretName(name)]: 'its-secret',
    });
    expect(`${code}: ${err}`).toMatch(/^0: /);
  });

  test('says which part is missing, is none, or cannot be one', async () => {
    const told = async (...words: string[]) =>
      (await typed(undefined, argv('aws-sns', 'standard', ...words))).err;
    expect(await told()).toContain('--owner topic=VALUE');
    expect(await told('--owner', 'tropic=1')).toContain('topic');
    expect((await typed(undefined, argv('github', 'standard', '--owner', 'topic=1'))).err).toContain(
      '--owner',
    );
    expect(existsSync(out)).toBe(false);
  });

  test.each(['compose', 'kubernetes'])('--for %s: what it is given stands in files', async (platform) => {
    const said = await typed(undefined, argv('plaid', 'none', '--for', platform));
    expect(said.code).toBe(0);
    expect(said.out).toContain('secrets/access-id');
    expect(readFileSync(out, 'utf8')).toContain('keyAccess: { id: { file: secrets/access-id }');
  });
});

test.each(['direct', 'queued', 'spill'])('mode %s passes check', async (mode) => {
  await typed(undefined, argv('github', 'standard', '--mode', mode));
  const { code, err } = await checked('github', 'standard', { REDIS_URL: 'redis://127.0.0.1:6379' });
  expect(`${code}: ${err}`).toMatch(/^0: /);
  expect(parse(readFileSync(out, 'utf8'))).toMatchObject({ routes: [{ delivery: { mode } }] });
});

describe.each([
  ['compose', 'compose.yaml'],
  ['kubernetes', 'kubernetes.yaml'],
])('--for %s', (platform, file) => {
  test('secrets are files beside the configuration; with them it passes check', async () => {
    const said = await typed(undefined, argv('github', 'standard', '--for', platform));
    expect(said.out).toContain(`wrote ${join(folder, file)}\n`);
    mkdirSync(join(folder, 'secrets'));
    writeFileSync(join(folder, 'secrets/source'), secretFor(schemes['github'] as Scheme, 'source'));
    writeFileSync(join(folder, 'secrets/receiver'), secretFor(schemes['standard'] as Scheme, 'destination'));
    const { code, err } = await checked('github', 'standard', { REDIS_URL: 'redis://127.0.0.1:6379' });
    expect(`${code}: ${err}`).toMatch(/^0: /);
    for (const name of ['secrets/source', 'secrets/receiver']) expect(said.out).toContain(name);
    // As it is printed it works: the shell has no REDIS_URL of its own.
    expect(said.out).toMatch(/ REDIS_URL=redis:\/\/\S+ webhook-gateway check --config /);
  });

  test('the manifest is YAML, mounts the configuration and its secrets, and has no secret in it', async () => {
    await typed(undefined, argv('github', 'standard', '--for', platform));
    const text = readFileSync(join(folder, file), 'utf8');
    const documents = parseAllDocuments(text);
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    for (const words of ['/etc/webhook-gateway', 'secrets', 'REDIS_URL', 'standard-webhooks-gateway:'])
      expect(text).toContain(words);
    expect(text).not.toContain('whsec_');
  });
});

test('the URL arrives in the configuration as it was typed', async () => {
  await typed(undefined, argv('github', 'none'));
  const loaded = loadGatewayConfig({
    file: out,
    env: { GITHUB_SECRET: 'a-secret-of-some-length-for-github' },
  });
  expect(loaded.ok && loaded.config.routes[0]?.destinations[0].url).toBe(URL);
});

test('what is there is not overwritten without --force', async () => {
  writeFileSync(out, 'mine');
  const { code, err } = await typed(undefined, argv('github', 'standard'));
  expect(code).toBe(2);
  expect(err).toContain('is there already; --force overwrites it');
  expect(readFileSync(out, 'utf8')).toBe('mine');
  expect((await typed(undefined, argv('github', 'standard', '--force'))).code).toBe(0);
  expect(readFileSync(out, 'utf8')).not.toBe('mine');
});

test('the schema for editors lies beside it, and one that is there stays', async () => {
  const schema = join(folder, 'gateway.schema.json');
  expect((await typed(undefined, argv('github', 'standard'))).out).toContain(`wrote ${schema}\n`);
  expect(readFileSync(out, 'utf8')).toMatch(/^# yaml-language-server: \$schema=gateway\.schema\.json\n/);
  expect(readFileSync(schema, 'utf8')).toBe(readFileSync('config/gateway.schema.json', 'utf8'));
  writeFileSync(schema, '{}');
  const other = join(folder, 'other.yaml');
  expect(await typed(undefined, [...argv('stripe', 'standard').slice(0, -1), other])).toMatchObject({
    code: 0,
    out: expect.not.stringContaining(schema) as string,
  });
  expect(readFileSync(schema, 'utf8')).toBe('{}');
  await typed(undefined, argv('github', 'standard', '--force'));
  expect(readFileSync(schema, 'utf8')).not.toBe('{}');
});

test('a manifest that is there keeps the configuration from being written, too', async () => {
  writeFileSync(join(folder, 'compose.yaml'), 'mine');
  expect((await typed(undefined, argv('github', 'standard', '--for', 'compose'))).code).toBe(2);
  expect(existsSync(out)).toBe(false);
});

test('at a terminal it asks for what was not given, and for nothing else', async () => {
  const asked: string[] = [];
  const answers = ['github', 'standard', URL];
  const ask = (question: string) => {
    asked.push(question);
    return Promise.resolve(answers[asked.length - 1] ?? '');
  };
  expect((await typed(undefined, ['init', '--out', out], { ask })).code).toBe(0);
  expect(asked).toEqual(["The provider's scheme: ", "The receiver's scheme: ", "The receiver's URL: "]);
  asked.length = 0;
  expect((await typed(undefined, argv('github', 'standard', '--force'), { ask })).code).toBe(0);
  expect(asked).toEqual([]);
});

test.each([
  [['init'], 'give --source NAME; there is no terminal to ask at'],
  [['init', '--source', 'gitbuh'], 'no built-in scheme "gitbuh"; did you mean "github"?'],
  [['init', '--source', 'github', '--destination', UNSIGNABLE], 'cannot be signed'],
  [['init', '--source', 'github', '--destination', 'standard', '--url', 'here'], '"here" is no URL'],
  [['init', '--mode', 'later'], '--mode takes direct, queued or spill'],
  [['init', '--for', 'nomad'], '--for takes compose or kubernetes'],
])('%j: exit 2, and what is missing or wrong', async (words, message) => {
  const { code, err } = await typed(undefined, words);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
