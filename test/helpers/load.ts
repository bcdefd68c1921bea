/** Sources under load: many requests, over kept or new connections, each with its answer, its error and its time. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lead } from './leads.js';

export interface Sent {
  readonly lead: Lead;
  /** 0 where no answer came. */
  readonly status: number;
  readonly outcome: string | undefined;
  /** The answer's `Connection` header. */
  readonly connection: string | undefined;
  /** The error's code, where no whole answer came. */
  readonly error: string | undefined;
  readonly ms: number;
  /** performance.now() at the answer. */
  readonly at: number;
}

export type Send = (url: string, lead: Lead) => Promise<Sent>;

/** @param keepAlive whether connections are used again */
export function createSender(keepAlive: boolean): Send {
  const agent = new Agent({ keepAlive });
  return (url, lead) =>
    new Promise((resolve) => {
      const started = performance.now();
      const end = (status: number, rest: Partial<Sent>): void => {
        const at = performance.now();
        const nothing = { outcome: undefined, connection: undefined, error: undefined };
        resolve({ ...nothing, ...rest, lead, status, ms: at - started, at });
      };
      const failed = (error: Error & { code?: string }): void => {
        end(0, { error: error.code ?? error.message });
      };
      const headers = { ...lead.headers, 'Content-Length': lead.body.length };
      const sent = request(url, { method: 'POST', headers, agent }, (response) => {
        response.on('error', failed);
        response.on('end', () => {
          const outcome = response.headers['webhook-gateway-outcome'];
          end(response.statusCode ?? 0, {
            outcome: Array.isArray(outcome) ? outcome[0] : outcome,
            connection: response.headers.connection,
          });
        });
        response.resume();
      });
      sent.on('error', failed);
      sent.end(lead.body);
    });
}

export interface Load {
  readonly sent: readonly Sent[];
  /** Lets what was begun come to its end. */
  stop(): Promise<readonly Sent[]>;
}

/** So many clients, each sending the next one when it has its answer. */
export function startLoad(clients: number, send: () => Promise<Sent>, pauseMs = 0): Load {
  const sent: Sent[] = [];
  let running = true;
  async function client(): Promise<void> {
    while (running) {
      sent.push(await send());
      if (pauseMs > 0) await sleep(pauseMs);
    }
  }
  const all = Array.from({ length: clients }, client);
  return {
    sent,
    async stop() {
      running = false;
      await Promise.all(all);
      return sent;
    },
  };
}

/** How often each outcome (or error) came. */
export function tally(sent: readonly Sent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome, error } of sent) {
    const word = error ?? outcome ?? 'no outcome';
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}

export function slowest(sent: readonly Sent[]): number {
  return Math.max(0, ...sent.map(({ ms }) => ms));
}
