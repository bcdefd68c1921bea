/** `probe`: fires the conformance set at a receiver and says which rules the receiver keeps. */
import { isIP } from 'node:net';
import { randomHex } from '../gateway/random-hex.js';
import { conformanceRules } from '../probe/rules.js';
import { NobodyThere, runRules, type Finding } from '../probe/run.js';
import { whyUnsignable } from '../schemes/engine/sign.js';
import { duration } from '../model/units.js';
import { readerOf } from '../policy/verdict.js';
import type { PROBE } from './declared/signing-commands.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { UsageError } from './io.js';
import { receiverAt } from './receiver-url.js';
import { keysOf, signerOf, signingContext } from './signing.js';

export async function probe({ values, positionals }: ArgsOf<typeof PROBE>, io: Io): Promise<ExitCode> {
  const named = positionals[0] ?? values.url;
  const place = receiverAt(named, 'name the receiver: probe … http://127.0.0.1:3000/webhooks');
  const { url } = place;
  const context = await signingContext(values, io);
  const { scheme } = context;
  const reason = whyUnsignable(scheme);
  if (reason !== undefined) throw new UsageError(`scheme ${context.schemeName} cannot be probed: ${reason}`);
  signerOf(context, url);

  const rules = conformanceRules({ scheme, keys: keysOf(context), url, now: Date.now(), randomHex });
  const shots = rules.reduce((sum, rule) => sum + rule.shots.length, 0);
  if (!isLoopback(url) && !values.yes) {
    throw new UsageError(
      `${new URL(url).host} is not this machine: ${shots} deliveries would be sent there; say --yes if it is yours`,
    );
  }

  const asJson = values.output === 'json';
  if (!asJson) io.out(`${shots} test deliveries (event webhook.test) to ${named}\n\n`);
  const findings = await runRules(rules, {
    ...place,
    now: () => performance.now(),
    timeoutMs: Math.max(5_000, duration(scheme.deadline)),
    readStatus: readerOf(scheme.statuses),
    onFinding: (finding) => {
      if (!asJson) io.out(line(finding));
    },
  }).catch((error: unknown) => {
    if (!(error instanceof NobodyThere)) throw error;
    io.err(`${named}: ${error.message}\n`);
    return undefined;
  });
  if (!findings) return 1;
  const broken = findings.filter(({ kept }) => !kept);
  if (asJson) io.out(`${JSON.stringify({ url: named, sent: shots, findings }, undefined, 2)}\n`);
  else
    io.out(
      `\n${findings.length - broken.length} rules kept, ${broken.length} broken; ${shots} deliveries sent.\n`,
    );
  return broken.length === 0 ? 0 : 1;
}

function line({ rule, kept, got, advice }: Finding): string {
  const first = `${kept ? 'kept  ' : 'BROKEN'}  ${rule.padEnd(48)}  ${got}\n`;
  return advice === undefined ? first : `${first}        ${advice}\n`;
}

function isLoopback(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
