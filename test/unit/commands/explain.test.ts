/** `explain --config --route`: the URL is judged by what the route says of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { EXPLAIN } from '../../../src/commands/declared/signing-commands.js';
import { readArguments } from '../../../src/commands/frame/arguments.js';
import { explainCommand, parseHeaders } from '../../../src/commands/explain.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { createSigner } from '../../../src/schemes/engine/sign.js';
import type { Scheme } from '../../../src/schemes/spec.js';

const SECRET = 'canary-0123456789-abcdefghij';
const PUBLIC = 'https://hooks.example.com/in';
const folder = mkdtempSync(join(tmpdir(), 'explain-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const config = file(
  'gateway.yaml',
  JSON.stringify({
    store: { url: 'memory:' },
    routes: [
      {
        name: 'shop',
        path: '/in',
        source: {
          scheme: 'square',
          secrets: [{ env: 'SOURCE' }],
          publicUrl: PUBLIC,
          signedQuery: { step: 'digits' },
        },
        destination: {
          url: 'http://127.0.0.1:3000/',
          scheme: 'svix',
          secrets: [{ env: 'DESTINATION' }],
        },
      },
    ],
  }),
);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function explained(sentTo: string, ...more: string[]): Promise<{ code: number; text: string }> {
  const scheme = schemes['square'] as Scheme;
  const headers: string[] = [];
  createSigner(scheme, [readKey(scheme, SECRET)], sentTo)({ id: 'a', body: Buffer.from('{}') }, 0, headers);
  let text = '';
  const code = await explainCommand(
    readArguments(EXPLAIN, [
      ...['--config', config, '--route', 'shop', '--file', file('body', '{}')],
      ...['--headers', file('headers', `${headers[0] ?? ''}: ${headers[1] ?? ''}`), ...more],
    ]),
    {
      out: (line) => (text += line),
      err: () => undefined,
      env: { SOURCE: SECRET, DESTINATION: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
      stdin: () => Promise.resolve(Buffer.alloc(0)),
    },
  );
  return { code, text };
}

test('a delivery verifies under the public URL with the query that --url has', async () => {
  expect(await explained(`${PUBLIC}?step=2`, '--url', 'http://localhost:8080/in?step=2')).toMatchObject({
    code: 0,
  });
});

test('a forgotten --url is said to be the likely cause', async () => {
  const { code, text } = await explained(`${PUBLIC}?step=2`);
  expect(code).toBe(1);
  expect(text).toMatch(/Most likely:\n1\. .*give the URL with --url/);
});

test('parameters that the route does not allow are named', async () => {
  const { code, text } = await explained(`${PUBLIC}?step=2&utm=x`, '--url', `${PUBLIC}?step=2&utm=x`);
  expect(code).toBe(1);
  expect(text).toContain('query_unexpected');
  expect(text).toContain('too many: utm');
});

test.each([
  ['lines', ':method: POST\n:path: /in\nx-signature: abc\n'],
  ['what curl -v prints', '> :method: POST\n> :authority: a.example\n> x-signature: abc\n'],
  ['JSON', '{":method":"POST",":path":"/in","x-signature":"abc"}'],
  ['options of a command', "curl -H ':method: POST' -H 'x-signature: abc'"],
])('the lines of HTTP/2 are passed over: %s', (_, text) => {
  expect(parseHeaders(text)).toEqual(['x-signature', 'abc']);
});
