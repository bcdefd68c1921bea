import express from 'express';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { PROBE } from '../../src/commands/declared/signing-commands.js';
import { readArguments } from '../../src/commands/frame/arguments.js';
import { probe } from '../../src/commands/probe.js';
import { webhook } from '../../src/library/express.js';
import { secretFor } from '../helpers/sign.js';
import { startSeedReceiver, type SeedReceiverName } from '../helpers/seed-receivers.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Report {
  readonly code: number;
  readonly broken: readonly string[];
  readonly text: string;
}

async function probeAt(url: string, scheme: string, ...more: string[]): Promise<Report> {
  let text = '';
  const code = await probe(
    readArguments(PROBE, ['--scheme', scheme, '--secret-env', 'S', '-o', 'json', url, ...more]),
    {
      out: (part) => (text += part),
      err: (part) => (text += part),
      env: { S: secretFor(scheme) },
      stdin: () => Promise.resolve(Buffer.alloc(0)),
    },
  );
  const { findings } = JSON.parse(text) as { findings: { rule: string; kept: boolean }[] };
  return { code, broken: findings.filter(({ kept }) => !kept).map(({ rule }) => rule), text };
}

async function probeSeed(name: SeedReceiverName, scheme: string): Promise<Report> {
  const receiver = await startSeedReceiver(name, secretFor(scheme));
  closers.push(() => receiver.close());
  return probeAt(receiver.url, scheme);
}

async function startSound(scheme: string): Promise<string> {
  const app = express();
  app.post('/', webhook({ scheme, secrets: [secretFor(scheme)] }), (_request, response) => {
    response.sendStatus(200);
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test.each(['actuallycare', 'standard', 'stripe', 'slack', 'shopify'])(
  'a sound receiver of scheme %s keeps every rule, and the exit code says so',
  async (scheme) => {
    const { code, broken } = await probeAt(await startSound(scheme), scheme);
    expect(broken).toEqual([]);
    expect(code).toBe(0);
  },
);

const FAULTS: readonly (readonly [SeedReceiverName, string, readonly string[]])[] = [
  [
    'actuallycare setup, Express',
    'actuallycare',
    ['a signature with a tail is refused', 'another content type is answered'],
  ],
  [
    'exampleapi, Express',
    'exampleapi',
    [
      'pretty-printed JSON is taken',
      'a delivery without signature is refused',
      'a truncated signature is refused',
    ],
  ],
  ['exampleapi, Flask', 'exampleapi', ['a body that is not UTF-8 is answered']],
  [
    'real-estate, Express',
    'real-estate',
    ['pretty-printed JSON is taken', 'a stale delivery is refused', 'an empty signature is refused'],
  ],
];

test.each(FAULTS)('the known faults of the guide receiver "%s" are found', async (name, scheme, faults) => {
  const { code, broken } = await probeSeed(name, scheme);
  expect(code).toBe(1);
  for (const fault of faults) expect(broken).toContain(fault);
});

test('each broken rule comes with advice, and no secret', async () => {
  const { text } = await probeSeed('exampleapi, Express', 'exampleapi');
  const { findings } = JSON.parse(text) as { findings: { kept: boolean; advice?: string }[] };
  for (const { kept, advice } of findings) expect(typeof advice).toBe(kept ? 'undefined' : 'string');
  expect(text).not.toContain(secretFor('exampleapi'));
});

test('another machine is not fired at without --yes, and is told how many deliveries it would get', async () => {
  await expect(probeAt('http://192.0.2.1/webhooks', 'standard')).rejects.toThrow(
    /192\.0\.2\.1 is not this machine: \d+ deliveries/,
  );
});
