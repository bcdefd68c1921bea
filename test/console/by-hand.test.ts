/** Lines of the console that are pasted into a shell, given to one: the receiver must get the body to the byte. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { contentTypeOf, curlLine, signedLine, type ByHand } from '../../console/commands/by-hand.js';
import { quoted } from '../../console/commands/lines.js';
import { readLine } from '../helpers/command-lines.js';

const folder = mkdtempSync(join(tmpdir(), 'by-hand-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

// Stands for curl: says what it was called with, and what came in.
writeFileSync(
  join(folder, 'curl'),
  `#!${process.execPath}
const { readFileSync } = require('node:fs');
console.log(JSON.stringify({ args: process.argv.slice(2), body: readFileSync(0).toString('base64') }));
`,
);
chmodSync(join(folder, 'curl'), 0o755);

function pasted(line: string): { readonly args: readonly string[]; readonly body: Buffer } {
  const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', line], { env, encoding: 'utf8' });
  expect(stderr).toBe('');
  const { args, body } = JSON.parse(stdout) as { args: string[]; body: string };
  return { args, body: Buffer.from(body, 'base64') };
}

const SENT: ByHand = {
  url: 'http://127.0.0.1:3000/hooks',
  id: 'msg_1',
  event: 'order.paid',
  body: '{}',
  encoding: 'utf8',
};

describe('a body that is sent by hand', () => {
  test.each([
    ['quotes and signs of a shell', `{"a":"it's $(id) \`id\` \\n %s ! \\\\"}`],
    ['the sign of a file', '@/etc/hosts'],
    ['line ends and blanks around it', '\n {\n  "a": 1\n}\n\n'],
    ['what ends a line that is typed', 'a\u0003; touch x\n\u001b[201~\r'],
    ['what turns the order of characters round', 'a\u202eb'],
    ['a zero', 'a\u0000b'],
    ['letters of the world', '{"name":"Zoë 株式会社 🚀"}'],
  ])('arrives to the byte with %s', (_, body) => {
    const line = curlLine({ ...SENT, body });
    expect(line).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    expect(pasted(line).body.toString('utf8')).toBe(body);
  });

  test('arrives to the byte where it is no text', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x27, 0x0a]);
    const line = curlLine({ ...SENT, body: bytes.toString('base64'), encoding: 'base64' });
    expect(pasted(line).body).toEqual(bytes);
  });

  test('says its ids and no signature, and goes to the URL as it is written', () => {
    const { args } = pasted(curlLine({ ...SENT, url: "http://127.0.0.1:3000/it's/[1]" }));
    expect(args).toEqual([
      ...['-i', '-g', "http://127.0.0.1:3000/it's/[1]", '-H', 'Content-Type: application/json'],
      ...['-H', 'Webhook-Gateway-Id: msg_1', '-H', 'Webhook-Gateway-Event: order.paid'],
      ...['--data-binary', '@-'],
    ]);
  });

  test('leaves out an event that cannot stand in a header', () => {
    const { args } = pasted(curlLine({ ...SENT, event: 'a\r\nX-Admin: yes' }));
    expect(args.filter((arg) => arg.startsWith('Webhook-'))).toEqual(['Webhook-Gateway-Id: msg_1']);
  });

  test('finds the way to a socket', () => {
    const { args } = pasted(curlLine({ ...SENT, url: 'http+unix:///run/app.sock:/webhooks' }));
    expect(args.slice(0, 4)).toEqual(['-i', '--unix-socket', '/run/app.sock', 'http://localhost/webhooks']);
  });

  test.each([
    ['{"a":1}', 'application/json'],
    ['a=1&b=x%20y', 'application/x-www-form-urlencoded'],
    ['<a>1</a>', 'application/octet-stream'],
  ])('%s is taken for %s', (body, type) => {
    expect(contentTypeOf({ body, encoding: 'utf8' })).toBe(type);
  });
});

test('the signed line sends the same body under its id and event', () => {
  const [body, send = ''] = signedLine({ ...SENT, body: "it's" }, 'svix').split(' | ');
  expect(pasted(`${body ?? ''} | curl`).body.toString()).toBe("it's");
  expect(readLine(send)).toEqual({
    command: 'send',
    values: {
      ...{ scheme: 'svix', 'secret-env': 'RECEIVER_SECRET', url: SENT.url, id: 'msg_1' },
      ...{ event: 'order.paid', 'content-type': 'application/octet-stream', file: '-' },
    },
    positionals: [],
  });
});

test('a word that a terminal would act on is written otherwise, and is the same word to the shell', () => {
  const word = "a\u0003'; 100% \u009b2J\u202e";
  expect(quoted(word)).toMatch(/^[\x20-\x7e]+$/);
  const { args } = pasted(`curl ${quoted(word)} </dev/null`);
  expect(args).toEqual([word]);
});
