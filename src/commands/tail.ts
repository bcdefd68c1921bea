/** `tail`: deliveries as they end, a line each, until Ctrl-C. */
import { setTimeout as sleep } from 'node:timers/promises';
import { plain } from '../observe/safe.js';
import type { DeliveryView } from '../http/api/view.js';
import { ApiClient } from './api-client.js';
import { ApiFailure } from './api-failure.js';
import type { TAIL } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { placesIn } from './place.js';
import { cut, printable } from './print.js';

/** Between two tries of a gateway that is gone. */
const AGAIN_MS = 1_000;

export async function tail({ values }: ArgsOf<typeof TAIL>, io: Io): Promise<ExitCode> {
  const { route, destination, outcome, event, id } = values;
  const client = new ApiClient(values.url, io);
  const signal = io.interrupted?.() ?? new AbortController().signal;
  const print = createPrint(values.output === 'json', io);
  let heardOnce = false;
  const listen = (): Promise<void> =>
    client.events(['tail'], { route, destination, outcome, event, id }, signal, (name, data) => {
      heardOnce = true;
      print(name, data);
    });
  const ended = (): boolean => signal.aborted;
  while (!ended()) {
    await listen().catch((error: unknown) => {
      // What was refused will be refused again; a gateway that was never there may be a wrong address.
      if (!heardOnce || !(error instanceof ApiFailure) || error.code !== undefined) throw error;
    });
    if (ended()) break;
    io.err('the gateway is gone; trying again\n');
    await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
  return 0;
}

function createPrint(asJson: boolean, io: Io): (event: string, data: unknown) => void {
  return (event, data) => {
    if (event === 'start') {
      const { says } = (data as { readonly scope: { readonly says: string } }).scope;
      io.err(`listening: ${printable(says)}. Stop with Ctrl-C.\n`);
    } else if (event === 'gap') {
      io.err(`${(data as { readonly missed: number }).missed} missed: they came faster than they are read\n`);
    } else if (event === 'delivery' || event === 'attempt') {
      const delivery = data as DeliveryView;
      io.out(asJson ? `${plain(JSON.stringify(delivery))}\n` : line(delivery));
    }
  };
}

function line(delivery: DeliveryView): string {
  const { receivedAt, outcome, reason, dead, event, attempts, id } = delivery;
  const last = attempts.at(-1);
  const why = dead === null ? reason : `dead: ${dead}`;
  const words = [
    receivedAt.slice(11, 23),
    placesIn([delivery])(delivery).padEnd(16),
    (why === null ? outcome : `${outcome} (${why})`).padEnd(24),
    cut(event ?? '-').padEnd(20),
    last ? `${last.status ?? last.result} in ${Math.round(last.durationMs)} ms` : '-',
    id ?? '-',
  ];
  return `${printable(words.join('  '))}\n`;
}
