/** What an expression may cost, and whom: limits hold against any expression, while others are served. */
import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExpressionPool } from '../../../src/expressions/pool.js';
import type { ExpressionInput, NoResult } from '../../../src/line/expressions.js';

let pool: ExpressionPool;
beforeAll(async () => {
  pool = new ExpressionPool(() => performance.now());
  await evaluate('1');
});
afterAll(() => {
  pool.close();
});

const INPUT: ExpressionInput = {
  body: Buffer.from('{}'),
  contentType: undefined,
  event: 'order.created',
  id: 'msg_1',
  time: Date.UTC(2026, 0, 2),
  receivedAt: Date.UTC(2026, 0, 3),
  headers: { 'x-team': 'red' },
};

interface Asked extends Partial<ExpressionInput> {
  readonly owner?: string;
  readonly lossy?: boolean;
  readonly maxResult?: number;
}

/** @returns the body's text, or why there is none */
async function evaluate(text: string, { owner = 'a', lossy = false, maxResult = 1e6, ...input }: Asked = {}) {
  const made = await pool.evaluate(owner, { text, lossy, maxResult }, { ...INPUT, ...input });
  return Buffer.isBuffer(made) ? made.toString() : made.reason;
}

const body = (text: string): { body: Buffer } => ({ body: Buffer.from(text) });

describe('an expression', () => {
  it.each([
    ['$', '{"a":[1,"ü"]}', '{"a":[1,"ü"]}'],
    ['a.b', '{"a":{"b":[]}}', '[]'],
    ['$event & " " & $id & " " & $time', '{}', '"order.created msg_1 2026-01-02T00:00:00.000Z"'],
    ['$now() & " " & $millis()', '{}', '"2026-01-03T00:00:00.000Z 1767398400000"'],
    ['$toMillis("12:00", "[H]:[m]")', '{}', String(Date.UTC(2026, 0, 3, 12))],
    ['$headers."x-team"', '{}', '"red"'],
    ['$parse(Message).n', '{"Message":"{\\"n\\":1}"}', '1'],
    ['{ "f": $sum, "n": 1 }', '{}', '{"n":1}'],
    ['$', '{"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
  ])('%s of %s is %s', async (text, given, result) => {
    expect(await evaluate(text, body(given))).toBe(result);
  });

  it('sees a form as an object of its fields, repeated ones as lists', async () => {
    const form = { ...body('a=1&b=x+y&a=2&__proto__=z'), contentType: 'application/x-www-form-urlencoded' };
    expect(await evaluate('$', form)).toBe('{"a":["1","2"],"b":"x y","__proto__":"z"}');
  });

  it.each([
    ['x', 'nothing'],
    ['{}', '$nothing'],
  ])('that gives nothing is no body: %s', async (given, text) => {
    const reason = given === 'x' ? 'not_json' : 'no_result';
    expect(await evaluate(text, body(given))).toBe(reason);
  });

  it.each([
    ['$error("no")', '{}', 'expression_error'],
    ['a + 1', '{"a":"x"}', 'expression_error'],
    ['1 / 0', '{}', 'expression_error'],
    ['$eval("1")', '{}', 'expression_error'],
    ['$random()', '{}', 'expression_error'],
    ['$shuffle([1])', '{}', 'expression_error'],
    ['$sum', '{}', 'no_result'],
    ['function($x) { $x }', '{}', 'no_result'],
    ['a', '{"a":12345678901234567890}', 'digits'],
    ['b', '{"a":1,"a":2,"b":3}', 'doubled_key'],
    ['$parse("{\\"n\\":12345678901234567890}")', '{}', 'digits'],
    ['a', '\ufeff{}', 'bom'],
    ['[1..1000]', '{}', 'result_too_large'],
  ])('%s of %s is none, with the reason %s %s', async (text, given, reason) => {
    expect(await evaluate(text, { ...body(given), maxResult: 1000 })).toBe(reason);
  });

  it.each([
    ['a', '{"a":12345678901234567890}', '12345678901234567000'],
    ['a', '{"a":1,"a":2}', '2'],
  ])('%s of %s is %s where losses are allowed', async (text, given, result) => {
    expect(await evaluate(text, { ...body(given), lossy: true })).toBe(result);
  });
});

describe('a text that is no expression', () => {
  it.each([
    ['{ "a": ', 'Expected "}" before end of expression', 7],
    ['a b', 'Syntax error: "b"', 3],
    ['a.$eval(b)', '$eval is not available; $parse reads JSON in a text', 7],
    ['[$random()]', '$random is not available: a result must be the same each time', 8],
  ])('%s is told with its place', async (text, message, position) => {
    expect(await pool.parse(text)).toEqual({ message, position });
  });
});

/** Each of them would run for ever, or take all the memory there is. */
const HOSTILE = [
  '( $f := function($x) { $f($x + 1) }; $f(0) )',
  '( $f := function($x) { 1 + $f($x + 1) }; $f(0) )',
  '[1..9999999]',
  '[1..9999999].{ "a": $ }',
  '$pad("x", 400000000)',
  '$length($pad("x", 400000000))',
  '( $f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $uppercase($f("ab", 27)) )',
  '( $f := function($s, $n) { $n = 0 ? $s : $f($append($s, $s), $n - 1) }; $count($f([1, 2], 30)) )',
  '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", /^(a+)+$/)',
  '$toMillis($pad("1", 60, "1") & "x", "[f1][f1][f1][f1][f1][f1][f1][f1]")',
  '$base64encode($pad("x", 200000000))',
  '$join($split($pad("x", 3000000), ""), "yyyyyyyyyyyyyyyyyyyyyyyyyy")',
  '$map([1..3000], function($x) { $map([1..3000], function($y) { $x * $y }) })',
];

describe('a hostile expression', () => {
  it.each(HOSTILE)('%s ends in time, and this process lives', async (text) => {
    await evaluate('1');
    const startedAt = performance.now();
    const reason = await evaluate(text);
    expect(['expression_time', 'expression_memory', 'expression_error', 'result_too_large']).toContain(
      reason,
    );
    // The limit, and what a machine that is busy may add to it.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('takes nobody along: others who wait, and come meanwhile, get theirs', async () => {
    const hostile = HOSTILE.slice(0, 6).map((text) => evaluate(text, { owner: 'hostile' }));
    const others = Array.from({ length: 50 }, (_, i) => evaluate(`${i}`, { owner: `good ${i % 5}` }));
    expect(await Promise.all(others)).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
    for (const reason of await Promise.all(hostile)) expect(reason).toMatch(/^expression/);
  });

  it('never takes the last idle worker once it ran to a limit: others do not wait for it', async () => {
    const [slow = ''] = HOSTILE.slice(1);
    await evaluate(slow, { owner: 'hostile' });
    await evaluate('1', { owner: 'good' });
    const running = Array.from({ length: 8 }, () => evaluate(slow, { owner: 'hostile' }));
    const waits: number[] = [];
    const all = Promise.all(running).then(() => 'ended');
    const soon = (): Promise<string> =>
      new Promise((resolve) => setTimeout(resolve, 10)).then(() => 'not yet');
    while ((await Promise.race([all, soon()])) === 'not yet') {
      const startedAt = performance.now();
      expect(await evaluate('1', { owner: 'good' })).toBe('1');
      waits.push(performance.now() - startedAt);
    }
    expect(waits.length).toBeGreaterThan(10);
    expect(waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.9)]).toBeLessThan(100);
  });

  it('of one owner may wait in so large a number, and no longer than two seconds; then they are sent away', async () => {
    const [slow = ''] = HOSTILE.slice(1);
    const reasons = await Promise.all(Array.from({ length: 300 }, () => evaluate(slow, { owner: 'crowd' })));
    expect(new Set(reasons)).toEqual(new Set(['expression_time', 'expressions_busy']));
    expect(reasons.slice(257).every((reason) => reason === 'expressions_busy')).toBe(true);
    expect(await evaluate('1')).toBe('1');
  });
});

describe('any expression and any body', () => {
  const names = fc.constantFrom('a', 'b', '`__proto__`', 'constructor', '*', '**', '%', '$', '$$', '$event');
  const calls = fc.constantFrom(
    '$sum',
    '$string',
    '$keys',
    '$merge',
    '$spread',
    '$reverse',
    '$sort',
    '$type',
  );
  const { text } = fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      names,
      fc.integer().map(String),
      fc.string({ maxLength: 8 }),
      fc.tuple(tie('text'), tie('text')).map(([one, other]) => `${one}.${other}`),
      fc.tuple(tie('text'), tie('text')).map(([one, other]) => `${one}[${other}]`),
      fc.tuple(calls, tie('text')).map(([call, inner]) => `${call}(${inner})`),
      fc.tuple(tie('text'), tie('text')).map(([one, other]) => `{ "x": ${one}, "constructor": ${other} }`),
      tie('text').map((inner) => `($f := function($x) { ${inner} }; $f(1) & $f($))`),
    ),
  }));

  it('come to JSON or to a reason, and change nothing for the next', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.json(), async (one, given) => {
        const made = await pool.evaluate(
          'fuzz',
          { text: one, lossy: false, maxResult: 1e6 },
          { ...INPUT, ...body(given) },
        );
        if (Buffer.isBuffer(made)) JSON.parse(made.toString());
        else expect((made satisfies NoResult).reason).toMatch(/^[a-z_]+$/);
        expect(await evaluate('{ "a": a.toString, "p": $string({}) }', body('{"a":{}}'))).toBe('{"p":"{}"}');
      }),
      { numRuns: 150 },
    );
  });
});

describe('a pool', () => {
  it('that is closed evaluates nothing, and says so', async () => {
    const closed = new ExpressionPool(() => performance.now());
    closed.close();
    expect(await closed.evaluate('a', { text: '1', lossy: false, maxResult: 9 }, INPUT)).toMatchObject({
      reason: 'expressions_unavailable',
    });
  });

  it('gives each worker a limit of the system, so that a stuck one ends although its gateway was killed', async () => {
    await evaluate('1');
    const workers = workersHere();
    expect(workers).not.toEqual([]);
    for (const pid of workers) {
      const limits = readFileSync(`/proc/${pid}/limits`, 'latin1');
      expect(limits).toMatch(/^Max cpu time +300 +300 /m);
      expect(limits).toMatch(/^Max core file size +0 /m);
    }
  });

  it('replaces a worker long before it comes to that limit', async () => {
    const before = new Set(workersHere());
    const own = () => workersHere().filter((pid) => !before.has(pid));
    const worn = new ExpressionPool(() => performance.now(), 10_000, 1);
    const ask = () => worn.evaluate('a', { text: '1', lossy: false, maxResult: 9 }, INPUT);
    try {
      const first = ask();
      const second = ask();
      expect(await first).toEqual(Buffer.from('1'));
      const [one] = own();
      expect(await second).toEqual(Buffer.from('1'));
      expect(own()).not.toContain(one);
    } finally {
      worn.close();
    }
  });
});

/** Process ids of all workers that this process has. */
function workersHere(): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return /^\d+$/.test(name) && state !== 'Z' && Number(parent) === process.pid && isWorker(name);
    } catch {
      return false;
    }
  });
}

function isWorker(pid: string): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('max-old-space-size=64');
}
