/**
 * Prints what the gateway's log says of each delivery, on a line for a person. For what was refused it asks the
 * gateway's own API why, as `refused show` does.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ListView } from '../http/api/view.js';
import { ApiClient } from './api-client.js';
import { CommandFailure } from './io.js';
import { printable } from './print.js';

export interface DevPrinter {
  /** One line of the log, JSON. */
  readonly write: (line: string) => void;
  /** The admin port is open. */
  begin(adminUrl: string): void;
  /** Resolves when everything is printed. */
  end(): Promise<void>;
}

interface Line {
  readonly time: string;
  readonly level: string;
  readonly msg: string;
  readonly outcome?: string;
  readonly reason?: string;
  readonly event?: string;
  readonly status?: number;
  readonly receiverStatus?: number;
  readonly durationMs?: number;
}

interface Explained {
  readonly explanations: readonly Cause[];
}

interface Cause {
  readonly text: string;
  readonly evidence: string;
}

/** Outcomes that have causes. */
const REFUSALS = ['invalid_signature', 'missing_signature', 'stale', 'malformed'];

export function createDevPrinter(out: (text: string) => void, token: string): DevPrinter {
  let client: ApiClient | undefined;
  // One after the other: the causes of a refusal stand below it.
  let printed: Promise<void> = Promise.resolve();
  return {
    write(text) {
      const line = JSON.parse(text) as Line;
      printed = printed.then(async () => {
        out(inWords(line));
        if (client && REFUSALS.includes(line.outcome ?? '')) out(causesText(await causesOf(client, line)));
      });
    },
    begin(adminUrl) {
      client = new ApiClient(adminUrl, { env: { GATEWAY_ADMIN_TOKEN: token } });
    },
    end: () => printed,
  };
}

function inWords(line: Line): string {
  const { time, level, msg, outcome, reason, event = '-', status, receiverStatus, durationMs } = line;
  const at = new Date(time).toTimeString().slice(0, 8);
  if (outcome === undefined) return level === 'info' ? '' : `${at}  ${level}: ${printable(msg)}\n`;
  const why = reason === undefined || reason === outcome ? '' : ` (${reason})`;
  const told =
    receiverStatus === undefined || receiverStatus === status ? '' : ` (receiver: ${receiverStatus})`;
  const words = [
    `${outcome}${why}`.padEnd(20),
    printable(event).padEnd(16),
    `${String(status ?? '-')}${told}`,
  ];
  return `${at}  ${words.join('  ')}  ${durationMs === undefined ? '-' : Math.round(durationMs)} ms\n`;
}

/** Why is an extra: without an answer there is none. */
async function causesOf(client: ApiClient, line: Line): Promise<readonly Cause[]> {
  try {
    const found = await entryOf(client, line);
    if (found === undefined) return [];
    return (await client.get<Explained>(['refused', found])).explanations;
  } catch (error) {
    if (error instanceof CommandFailure) return [];
    throw error;
  }
}

interface Listed {
  readonly id: string;
  readonly receivedAt: string;
}

/** The list is written behind the deliveries' back. */
const LOOKS = 20;
const LOOK_EVERY_MS = 100;
/** An entry is of this delivery if they came this close to each other. */
const SAME_MS = 500;

/** Equal requests have one entry, whose time is the first one's: after a while the latest of the kind is taken for it. */
async function entryOf(
  client: ApiClient,
  { time, durationMs = 0, outcome, reason }: Line,
): Promise<string | undefined> {
  const at = Date.parse(time) - durationMs;
  const filter = { outcome, reason: reason ?? outcome, limit: '1' };
  for (let look = 1; ; look++) {
    const { data } = await client.get<ListView<Listed>>(['refused'], filter);
    const [latest] = data;
    const isIt = latest !== undefined && Math.abs(Date.parse(latest.receivedAt) - at) < SAME_MS;
    if (isIt || look === LOOKS) return latest?.id;
    await sleep(LOOK_EVERY_MS);
  }
}

function causesText(causes: readonly Cause[]): string {
  return causes
    .map(
      ({ text, evidence }, index) =>
        `          ${index + 1}. ${printable(text)}\n             evidence: ${printable(evidence)}\n`,
    )
    .join('');
}
