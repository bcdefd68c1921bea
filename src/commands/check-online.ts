/** `check`, with what `--online` and `--running` ask: the store, and the gateway that runs. */
import { queueing, type GatewayConfig } from '../config/config.js';
import { check, type OnlineFindings } from './check.js';
import { changesSinceRead } from './check-running.js';
import type { CHECK } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';

/** Longer than a healthy Redis ever takes, shorter than patience. */
const ONLINE_TIMEOUT_MS = 3_000;

export function checkOnline(args: ArgsOf<typeof CHECK>, io: Io): Promise<ExitCode> {
  return check(args, io, {
    online: (config) => askOnline(config, io),
    running: (config) => changesSinceRead(config, args.values.url, io),
  });
}

async function askOnline(config: GatewayConfig, io: Io): Promise<OnlineFindings> {
  const { askRunning } = await import('./ask-running.js');
  const [store, proxy] = await Promise.all([askStore(config), askRunning(config, io)]);
  return { ...store, warnings: [...store.warnings, ...proxy] };
}

async function askStore({ store, routes }: GatewayConfig): Promise<OnlineFindings> {
  if (store.url === 'memory:')
    return { faults: [], warnings: [], facts: { store: 'in memory: nothing to ask' } };
  const { askRedis } = await import('../store/redis/durability/online.js');
  const wanted = {
    durability: store.durability,
    replicas: store.replicas,
    queued: routes.some(queueing),
  };
  const { faults, warnings, facts } = await askRedis(store.url, ONLINE_TIMEOUT_MS, wanted, store.prefix);
  return { faults, warnings, facts: { ...facts } };
}
