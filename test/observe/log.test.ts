import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FIELDS } from '../../src/observe/log-fields.js';
import { createLog } from '../../src/observe/log.js';
import { LINES_PER_SECOND } from '../../src/observe/sampler.js';
import { Outcome, OUTCOME_CODES } from '../../src/model/outcome.js';
import { observed } from '../helpers/observed.js';
import { trail, refused } from '../helpers/trail.js';

const HOSTILE = [
  'a\nb\r\n{"level":"fatal"}',
  '\u001b[2J\u001b]0;title\u0007',
  'a\u2028b\u2029c\u0085d',
  '\u202egnp.exe\u2066',
  '\u009b31m',
  'half \ud83d a pair',
  '","outcome":"accepted","x":"',
  '\u0000\u007f\ufeff',
  `${'long '.repeat(30)}\u2028\ud83d`,
];

describe('a line', () => {
  it.each(HOSTILE)('is one line of JSON whatever the event holds: %j', (event) => {
    const { reporter, text, lines } = observed();
    reporter.delivery(trail({ event, sourceId: event, client: event, messageId: event }));
    const line = text().join('');
    expect(line.indexOf('\n')).toBe(line.length - 1);

    expect(line.slice(0, -1)).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u,
    );
    expect(lines()[0]).toMatchObject({ event, sourceId: event, client: event, messageId: event });
    expect(lines()[0]?.['outcome']).toBe('accepted');
  });

  it('of a delivery is written as every other one is, though not by the same code', () => {
    const { reporter, text } = observed();
    reporter.delivery(trail({ event: 'a"b\\c\u0001', timestampAge: NaN }));
    reporter.takeover('leads');
    const [ours = '', pinos = ''] = text();
    const shape =
      /^\{"level":"(?:info|warn)","time":"[-\d]{10}T[:\d]{8}\.\d{3}Z",(?:"\w+":.*,)"msg":"[a-z ]+"\}\n$/;
    expect(ours).toMatch(shape);
    expect(pinos).toMatch(shape);
    expect(JSON.parse(ours)).toMatchObject({ event: 'a"b\\c\u0001', timestampAge: null, msg: 'delivery' });
  });

  it('is short whatever comes in', () => {
    const { reporter, text, lines } = observed();
    const long = 'x'.repeat(1_000_000);
    reporter.delivery(trail({ event: long, sourceId: long, messageId: long, client: long, route: long }));
    expect(lines()[0]?.['event']).toBe(`${'x'.repeat(255)}…`);
    expect(text().join('').length).toBeLessThan(3_000);
  });

  it('has the level as a word and the time as ISO', () => {
    const { reporter, lines } = observed();
    reporter.delivery(trail());
    expect(lines()[0]?.['level']).toBe('info');
    expect(lines()[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(lines()[0]).not.toHaveProperty('pid');
  });

  it('has only fields that are documented, and says what the contract promises', () => {
    const { reporter, lines } = observed();
    reporter.delivery(trail({ outcome: new Outcome('failed', { reason: 'status' }), status: 502 }));
    const fields = Object.keys(lines()[0] ?? {});
    expect(fields.filter((field) => !(field in FIELDS))).toEqual([]);
    expect(lines()[0]).toMatchObject({
      route: 'leads',
      outcome: 'failed',
      reason: 'status',
      messageId: 'msg_1',
      sourceId: 'evt_1',
      event: 'lead.created',
      client: '192.0.2.7',
      attempt: 1,
      receiverStatus: 200,
      bytes: 512,
    });
  });

  it('leaves out what does not apply', () => {
    const { reporter, lines } = observed();
    reporter.delivery(refused('missing_signature'));
    expect(Object.keys(lines()[0] ?? {})).not.toEqual(
      expect.arrayContaining(['messageId', 'attempt', 'receiverMs', 'eventMismatch']),
    );
  });

  it('warns of every end that somebody should look at', () => {
    const quiet = ['accepted', 'queued', 'duplicate', 'filtered', 'challenge', 'paused'];
    for (const code of OUTCOME_CODES) {
      const { reporter, lines } = observed();
      reporter.delivery(refused(code));
      expect(lines()[0]?.['level'], code).toBe(quiet.includes(code) ? 'info' : 'warn');
    }
  });

  it('is not written below the level, and the level can change', () => {
    const { reporter, log, lines } = observed({ level: 'warn' });
    reporter.delivery(trail());
    expect(lines()).toEqual([]);
    log.setLevel('info');
    reporter.delivery(trail());
    expect(lines()).toHaveLength(1);
  });
});

describe('secrets', () => {
  const CANARY = 'whsec_Y2FuYXJ5LWNhbmFyeS1jYW5hcnk=';

  it('an error shows its type, code, message, stack and cause, and none of its other members', () => {
    const { log, text, lines } = observed({ level: 'debug' });
    const err = Object.assign(
      new TypeError('Invalid URL', { cause: new Error(`redis://u:${CANARY}@h:6379 is away`) }),
      {
        code: 'ERR_INVALID_URL',
        input: `redis://:${CANARY}@h`,
        command: { name: 'set', args: [CANARY] },
      },
    );
    log.error('store', { err });
    expect(text().join('')).not.toContain(CANARY);
    expect(lines()[0]?.['err']).toMatchObject({
      type: 'TypeError',
      code: 'ERR_INVALID_URL',
      message: 'Invalid URL',
    });
    expect(text().join('')).toContain('log.test.ts');
  });

  it('an error that quotes a body does not show it', () => {
    const { reporter, text } = observed();
    for (const body of [CANARY, `{"a":"${CANARY}",}`]) {
      try {
        JSON.parse(body);
      } catch (error) {
        reporter.fault(error);
      }
    }
    expect(text()).toHaveLength(2);
    expect(text().join('')).not.toContain('whsec');
  });

  it('something thrown that is no error is not printed', () => {
    const { reporter, text } = observed();
    reporter.fault(CANARY);
    reporter.fault({ secret: CANARY, message: CANARY });
    expect(text()).toHaveLength(2);
    expect(text().join('')).not.toContain(CANARY);
  });
});

describe('a flood of refused deliveries', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('writes the first lines of a second and counts the rest', () => {
    const { reporter, lines } = observed();
    for (let i = 0; i < 1_000; i++) reporter.delivery(refused('invalid_signature'));
    expect(lines()).toHaveLength(LINES_PER_SECOND);
    vi.advanceTimersByTime(1_000);
    expect(lines()).toHaveLength(LINES_PER_SECOND + 1);
    expect(lines().at(-1)).toMatchObject({
      msg: 'refused deliveries left out',
      route: 'leads',
      outcome: 'invalid_signature',
      suppressed: 1_000 - LINES_PER_SECOND,
    });
    reporter.delivery(refused('invalid_signature'));
    expect(lines().at(-1)).toMatchObject({ msg: 'delivery' });
  });

  it('hides neither another outcome, nor another route, nor genuine deliveries', () => {
    const { reporter, lines } = observed({ routes: [] });
    for (let i = 0; i < 1_000; i++) reporter.delivery(refused('not_found', { route: '_unmatched' }));
    const before = lines().length;
    reporter.delivery(refused('overloaded', { route: '_unmatched' }));
    for (let i = 0; i < 20; i++) reporter.delivery(trail());
    expect(lines()).toHaveLength(before + 21);
  });

  it('cannot choose a sample of its own by naming routes that do not exist', () => {
    const { reporter, lines } = observed();
    for (let i = 0; i < 1_000; i++) reporter.delivery(refused('not_found', { route: `r${String(i)}` }));
    expect(lines()).toHaveLength(LINES_PER_SECOND);
  });

  it('is reported when the log is flushed, and faults are sampled too', () => {
    const { reporter, log, lines } = observed();
    for (let i = 0; i < 50; i++) reporter.fault(new Error('same'));
    log.flush();
    expect(lines().at(-1)).toMatchObject({ msg: 'faults left out', suppressed: 50 - LINES_PER_SECOND });
    vi.advanceTimersByTime(5_000);
    expect(lines()).toHaveLength(LINES_PER_SECOND + 1);
  });

  it('is still counted in full', async () => {
    const { reporter, series } = observed();
    for (let i = 0; i < 1_000; i++) reporter.delivery(refused('stale'));
    expect((await series()).get('webhook_gateway_deliveries_total{route="leads",outcome="stale"}')).toBe(
      1_000,
    );
  });
});

describe('standard output', () => {
  const script = fileURLToPath(new URL('flood.fixture.ts', import.meta.url));

  it('a reader that stalls does not stop the process', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, '20000'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Nobody reads stdout: the pipe is full after 64 KiB. The process says on stderr when it is through.
    const [said] = (await once(child.stderr, 'data')) as [Buffer];
    expect(said.toString()).toContain('through');
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('what was written is there when the process ends', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, '100'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    await once(child, 'close');
    expect(out.trimEnd().split('\n')).toHaveLength(100);
  });

  it('an unknown level is refused', () => {
    expect(() => createLog({ level: 'loud', destination: { write: () => undefined } })).toThrow();
  });
});
