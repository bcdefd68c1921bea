/** `serve`: runs the gateway until it is told to stop. */
import type { Fault } from '../checks/fault.js';
import type { GatewayConfig } from '../config/config.js';
import { loadGatewayConfig } from '../config/load.js';
import type { WhatWasRead } from '../config/read/reader.js';
import { Configuration } from '../gateway/configuration/in-force.js';
import type { Load } from '../gateway/configuration/exchange-secrets.js';
import { Expressions } from '../gateway/open-expressions.js';
import { startGateway, type Gateway } from '../gateway/start.js';
import { createLog, type Log } from '../observe/log.js';
import { createMetrics } from '../observe/metrics.js';
import { readVersion } from '../model/version.js';
import { adminOrigin, consoleLine, tokenOfRun } from './console-address.js';
import type { SERVE } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';

export async function serve({ values }: ArgsOf<typeof SERVE>, io: Io): Promise<ExitCode> {
  const load: Load = (more = {}) =>
    loadGatewayConfig({ file: values.config, env: io.env, now: Date.now(), ...more });
  const loaded = load();
  const expressions = new Expressions(() => performance.now());
  const faults = [...(loaded.ok ? [] : loaded.faults), ...(await expressions.faults(loaded.read))];
  if (!loaded.ok || faults.length > 0) {
    for (const fault of faults) io.err(`${fault.path}: ${fault.message}\n`);
    return 2;
  }

  const version = readVersion();
  const log = createLog({ ...loaded.config.log, ...terminalOf(io) });
  const metrics = createMetrics({ version });
  const laterFaults = (read: WhatWasRead): Promise<readonly Fault[]> => expressions.faults(read);
  const configuration = new Configuration(loaded, { load, log, metrics, laterFaults });
  const running: Running = { gateway: undefined, log };
  // From here on signals are heard: a start may wait for the store for a while.
  const stopped = untilStopped(running, configuration);
  const token = tokenFor(loaded.config, io);
  const parts = { version, log, metrics, configuration, expressions, tokenOfRun: token };
  const failed = startGateway(loaded.config, parts).then(
    (gateway) => {
      log.info(`listening on port ${gateway.publicPort}, admin on port ${gateway.adminPort}`);
      if (token !== undefined) io.out(consoleLine(originOf(loaded.config, gateway), token));
      running.gateway = gateway;
      configuration.started((config) => gateway.reload(config));
      return stopped;
    },
    (error: unknown): ExitCode => {
      log.flush();
      io.err(`cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
      return 1;
    },
  );
  return Promise.race([stopped, failed]);
}

/** Colours only where somebody sees them and did not ask for none (no-color.org). */
function terminalOf({ outIsTerminal: terminal = false, env }: Io): { terminal: boolean; colour: boolean } {
  return { terminal, colour: terminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb' };
}

/** Only who sits at a terminal reads what is printed there, and nothing keeps it. @returns undefined: none is made */
function tokenFor({ admin }: GatewayConfig, { outIsTerminal = false }: Io): string | undefined {
  return outIsTerminal && admin.console ? tokenOfRun() : undefined;
}

function originOf({ admin }: GatewayConfig, { adminPort }: Gateway): string {
  return adminOrigin({ host: admin.host, port: adminPort, tls: admin.tls !== undefined });
}

interface Running {
  /** Undefined while it starts. */
  gateway: Gateway | undefined;
  readonly log: Log;
}

function untilStopped(running: Running, configuration: Configuration): Promise<ExitCode> {
  const { log } = running;
  return new Promise((resolve) => {
    let stopping = false;
    function stop(signal: string): void {
      if (stopping) {
        log.warn(`${signal} again: ending at once`);
        log.flush();
        resolve(1);
        return;
      }
      stopping = true;
      log.info(`${signal}: draining`);
      configuration.stop();
      void Promise.resolve(running.gateway?.drain()).then(() => {
        log.info('drained');
        log.flush();
        resolve(0);
      });
    }
    // Unknown state is not served on: what runs may end, then the process does.
    function fault(error: unknown): void {
      log.error('a fault nobody caught; draining', { err: error });
      process.once('exit', () => {
        process.exitCode = 1;
      });
      stop('fault');
    }
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    process.on('SIGHUP', () => {
      configuration.reload().catch((error: unknown) => {
        log.error('reload refused', { err: error });
      });
    });
    process.on('uncaughtException', fault);
    process.on('unhandledRejection', fault);
  });
}
