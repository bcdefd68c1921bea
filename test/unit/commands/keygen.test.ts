/** `keygen`: what it prints passes `check` for the scheme it was made for, and signs what the same scheme verifies. */
import { eventOf } from '../../schemes/subject.js';
import { describe, expect, it } from 'vitest';
import { KEYGEN } from '../../../src/commands/declared/signing-commands.js';
import { readArguments } from '../../../src/commands/frame/arguments.js';
import { UsageError, type Io } from '../../../src/commands/io.js';
import { freshKey, keygen } from '../../../src/commands/keygen.js';
import { Report } from '../../../src/checks/report.js';
import { checkSecret } from '../../../src/config/secrets/secret-check.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { appendQuery, createSigner, whyUnsignable } from '../../../src/schemes/engine/sign.js';
import type { Scheme } from '../../../src/schemes/spec.js';
import { Refusal, createVerifier } from '../../../src/schemes/engine/verify.js';

async function run(...argv: string[]): Promise<string> {
  let text = '';
  const io: Io = {
    out: (more) => (text += more),
    err: () => undefined,
    env: {},
    stdin: () => Promise.reject(new Error('keygen reads nothing')),
  };
  expect(await keygen(readArguments(KEYGEN, argv), io)).toBe(0);
  return text;
}

type Fresh = { readonly scheme: string } & (
  { readonly secret: string } | { readonly privateKey: string; readonly publicKey: string }
);

async function fresh(...argv: string[]): Promise<Fresh> {
  return JSON.parse(await run(...argv, '-o', 'json')) as Fresh;
}

function builtIn(name: string): Scheme {
  const scheme = schemes[name];
  if (!scheme) throw new TypeError(`no scheme ${name}`);
  return scheme;
}

function verdict(scheme: Scheme, secret: string, use: 'verify' | 'sign'): Report {
  const report = new Report();
  checkSecret(scheme, secret, use, 'secret', report);
  return report;
}

/** Where the body holds the signed time, it is a member of its own. */
function signedTime({ time }: Scheme, at: number): Record<string, number> {
  return time?.json === undefined ? {} : { [time.json.slice(1)]: at };
}

/** Whether a delivery signed with one text holds with the other. */
function roundTrip(scheme: Scheme, signs: string, verifies: string): boolean {
  const at = 1_750_000_000_000;
  const form = /\{form(?::given)?\}/.test(scheme.signature?.content ?? '');
  const body = Buffer.from(
    form
      ? ['a=1', ...(scheme.signature?.formHas ?? []).map((name) => `${name}=2`)].join('&')
      : JSON.stringify({ id: 'evt_1', type: 'a', ...signedTime(scheme, at) }),
  );
  const headers = ['Content-Type', form ? 'application/x-www-form-urlencoded' : 'application/json'];
  // One scheme signs this parameter.
  const url = 'https://receiver.example/in?data.id=1';
  const query = createSigner(scheme, [readKey(scheme, signs)], url)(
    { id: 'msg_1', event: eventOf(scheme), body },
    at,
    headers,
  );
  const publicUrl = query === undefined ? url : appendQuery(url, query);
  const verify = createVerifier(scheme, [readKey(scheme, verifies)], { publicUrl });
  return !(
    verify({ method: 'POST', target: '', rawHeaders: headers, body, receivedAt: at }) instanceof Refusal
  );
}

const signed = Object.keys(schemes).filter((name) => builtIn(name).signature && !builtIn(name).keys);

describe.each(signed)('for %s', (name) => {
  const scheme = builtIn(name);

  it('what comes out passes check without a warning, and signs what it verifies', async () => {
    const made = await fresh('--scheme', name);
    const [signs, verifies] =
      'secret' in made ? [made.secret, made.secret] : [made.privateKey, made.publicKey];
    expect(verdict(scheme, signs, 'sign')).toMatchObject({ faults: [], warnings: [] });
    expect(verdict(scheme, verifies, 'verify')).toMatchObject({ faults: [], warnings: [] });
    if (whyUnsignable(scheme) === undefined) expect(roundTrip(scheme, signs, verifies)).toBe(true);
  });
});

describe('keygen', () => {
  it('without a scheme makes a secret of Standard Webhooks', async () => {
    expect(await run()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=\n$/);
  });

  it('prints a secret and nothing else, so that it can be sent into a file', async () => {
    expect(await run('--scheme', 'github')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(await run('--scheme', 'squarespace')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(await run('--scheme', 'airtable')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
    expect(await run('--scheme', 'postmark')).toMatch(/^webhook:[0-9a-f]{64}\n$/);
  });

  it('makes another one each time', async () => {
    expect(new Set([await run(), await run(), await run()]).size).toBe(3);
  });

  it('--asymmetric: a labelled pair whose halves are for one side each', async () => {
    expect(await run('--asymmetric')).toMatch(
      /^private key, to sign with: whsk_[A-Za-z0-9+/]{86}==\npublic key, to verify with: whpk_[A-Za-z0-9+/]{43}=\n$/,
    );
    const pair = await fresh('--scheme', 'svix', '--asymmetric');
    if ('secret' in pair) throw new Error('expected a pair');
    const svix = builtIn('svix');
    expect(verdict(svix, pair.privateKey, 'sign')).toMatchObject({ faults: [], warnings: [] });
    expect(verdict(svix, pair.publicKey, 'verify')).toMatchObject({ faults: [], warnings: [] });
    expect(roundTrip(svix, pair.privateKey, pair.publicKey)).toBe(true);
  });

  it('key pairs of other schemes are PEM, each on lines of its own', async () => {
    expect(await run('--scheme', 'discord')).toMatch(
      /^private key, to sign with:\n-----BEGIN PRIVATE KEY-----\n[^]+\n-----END PRIVATE KEY-----\npublic key, to verify with:\n-----BEGIN PUBLIC KEY-----\n[^]+\n-----END PUBLIC KEY-----\n$/,
    );
  });

  it('is as long as a scheme wants it at least', () => {
    const scheme = { ...builtIn('github'), minSecretLength: 101 };
    expect(freshKey(scheme, false)).toEqual({ secret: expect.stringMatching(/^[0-9a-f]{102}$/) as string });
  });

  it('as JSON names the scheme', async () => {
    expect(await fresh('--scheme', 'stripe')).toEqual({
      scheme: 'stripe',
      secret: expect.any(String) as string,
    });
  });

  it.each([
    [['--scheme', 'nobody'], 'no built-in scheme "nobody"'],
    [['--scheme', 'none'], 'there is no secret'],
    [['--scheme', 'github', '--asymmetric'], 'knows no key pairs'],
    [['-o', 'yaml'], '-o takes json'],
  ])('%j is refused', async (argv, message) => {
    await expect(run(...argv)).rejects.toThrow(UsageError);
    await expect(run(...argv)).rejects.toThrow(message);
  });

  it.each([['--unknown'], ['github']])('%s is an argument it does not know', async (argument) => {
    await expect(run(argument)).rejects.toThrow();
  });
});
