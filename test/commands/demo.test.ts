/** The scene of `demo --keep`, at a quick pace: a secret that changes, mended with what the scene itself prints. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playScene, type Chapter } from '../../src/commands/demo/scene.js';
import { openStage, type Stage } from '../../src/commands/demo/stage.js';
import { MAIN } from '../helpers/program.js';
import { until } from '../helpers/servers.js';

interface Playing {
  readonly stage: Stage;
  readonly out: () => string;
  readonly reached: (chapter: Chapter) => Promise<void>;
  /** @returns whether all went as promised */
  readonly end: () => Promise<boolean>;
}

async function play(every: number, newSecret?: string): Promise<Playing> {
  const stage = await openStage();
  const stop = new AbortController();
  const chapters: Chapter[] = [];
  let out = '';
  const ended = playScene(stage, {
    ...{ every, stop: stop.signal, program: `'${process.execPath}' '${MAIN}'` },
    say: (said) => (out += said),
    entered: (chapter) => chapters.push(chapter),
    ...(newSecret !== undefined && { newSecret }),
  });
  return {
    stage,
    out: () => out,
    reached: (chapter) => until(`it comes to: ${chapter}`, () => chapters.includes(chapter)),
    async end() {
      stop.abort();
      const asPromised = await ended;
      await stage.close();
      return asPromised;
    },
  };
}

interface Refused {
  readonly data: readonly { readonly id: string; readonly outcome: string; readonly client: string }[];
}

function asked({ adminUrl, secrets }: Stage, method: string, path: string): Promise<Response> {
  const headers = { Authorization: `Bearer ${secrets.adminToken}`, 'Content-Type': 'application/json' };
  return fetch(adminUrl + path, { method, headers });
}

async function refusedIn(stage: Stage): Promise<Refused['data']> {
  const response = await asked(stage, 'GET', '/api/refused?route=orders&limit=500');
  return ((await response.json()) as Refused).data;
}

/** A line as a shell runs it that knows nothing of the demo. */
async function shell(line: string): Promise<{ readonly code: number; readonly out: string }> {
  const child = spawn('bash', ['-c', line], { env: { PATH: process.env['PATH'] } });
  const [out, [code]] = await Promise.all([
    text(child.stdout),
    once(child, 'close') as Promise<[number]>,
    text(child.stderr),
  ]);
  return { code, out };
}

describe('the scene', () => {
  let scene: Playing;
  beforeAll(async () => {
    scene = await play(300);
  });
  afterAll(() => scene.end());

  /** Lines of deliveries: outcome, route, event, what it is about, what was heard of it. */
  function lines(): readonly (readonly string[])[] {
    return scene
      .out()
      .split('\n')
      .filter((line) => /^\d\d:\d\d:\d\d /.test(line))
      .map((line) => line.split(/ {2,}/).slice(1));
  }

  const outcomes = (): readonly string[] => lines().map(([outcome = '']) => outcome);
  const printed = (pattern: RegExp): string => pattern.exec(scene.out())?.[1] ?? 'false';

  test('goes well for five deliveries, with a receiver that fails once and a delivery that comes twice', async () => {
    await scene.reached('refused');
    expect(outcomes()).toEqual(['accepted', 'failed', 'accepted', 'duplicate', 'accepted']);
    const heard = lines().map((words) => words.at(-1));
    expect(heard).toEqual([
      'taken by crm, accounting',
      'taken by crm; accounting answered 503',
      'its retry; taken by accounting',
      'sent once more; no receiver saw it',
      'taken by crm',
    ]);
  });

  test('has what is sent under the new secret refused, and listed with the address of its provider', async () => {
    await until('two are listed', async () => (await refusedIn(scene.stage)).length > 1);
    for (const one of await refusedIn(scene.stage))
      expect(one).toMatchObject({ outcome: 'invalid_signature', client: '203.0.113.20' });
  });

  test('keeps its secrets from others of this machine', () => {
    const { shopifyFile } = scene.stage;
    expect([shopifyFile, dirname(shopifyFile)].map((path) => statSync(path).mode & 0o777)).toEqual([
      0o600, 0o700,
    ]);
  });

  test('is mended by the two commands it prints, copied: all are taken, one each, and retries are duplicates', async () => {
    expect(await shell(printed(/^ {5}(printf .*)$/m))).toEqual({ code: 0, out: '' });
    await scene.reached('known');
    const { code, out } = await shell(printed(/^ {5}(GATEWAY_ADMIN_TOKEN=.*)$/m));
    const [, genuine, all] = /^(\d+) of (\d+) are genuine/.exec(out) ?? [];
    expect([code, genuine]).toEqual([0, all]);
    await scene.reached('done');
    const count = Number(all);
    expect(outcomes().filter((one) => one === 'invalid_signature')).toHaveLength(count);
    expect(outcomes().filter((one) => one === 'verified again')).toHaveLength(count);
    const late = lines().filter((words) => words.at(-1) === 'its late retry; no receiver saw it');
    expect(late.map(([outcome]) => outcome)).toEqual(Array<string>(count).fill('duplicate'));
    expect(scene.out()).toContain(`The story is done: ${count} refused, ${count} taken afterwards`);
    expect(await refusedIn(scene.stage)).toEqual([]);
  });

  test('goes on sending, and ends with everything as promised and no file left', async () => {
    const { length } = lines();
    await until('more is sent', () => lines().length > length);
    expect(await scene.end()).toBe(true);
    expect(existsSync(dirname(scene.stage.shopifyFile))).toBe(false);
  });
});

test('a scene that nobody mends holds back, and goes on once the gateway has the secret', async () => {
  const newSecret = 'the-new-secret-of-the-shop-0123456789';
  const scene = await play(0, newSecret);
  try {
    await until('it holds back', () => scene.out().includes('100 are refused. Shopify sends nothing new'));
    // The list is written behind the deliveries' back.
    await until('they are listed', async () => (await refusedIn(scene.stage)).length === 100);
    writeFileSync(scene.stage.shopifyFile, newSecret);
    await asked(scene.stage, 'POST', '/api/reload');
    await scene.reached('known');
    expect(scene.out().match(/ {2}invalid_signature {2}/g)).toHaveLength(100);
  } finally {
    await scene.end();
  }
});
