/** `serve`: runs the gateway until it is told to stop. */
import { loadGatewayConfig } from '../config/load.js';
import { reloadFaults } from '../config/reload.js';
import type { GatewayConfig } from '../config/config.js';
import type { Fault } from '../checks/fault.js';
import { startGateway, type Gateway } from '../gateway/start.js';
import { createLog, type Log } from '../observe/log.js';
import { createMetrics, type Metrics } from '../observe/metrics.js';
import { readVersion } from '../model/version.js';
import type { SERVE } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';

export async function serve({ values }: ArgsOf<typeof SERVE>, io: Io): Promise<ExitCode> {
  const load = () => loadGatewayConfig({ file: values.config, env: io.env });
  const loaded = load();
  if (!loaded.ok) {
    for (const fault of loaded.faults) io.err(`${fault.path}: ${fault.message}\n`);
    return 2;
  }

  const version = readVersion();
  const log = createLog({ level: loaded.config.log.level });
  const metrics = createMetrics({ version });
  const running: Running = { gateway: undefined, log, metrics, load, config: loaded.config };
  // One that is asked for while there is no gateway yet waits for it.
  // One after the other, whoever asks.
  let reloads: ReturnType<Reload> = Promise.resolve([]);
  const reload: Reload = () => (reloads = reloads.then(async () => reloadInto(await started, running)));
  // From here on signals are heard: a start may wait for the store for a while.
  const stopped = untilStopped(running, reload);
  warn(log, loaded.warnings);
  const started = startGateway(loaded.config, { version, log, metrics, reload });
  const failed = started.then(
    (gateway) => {
      log.info(`listening on port ${gateway.publicPort}, admin on port ${gateway.adminPort}`);
      running.gateway = gateway;
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

interface Running {
  /** Undefined while it starts. */
  gateway: Gateway | undefined;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly load: () => ReturnType<typeof loadGatewayConfig>;
  config: GatewayConfig;
}

/** What SIGHUP and the API ask for. @returns what is wrong with the configuration; empty if it is in force. */
type Reload = () => Promise<readonly Fault[]>;

function untilStopped(running: Running, reload: Reload): Promise<ExitCode> {
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
      reload().catch((error: unknown) => {
        log.error('reload refused', { err: error });
      });
    });
    process.on('uncaughtException', fault);
    process.on('unhandledRejection', fault);
  });
}

/** Whole or not at all: a faulty configuration leaves the running one as it is. */
async function reloadInto(gateway: Gateway, running: Running): Promise<readonly Fault[]> {
  const { log, metrics, load } = running;
  const loaded = load();
  const faults = loaded.ok ? reloadFaults(running.config, loaded.config) : loaded.faults;
  if (!loaded.ok || faults.length > 0) {
    for (const { path, message } of faults) log.error(`reload refused: ${path}: ${message}`);
    metrics.reloaded(false);
    return faults;
  }
  warn(log, loaded.warnings);
  try {
    await gateway.reload(loaded.config);
  } catch (error) {
    log.error('reload refused', { err: error });
    metrics.reloaded(false);
    return [{ path: 'configuration', message: 'could not be put in force; the log says why' }];
  }
  running.config = loaded.config;
  metrics.reloaded(true);
  log.info(`reloaded: ${loaded.config.routes.length} route(s)`);
  return [];
}

function warn(log: Log, warnings: readonly Fault[]): void {
  for (const { path, message } of warnings) log.warn(`${path}: ${message}`);
}
