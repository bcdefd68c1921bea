/** `healthcheck`: exit 0 when a running gateway is alive (or, with --ready, ready). Made for containers. */
import { adminTls } from './admin-tls.js';
import { adminUrl, isAddressed } from './admin-url.js';
import { reasonOf } from './api-failure.js';
import { askOnce, type Asked } from './ask-once.js';
import type { HEALTHCHECK } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';

const TIMEOUT_MS = 3_000;

export async function healthcheck({ values }: ArgsOf<typeof HEALTHCHECK>, io: Io): Promise<ExitCode> {
  const url = new URL(values.ready ? '/readyz' : '/healthz', adminUrl(values.url, io));
  const tls = adminTls(io);
  const asked = await askOnce(url, tls, TIMEOUT_MS);
  if (asked.status === 200) return 0;
  // In a container nobody says whether the port speaks TLS, or under which name. Whoever answers here is this machine,
  // and hears no secret.
  const own = !isAddressed(values.url, io) && url.protocol === 'http:' && asked.status === undefined;
  const again = own ? await askOnce(secured(url), { ...tls, rejectUnauthorized: false }, TIMEOUT_MS) : asked;
  if (again.status === 200) return 0;
  io.err(`${url.href}: ${told(again.status === undefined ? asked : again)}\n`);
  return 1;
}

function secured(url: URL): URL {
  const secure = new URL(url);
  secure.protocol = 'https:';
  return secure;
}

function told({ status, code }: Asked): string {
  return status === undefined ? `no answer: ${reasonOf(code)}` : String(status);
}
