/**
 * `dev`: the real gateway for the time of a try, without a file: one route on the in-memory store, on this machine
 * alone. It prints each delivery on a line and says why one was refused.
 */
import { loadGatewayConfig } from '../config/load.js';
import { startGateway, type Gateway } from '../gateway/start.js';
import { readVersion } from '../model/version.js';
import { createLog } from '../observe/log.js';
import { createMetrics } from '../observe/metrics.js';
import { adminOrigin, consoleLine, tokenOfRun } from './console-address.js';
import type { DEV } from './declared/running.js';
import { introduction } from './dev-introduction.js';
import { devPlan, type DevPlan } from './dev-plan.js';
import { createDevPrinter, type DevPrinter } from './dev-printer.js';
import type { ArgsOf } from './frame/declaration.js';
import { CommandFailure, type ExitCode, type Io } from './io.js';

const HOST = '127.0.0.1';
const ADMIN_TOKEN = 'DEV_ADMIN_TOKEN';

/** @returns when it is told to stop */
export async function dev({ values }: ArgsOf<typeof DEV>, io: Io): Promise<ExitCode> {
  const plan = devPlan(values, io);
  const token = tokenOfRun();
  const printer = createDevPrinter(io.out, token);
  const stopped = untilStopped(io);
  const gateway = await started(plan, token, printer);
  const adminUrl = adminOrigin({ host: HOST, port: gateway.adminPort, tls: false });
  printer.begin(adminUrl);
  io.out(introduction(plan, gateway.publicPort, consoleLine(adminUrl, token)));
  await stopped;
  await gateway.drain();
  await printer.end();
  return 0;
}

function untilStopped({ interrupted }: Io): Promise<void> {
  const stop = interrupted?.();
  return new Promise((resolve) => {
    if (stop?.aborted) resolve();
    stop?.addEventListener('abort', () => {
      resolve();
    });
  });
}

/** @throws CommandFailure if the options make no configuration, or the port cannot be had (rejects) */
async function started(plan: DevPlan, token: string, printer: DevPrinter): Promise<Gateway> {
  const { source, destination, port, path, url, publicUrl } = plan;
  const data = {
    server: { host: HOST, port, drainDelay: '0ms', drainTimeout: '2s' },
    admin: { host: HOST, port: 0, token: { env: ADMIN_TOKEN } },
    store: { url: 'memory:' },
    routes: [
      {
        name: 'dev',
        path,
        source: { ...source.config, ...(publicUrl !== undefined && { publicUrl }) },
        destination: { ...destination.config, url },
      },
    ],
  };
  const loaded = loadGatewayConfig({
    file: '/dev.yaml',
    env: { ...source.env, ...destination.env, [ADMIN_TOKEN]: token },
    readFile: () => Buffer.from(JSON.stringify(data)),
  });
  if (!loaded.ok) {
    const faults = loaded.faults.map(({ path: where, message }) => `\n  ${where}: ${message}`);
    throw new CommandFailure(`this cannot be run:${faults.join('')}`, 2);
  }
  const version = readVersion();
  const log = createLog({ level: 'info', format: 'json', destination: { write: printer.write } });
  try {
    return await startGateway(loaded.config, { version, log, metrics: createMetrics({ version }) });
  } catch (error) {
    throw new CommandFailure(`cannot start: ${error instanceof Error ? error.message : String(error)}`);
  }
}
