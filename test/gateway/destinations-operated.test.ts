/** Several destinations as operators see them: commands, series, log and attention name the one that is meant. */
import { expect, test } from 'vitest';
import { cells, typed, type Typed } from '../commands/typed.js';
import { TOKEN } from '../helpers/api.js';
import { until } from '../helpers/servers.js';
import { listed } from './queue.js';
import { asked, destinationOf, heard, routeTo, several, SOON, type Several } from './several.js';
import { deliver, freshBody } from './setup.js';

const MAIL = {
  verdicts: { final: ['422'] },
  delivery: { mode: 'queued', schedule: SOON, keepBodies: '1h' },
};

const told = ({ pair }: Several, ...argv: string[]): Promise<Typed> =>
  typed({ url: pair.gw.adminUrl }, argv, { env: { GATEWAY_ADMIN_TOKEN: TOKEN } });

const columns = ({ out }: Typed, ...places: number[]): (string | undefined)[][] =>
  cells(out).map((row) => places.map((place) => row[place]));

/** One delivery that `crm` accepted and `mail` refused for good. */
async function oneDead(): Promise<{ all: Several; id: string }> {
  const all = await several({ mode: 'spill', mail: MAIL, replies: { mail: 422 } });
  const answer = await deliver(all.pair.gw);
  expect(heard(answer)).toBe('accepted by crm');
  await until('it is dead', async () => (await listed(all.pair, '/dead')).length === 1);
  await until('both are noted', async () => (await listed(all.pair, '/deliveries')).length === 2);
  return { all, id: answer.id ?? '' };
}

test('`routes` and `status` have a row a destination, by its name and mode, and say which needs somebody', async () => {
  const { all } = await oneDead();
  expect(columns(await told(all, 'routes'), 0, 1, 6)).toEqual([
    ['ROUTE', 'MODE', 'DEAD'],
    ['a/crm', 'spill', '0'],
    ['a/mail', 'queued', '1'],
  ]);
  const status = await told(all, 'status');
  const rows = cells(status.out);
  expect(rows.filter(([place]) => place?.startsWith('a/')).map((row) => row.slice(0, 3))).toEqual([
    ['a/crm', 'spill', '1 accepted'],
    ['a/mail', 'queued', '1 queued'],
  ]);
  expect(status.out).toContain('mail: 1 dead letter');
});

test('`deliveries` and `dead` name the destination, and list one alone; a name misspelt is told', async () => {
  const { all, id } = await oneDead();
  const both = columns(await told(all, 'deliveries'), 1, 3, 6).slice(1);
  expect(both).toHaveLength(2);
  expect(both).toEqual(
    expect.arrayContaining([
      ['a/crm', 'accepted', id],
      ['a/mail', 'rejected (dead: final)', id],
    ]),
  );
  expect(columns(await told(all, 'deliveries', '--destination', 'crm'), 1, 6).slice(1)).toEqual([
    ['a/crm', id],
  ]);
  expect((await told(all, 'deliveries', id, '--destination', 'mail')).out).toMatch(/^destination: +mail$/m);
  const either = await told(all, 'deliveries', id);
  const shown = /^destination: +(\w+)$/m.exec(either.out)?.[1];
  const other = shown === 'crm' ? 'mail: rejected (dead: final)' : 'crm: accepted';
  expect(either.out).toContain(`The others:\n  --destination ${other}\n`);
  expect(columns(await told(all, 'dead'), 1, 6).slice(1)).toEqual([['a/mail', id]]);
  expect(columns(await told(all, 'dead', '--destination', 'crm'), 1)).toEqual([['ROUTE']]);
  for (const command of ['deliveries', 'dead']) {
    const misspelt = await told(all, command, '--route', 'a', '--destination', 'mial');
    expect([misspelt.code, misspelt.err]).toEqual([
      1,
      expect.stringContaining('no destination of a has the name mial; there are: crm, mail'),
    ]);
  }
});

test('`dead replay` and `replay` send to the one that is named, and to all where none is', async () => {
  const { all, id } = await oneDead();
  all.mail.reply(200);
  const misspelt = await told(all, 'dead', 'replay', '--route', 'a', '--destination', 'mial', '--yes');
  expect([misspelt.code, misspelt.err]).toEqual([1, expect.stringContaining('no destination of a')]);
  const replayed = await told(all, 'dead', 'replay', '--route', 'a', '--destination', 'mail', '--yes');
  expect([replayed.code, replayed.out]).toEqual([0, expect.stringContaining('1 done')]);
  await until('it arrived', () => asked(all).join() === '1,2');
  const unclear = await told(all, 'replay', id);
  expect([unclear.code, unclear.err]).toEqual([1, expect.stringContaining('--destination mail')]);
  expect((await told(all, 'replay', id, '--destination', 'mail')).code).toBe(0);
  await until('it arrived again', () => asked(all).join() === '1,3');
});

test('`routes pause`, `resume`, `test` and `cancel` are about the one that is named', async () => {
  const { all } = await oneDead();
  all.mail.reply(200);
  const of = (verb: string, ...more: string[]) => told(all, 'routes', verb, 'a', ...more);
  expect((await of('pause', '--destination', 'mail')).out).toBe('a/mail: paused\n');
  expect(columns(await told(all, 'routes'), 0, 2).slice(1)).toEqual([
    ['a/crm', '-'],
    ['a/mail', 'operator'],
  ]);
  expect((await told(all, 'status')).out).toContain('mail: paused by an operator');
  await deliver(all.pair.gw);
  expect((await of('cancel', '--destination', 'mail', '--yes')).out).toContain('1 done');
  await of('pause');
  const still = await of('resume', '--destination', 'mail');
  expect([still.code, still.out]).toEqual([
    1,
    'a/mail: its route is paused, so it is too; routes resume a ends that\n',
  ]);
  expect((await of('resume')).out).toBe('a: goes on\n');
  const before = asked(all);
  const tested = await of('test', '--destination', 'mail');
  expect([tested.code, asked(all)]).toEqual([0, [before[0], before[1] + 1]]);
  const both = await of('test');
  expect(both.out).toMatch(/^crm: msg_test_/m);
  expect(both.out).toMatch(/^mail: msg_test_/m);
  for (const verb of ['pause', 'resume', 'test']) {
    const misspelt = await of(verb, '--destination', 'mial');
    expect([misspelt.code, misspelt.err]).toEqual([
      1,
      expect.stringContaining('no destination of this name'),
    ]);
  }
  expect((await of('cancel', '--destination', 'mial', '--yes')).code).toBe(1);
});

test('series of each destination are there with 0 before the first delivery, and count it alone', async () => {
  const all = await several({ mode: 'spill', mail: MAIL, replies: { mail: 422 } });
  const { gw } = all.pair;
  const scraped = async (): Promise<string> => (await fetch(`${gw.adminUrl}/metrics`)).text();
  const first = await scraped();
  for (const destination of ['crm', 'mail']) {
    for (const series of [
      `webhook_gateway_attempts_total{route="a",destination="${destination}",result="accepted"} 0`,
      `webhook_gateway_dead_letters_total{route="a",destination="${destination}",reason="removed"} 0`,
      `webhook_gateway_breaker_state{route="a",destination="${destination}"} 0`,
      `webhook_gateway_receiver_refusals_in_a_row{route="a",destination="${destination}"} 0`,
    ])
      expect(first).toContain(`${series}\n`);
  }
  await deliver(gw);
  await until('it is dead', async () => (await listed(all.pair, '/dead')).length === 1);
  const of = (destination: string, result: string) =>
    gw.metric('webhook_gateway_attempts_total', { route: 'a', destination, result });
  expect([await of('crm', 'accepted'), await of('crm', 'final')]).toEqual([1, 0]);
  expect([await of('mail', 'accepted'), await of('mail', 'final')]).toEqual([0, 1]);
  const died = { route: 'a', destination: 'mail', reason: 'final' };
  expect(await gw.metric('webhook_gateway_dead_letters_total', died)).toBe(1);
  const dead = { route: 'a', destination: 'mail', state: 'dead' };
  await until(
    'the queue was looked at',
    async () => (await gw.metric('webhook_gateway_queue_messages', dead)) === 1,
  );
  expect(await gw.metric('webhook_gateway_queue_messages', { ...dead, destination: 'crm' })).toBe(0);
  // A destination that is gone takes its series along.
  await all.pair.reload({ routes: () => [routeTo([destinationOf('crm', all.crm.url)], { mode: 'spill' })] });
  expect(await scraped()).not.toContain('destination="mail"');
});

test('a delivery is counted once, however many destinations it has', async () => {
  const { all } = await oneDead();
  const { gw } = all.pair;
  expect(await gw.metric('webhook_gateway_deliveries_total', { route: 'a', outcome: 'accepted' })).toBe(1);
  expect(await gw.metric('webhook_gateway_deliveries_total', { route: 'a', outcome: 'queued' })).toBe(0);
});

test('its log line says what came of each, and the queue’s lines which one they are about', async () => {
  const { all, id } = await oneDead();
  const lines = all.pair.gw.lines().filter((line) => line['messageId'] === id);
  expect(lines.find((line) => 'destinations' in line)).toMatchObject({
    outcome: 'accepted',
    destination: 'crm',
    destinations: 'crm=accepted mail=queued',
  });
  expect(lines.filter((line) => !('destinations' in line)).map((line) => line['destination'])).toEqual(
    expect.arrayContaining(['mail']),
  );
});

test('a delivery is found at each destination by its id, also after its source sent it again', async () => {
  const queued = await several({ mode: 'queued', more: { deliveries: { log: 'store' } } });
  const body = freshBody();
  const first = await deliver(queued.pair.gw, { body });
  await until(
    'both are noted',
    async () => (await listed(queued.pair, '/deliveries?outcome=accepted')).length === 2,
  );
  expect((await deliver(queued.pair.gw, { body })).outcome).toBe('duplicate');
  await until('the repeat is noted', async () => (await listed(queued.pair, '/deliveries')).length === 3);
  for (const destination of ['crm', 'mail']) {
    const { body: told } = await queued.pair.api(`/deliveries/${first.id ?? ''}?destination=${destination}`);
    expect(told).toMatchObject({ destination, outcome: 'accepted' });
  }
});
