/** `send` and `explain` know what requests a route takes: by which method, in which header family, compressed or not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { configText, pairForTest, route, type Members } from '../gateway/setup.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { typed, type Typed } from './typed.js';

const folder = mkdtempSync(join(tmpdir(), 'requests-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function lines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

describe('send', () => {
  test('by GET signs the URL and its query, and sends no body', async () => {
    const of = (url: string, publicUrl: string): readonly Members[] => [
      route(url, { from: 'twilio', source: { publicUrl, methods: ['GET'] } }),
    ];
    const { gw, up } = await pairForTest({ routes: (url) => of(url, 'https://hooks.example.com/a') });
    await gw.reload(configText(of(up.url, `${gw.url}/a`)));
    const url = `${gw.url}/a?AccountSid=AC1&Body=hi`;
    const secret = { env: { SECRET: secretFor('twilio') } };
    const named = ['send', '--scheme', 'twilio', '--secret-env', 'SECRET', '--url', url];
    expect(await typed(undefined, [...named, '--method', 'GET'], secret)).toMatchObject({ code: 0, err: '' });
    expect(up.received[0]?.body.toString()).toBe('AccountSid=AC1&Body=hi');
    // By POST this route takes nothing.
    expect(await typed(undefined, named, secret)).toMatchObject({ code: 1 });
    expect(await typed(undefined, [...named, '--method', 'HEAD'], secret)).toMatchObject({ code: 2 });

    const config = file('get.yaml', `store: { url: "memory:" }\n${configText(of(up.url, `${gw.url}/a`))}`);
    const other = `${gw.url}/a?AccountSid=AC2&Body=hi`;
    const byRoute = await typed(undefined, ['send', '--config', config, '--route', 'a', '--url', other]);
    expect(byRoute).toMatchObject({ code: 0, err: '' });
    expect(up.received).toHaveLength(2);
  });
});

function explained(
  routeMembers: Members,
  headers: string,
  body: string | Buffer,
  more: readonly string[] = [],
): Promise<Typed> {
  const config = file('explain.yaml', `store: { url: "memory:" }\n${configText([routeMembers])}`);
  const words = ['--headers', file('headers', headers), '--file', file('body', body)];
  return typed(undefined, ['explain', '--config', config, '--route', 'a', ...words, ...more]);
}

describe('explain, for a route,', () => {
  test('takes a delivery of any of its header families', async () => {
    const members = route('http://127.0.0.1:1', {
      from: 'standard',
      source: { scheme: ['standard', 'svix'] },
    });
    const headers = lines(signHeaders('svix', secretFor('standard'), '{}'));
    expect(await explained(members, headers, '{}')).toMatchObject({ code: 0 });
  });

  test('inflates the body where the plain one is signed', async () => {
    const secret = secretFor('actuallycare');
    const signature = createHmac('sha256', secret).update('{}').digest('hex');
    const headers = `Content-Encoding: gzip\nX-Webhook-Signature: ${signature}`;
    const members = (contentEncoding: string): Members =>
      route('http://127.0.0.1:1', { source: { contentEncoding } });
    expect(await explained(members('signed-plain'), headers, gzipSync('{}'))).toMatchObject({ code: 0 });
    expect(await explained(members('signed-compressed'), headers, gzipSync('{}'))).toMatchObject({ code: 1 });
  });

  test('reads what came behind an open path out of the URL', async () => {
    const publicUrl = 'https://hooks.example.com/in/*';
    const members = {
      ...route('http://127.0.0.1:1', { from: 'twilio', source: { publicUrl, methods: ['GET'] } }),
      path: '/in/*',
    };
    const url = 'https://hooks.example.com/in/step/1?AccountSid=AC1';
    const signature = createHmac('sha1', secretFor('twilio')).update(url).digest('base64');
    const headers = `X-Twilio-Signature: ${signature}`;
    const asked = (at: string): Promise<Typed> =>
      explained(members, headers, '', ['--method', 'GET', '--url', at]);
    expect(await asked(url)).toMatchObject({ code: 0 });
    expect(await asked(url.replace('step/1', 'step/2'))).toMatchObject({ code: 1 });
  });
});
