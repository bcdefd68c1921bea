/** `serve`: runs the gateway until it is told to stop. */
import { parseArgs } from 'node:util';
import { loadGatewayConfig } from '../config/load.js';
import { reloadFaults } from '../config/reload.js';
import type { Fault, GatewayConfig } from '../config/config.js';
import { startGateway, type Gateway } from '../gateway.js';
import { createLog, type Log } from '../observe/log.js';
import { createMetrics, type Metrics } from '../observe/metrics.js';
import { readVersion } from '../version.js';
import type { ExitCode, Io } from './io.js';

export async function serve(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({ args: [...argv], options: { config: { type: 'string', short: 'c' } } });
  const load = () => loadGatewayConfig({ file: values.config, env: io.env });
  const loaded = load();
  if (!loaded.ok) {
    for (const fault of loaded.faults) io.err(`${fault.path}: ${fault.message}\n`);
    return 2;
  }

  const version = readVersion();
  const log = createLog({ level: loaded.config.log.level });
  const metrics = createMetrics({ version });
  warn(log, loaded.warnings);
  let gateway: Gateway;
  try {
    gateway = await startGateway(loaded.config, { version, log, metrics });
  } catch (error) {
    log.flush();
    io.err(`cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  log.info(`listening on port ${gateway.publicPort}, admin on port ${gateway.adminPort}`);
  return untilStopped({ gateway, log, metrics, load, config: loaded.config });
}

interface Running {
  readonly gateway: Gateway;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly load: () => ReturnType<typeof loadGatewayConfig>;
  config: GatewayConfig;
}

function untilStopped(running: Running): Promise<ExitCode> {
  const { gateway, log } = running;
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
      void gateway.drain().then(() => {
        log.info('drained');
        log.flush();
        resolve(0);
      });
    }
    // Unknown state is not served on: what runs may end, then the process does.
    function fault(error: unknown): void {
      log.error('a fault nobody caught; draining', { err: error });
      stop('fault');
      process.once('exit', () => {
        process.exitCode = 1;
      });
    }
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    process.on('SIGHUP', () => {
      reload(running);
    });
    process.on('uncaughtException', fault);
    process.on('unhandledRejection', fault);
  });
}

/** Whole or not at all: a faulty configuration leaves the running one as it is. */
function reload(running: Running): void {
  const { gateway, log, metrics, load } = running;
  const loaded = load();
  const faults = loaded.ok ? reloadFaults(running.config, loaded.config) : loaded.faults;
  if (!loaded.ok || faults.length > 0) {
    for (const { path, message } of faults) log.error(`reload refused: ${path}: ${message}`);
    metrics.reloaded(false);
    return;
  }
  warn(log, loaded.warnings);
  try {
    gateway.reload(loaded.config);
  } catch (error) {
    log.error('reload refused', { err: error });
    metrics.reloaded(false);
    return;
  }
  running.config = loaded.config;
  metrics.reloaded(true);
  log.info(`reloaded: ${loaded.config.routes.length} route(s)`);
}

function warn(log: Log, warnings: readonly Fault[]): void {
  for (const { path, message } of warnings) log.warn(`${path}: ${message}`);
}
