/** `translate` and `check` on bodies that an expression makes: what is shown, what is told, and the exit codes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { typed } from './typed.js';

const ENV = { SECRET: 'a-secret-of-github-of-some-length', WHSEC: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
const folder = mkdtempSync(join(tmpdir(), 'translate-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function configured(
  payload: unknown,
  more: Readonly<Record<string, unknown>> = {},
  ofRoute: Readonly<Record<string, unknown>> = {},
): string {
  const source = { scheme: 'github', secrets: [{ env: 'SECRET' }] };
  const url = 'http://127.0.0.1:3000/hooks?token=of-ours';
  const destination = { url, scheme: 'standard', secrets: [{ env: 'WHSEC' }], payload, ...more };
  const routes = [{ name: 'a', path: '/a', source, destination, ...ofRoute }];
  return write('gateway.yaml', JSON.stringify({ store: { url: 'memory:' }, routes }));
}

function translated(payload: unknown, body: string, ...more: string[]) {
  const file = write('body.json', body);
  return typed(undefined, ['translate', '--config', configured(payload), '--file', file, ...more], {
    env: ENV,
  });
}

function checked(payload: unknown, ...more: string[]) {
  return typed(undefined, ['check', '--config', configured(payload), '-q', ...more], { env: ENV });
}

function withoutWarnings(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('warning: '))
    .join('\n');
}

describe('translate', () => {
  it.each([
    ['exact', '{ "a": 1.0 }', '{ "a": 1.0 }'],
    ['compact', '{ "a": 1.0 }', '{"a":1}'],
    [{ jsonata: '{ "b": a, "e": $event }' }, '{ "a": 1.0 }', '{"b":1,"e":"issues"}'],
  ])('shows what payload %j makes of a body', async (payload, body, result) => {
    const { code, out } = await translated(payload, body, '--event', 'issues', '-o', 'json');
    expect(code).toBe(0);
    expect((JSON.parse(out) as { body: string }).body).toBe(result);
  });

  it('shows the request as the receiver gets it, without signature and token', async () => {
    const { out } = await translated('exact', '{}', '--event', 'issues', '--id', 'msg_1');
    const [first, ...lines] = out.split('\n');
    expect(first).toMatch(/^POST http:\/\/127\.0\.0\.1:3000\/hooks/);
    expect(lines).toEqual(
      expect.arrayContaining([
        'webhook-id: msg_1',
        'Webhook-Gateway-Event: issues',
        'webhook-signature: [redacted]',
      ]),
    );
    expect(out).not.toContain('of-ours');
  });

  it.each([
    ['compact', '{"a":1,"a":2}', 'untranslatable: doubled_key\n'],
    ['envelope', '{}', 'untranslatable: no_event\n'],
    [
      { jsonata: '$number(a)' },
      '{"a":"x"}',
      'untranslatable: expression_error: Unable to cast value to a number: "x" (at character 8)\n',
    ],
    [{ jsonata: 'b' }, '{}', 'untranslatable: no_result: the expression gives nothing for this body\n'],
  ])('says why payload %j makes nothing of %s, and ends with 1', async (payload, body, says) => {
    expect(await translated(payload, body)).toEqual({ code: 1, out: '', err: says });
  });

  it('shows headers that are made of the delivery alone; text beside it may be a token', async () => {
    const headers = {
      'X-Team': '{json:/team}',
      'X-Both': '{event}/{id}',
      'X-Key': 'key-{id}',
      'X-Own': 'own',
    };
    const file = write('body.json', '{"team":"red"}');
    const config = configured('exact', { headers });
    const argv = ['translate', '--config', config, '--file', file, '--event', 'issues', '--id', 'msg_1'];
    const { out } = await typed(undefined, argv, { env: ENV });
    const shown = out.split('\n').filter((line) => line.startsWith('X-'));
    expect(shown.sort()).toEqual([
      'X-Both: issues/msg_1',
      'X-Key: [redacted]',
      'X-Own: [redacted]',
      'X-Team: red',
    ]);
  });

  it('says that the event is left out where it is, and ends with 1', async () => {
    const file = write('body.json', '{}');
    const config = configured('exact', {}, { events: ['push'] });
    for (const [event, code] of [
      ['push', 0],
      ['issues', 1],
    ] as const) {
      const argv = ['translate', '--config', config, '--file', file, '--event', event];
      const end = await typed(undefined, argv, { env: ENV });
      expect(end.code).toBe(code);
      if (code === 1) expect(end.err).toMatch(/^filtered: events: /);
    }
  });

  it('ends with 2 for a route, a destination or an event that has no place', async () => {
    for (const more of [
      ['--route', 'b'],
      ['--destination', 'b'],
    ]) {
      expect((await translated('exact', '{}', ...more)).code).toBe(2);
    }
  });
});

describe('check', () => {
  it.each([
    ['{ "a":\n  b c }', 'line 2, column 5: Expected "}", got "c"'],
    ['$eval(a)', 'line 1, column 5: $eval is not available; $parse reads JSON in a text'],
  ])('tells line and column of a fault in %j, and ends with 2', async (jsonata, message) => {
    const { code, err } = await checked({ jsonata });
    expect(withoutWarnings(err)).toBe(`routes[0].destination.payload.jsonata: ${message}\n`);
    expect(code).toBe(2);
  });

  it('names a sample that comes to no body, and ends with 1', async () => {
    write('good.json', '{"a":1}');
    write('bad.json', '{}');
    const payload = { jsonata: 'a', samples: ['good.json', 'bad.json', 'gone.json'] };
    const { code, err } = await checked(payload);
    expect([code, withoutWarnings(err)]).toEqual([
      1,
      `sample failed: routes[0].destination.payload.samples[1]: bad.json: no_result: the expression gives nothing for this body
sample failed: routes[0].destination.payload.samples[2]: gone.json: the file cannot be read (ENOENT)
`,
    ]);
  });

  it('gives a sample its event and its headers', async () => {
    write('body.json', '{}');
    const sample = { file: 'body.json', event: 'push', headers: { 'X-GitHub-Delivery': '7' } };
    const payload = {
      jsonata: '$event = "push" ? $event : $error("no event")',
      samples: [sample],
    };
    expect(await checked(payload)).toMatchObject({ code: 0 });
  });
});
