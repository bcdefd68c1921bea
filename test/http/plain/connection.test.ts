/** The way of a connection: what is served on the plain path, what goes to Node's server, and how each ends. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Outcome } from '../../../src/model/outcome.js';
import { createTestPort, settled, TestConnection, type TestPort } from '../../helpers/public-port.js';

let port: TestPort;
let connection: TestConnection;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
  open();
});
afterEach(() => {
  connection.destroy();
  port.server.close();
  vi.useRealTimers();
});

function open(ingest?: () => Promise<Outcome>): void {
  port = createTestPort({ http: 'plain', ...(ingest && { ingest }) });
  connection = new TestConnection().comeTo(port);
}

function post(body: string, { length = body.length, target = '/a', lines = '' } = {}): string {
  return `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n${lines}\r\n${body}`;
}

async function say(...texts: string[]): Promise<void> {
  for (const text of texts) {
    connection.say(text);
    await settled();
  }
}

function statuses(): number[] {
  return [...connection.text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

function bodies(): string[] {
  return port.deliveries.map(({ body }) => body.toString());
}

describe('whose a request is', () => {
  test('plain ones never reach Node’s server, however many come and in whatever pieces of the body', async () => {
    await say(post('one'), post('two', { lines: 'Connection: keep-alive\r\n' }), post(''));
    await say(post('th', { length: 5 }), 're', 'e');
    expect(bodies()).toEqual(['one', 'two', '', 'three']);
    expect(statuses()).toEqual([200, 200, 200, 200]);
    expect(port.byNode()).toBe(0);
    expect(connection.text).toContain('\r\nConnection: keep-alive\r\nKeep-Alive: timeout=65\r\n');
  });

  test('behind another kind of request all are Node’s, for good', async () => {
    await say(post('one'));
    await say('POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n');
    await say(post('three'));
    expect(bodies()).toEqual(['one', 'two', 'three']);
    expect(statuses()).toEqual([200, 200, 200]);
    expect(port.byNode()).toBe(2);
  });

  test('a head in a few pieces is plain; in many it is Node’s, without a byte lost', async () => {
    await say(...(post('one').match(/.{1,20}/gs) ?? []));
    expect([bodies(), port.byNode()]).toEqual([['one'], 0]);
    await say(...post('two').split(/(?:)/));
    expect([bodies(), port.byNode()]).toEqual([['one', 'two'], 1]);
    expect(statuses()).toEqual([200, 200]);
  });

  test('what comes while an answer is owed waits for it, and is Node’s', async () => {
    const owed: ((outcome: Outcome) => void)[] = [];
    open(() => new Promise((resolve) => owed.push(resolve)));
    await say(post('one') + post('two'), post('three'));
    expect(bodies()).toEqual(['one']);
    owed[0]?.(new Outcome('accepted'));
    await settled();
    expect([bodies(), port.byNode()]).toEqual([['one', 'two', 'three'], 2]);
    owed[2]?.(new Outcome('filtered'));
    owed[1]?.(new Outcome('paused'));
    await settled();
    expect(connection.text.match(/(?<=Outcome: )\w+/g)).toEqual(['accepted', 'paused', 'filtered']);
  });
});

describe('whoever does not read their answers', () => {
  test('gets no further one, until they do', async () => {
    connection.stuck = true;
    await say(post('one'), post('two'));
    expect(bodies()).toEqual(['one']);
    connection.readOn();
    await settled();
    expect([bodies(), port.byNode()]).toEqual([['one', 'two'], 0]);
  });

  test('is left after 65 s', async () => {
    connection.stuck = true;
    await say(post('one'));
    vi.advanceTimersByTime(65_000);
    expect(connection.destroyed).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(connection.destroyed).toBe(true);
  });
});

describe('the other side closes', () => {
  test('its own half behind a request: it still has its answer, and the connection ends', async () => {
    let answer: (outcome: Outcome) => void = () => undefined;
    open(() => new Promise((resolve) => (answer = resolve)));
    await say(post('one'));
    connection.push(null);
    await settled();
    answer(new Outcome('accepted'));
    await settled();
    expect(statuses()).toEqual([200]);
    expect(connection.text).toContain('\r\nConnection: close\r\n');
    expect(connection.destroyed).toBe(true);
  });

  test.each([
    // Counted for sockets alone, as Node's parser's refusals are.
    ['in a head', 'POST /a HTTP/1.1\r\nHo', []],
    ['in a body', post('bo', { length: 9 }), ['aborted']],
  ])('%s: 400, and nothing is delivered', async (_, text, reasons) => {
    await say(text);
    connection.push(null);
    await settled();
    vi.advanceTimersByTime(1_000);
    await settled();
    expect(statuses()).toEqual([400]);
    expect(connection.destroyed).toBe(true);
    expect(port.trails.map(({ outcome }) => outcome?.reason)).toEqual(reasons);
    expect([bodies(), port.held()]).toEqual([[], 0]);
  });

  test('between two requests: nothing is said', async () => {
    await say(post('one'));
    const { text } = connection;
    connection.push(null);
    await settled();
    expect([connection.text, connection.writableEnded]).toEqual([text, true]);
  });

  test('a reset in a body gives the room back', async () => {
    await say(post('bo', { length: 9 }));
    expect(port.held()).toBe(2);
    connection.destroy(new Error('reset'));
    await settled();
    expect(port.trails.map(({ outcome }) => outcome?.reason)).toEqual(['aborted']);
    expect([port.held(), port.faults]).toEqual([0, []]);
  });
});

describe('time', () => {
  test.each([
    ['nothing comes', '', 10_000, 408],
    ['a head does not end', 'POST /a HTTP/1.1\r\n', 10_000, 408],
    ['a body does not end', post('bo', { length: 9 }), 15_000, 408],
  ])('%s', async (_, text, ms, status) => {
    await say(text);
    vi.advanceTimersByTime(ms);
    expect(statuses()).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(statuses()).toEqual([status]);
    vi.advanceTimersByTime(1_000);
    expect(connection.destroyed).toBe(true);
  });

  test('between two requests: 65 s, and no word', async () => {
    await say(post('one'));
    vi.advanceTimersByTime(65_000);
    expect(connection.destroyed).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect([connection.destroyed, statuses()]).toEqual([true, [200]]);
  });

  test('an answer may take as long as it takes', async () => {
    open(() => new Promise(() => undefined));
    await say(post('one'));
    vi.advanceTimersByTime(600_000);
    expect([connection.destroyed, statuses()]).toEqual([false, []]);
  });
});

describe('the end of a gateway', () => {
  test('closes what waits for a request, and nothing else', async () => {
    const fresh = new TestConnection().comeTo(port);
    const begun = new TestConnection().comeTo(port);
    begun.say('POST /a HT');
    await say(post('one'));
    port.server.closeIdleConnections();
    expect([connection, fresh, begun].map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
    port.server.closeAllConnections();
    expect([fresh, begun].map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });

  test('each answer closes its connection', async () => {
    port.live.draining = true;
    await say(post('one'));
    expect(connection.text).toContain('\r\nConnection: close\r\n');
    expect(connection.destroyed).toBe(true);
  });

  test('and so it does where the source asks for it', async () => {
    await say(post('one', { lines: 'Connection: Close\r\n' }));
    expect(connection.text).toContain('\r\nConnection: close\r\n');
    expect(connection.destroyed).toBe(true);
  });
});

describe('a refusal before the end of the body', () => {
  test('is told at once, lets a little pass by and closes', async () => {
    await say(post('x', { length: 5_000 }));
    expect(statuses()).toEqual([413]);
    await say('x'.repeat(4_000));
    expect(connection.destroyed).toBe(false);
    vi.advanceTimersByTime(1_000);
    await settled();
    expect([connection.destroyed, port.held()]).toEqual([true, 0]);
  });

  test('of a body that is here already closes too, as Node’s does', async () => {
    await say(post('one', { target: '/none' }) + post('two'));
    expect(statuses()).toEqual([404]);
    expect(connection.text).toContain('\r\nConnection: close\r\n');
    expect([connection.destroyed, bodies()]).toEqual([true, []]);
  });
});

test('an answer that cannot be written costs its connection only', async () => {
  port.server.close();
  port = createTestPort({
    http: 'plain',
    onDelivery: () => {
      throw new Error('no report');
    },
  });
  connection = new TestConnection().comeTo(port);
  await say(post('one'));
  expect([connection.destroyed, port.faults.length]).toEqual([true, 1]);
});
