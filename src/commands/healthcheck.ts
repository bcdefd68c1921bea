/** `healthcheck`: exit 0 when a running gateway is alive (or, with --ready, ready). Made for containers. */
import { get } from 'node:http';
import { adminUrl } from './admin-url.js';
import type { HEALTHCHECK } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';

const TIMEOUT_MS = 3_000;

export async function healthcheck({ values }: ArgsOf<typeof HEALTHCHECK>, io: Io): Promise<ExitCode> {
  const url = new URL(values.ready ? '/readyz' : '/healthz', adminUrl(values.url, io));
  const status = await statusOf(url);
  if (status === 200) return 0;
  io.err(`${url.href}: ${status ?? 'no answer'}\n`);
  return 1;
}

function statusOf(url: URL): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { timeout: TIMEOUT_MS, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => {
      resolve(undefined);
    });
  });
}
