/** argv → command → exit code. It touches the outside through `io` alone, which main.ts connects to the process. */
import type { OnlineFindings } from './check.js';
import { CommandFailure, UsageError, type Command, type ExitCode, type Io } from './io.js';
import type { GatewayConfig } from '../config/config.js';
import { Unsignable } from '../schemes/engine/unsignable.js';

/** Loaded only when asked for: a cold start pays for nothing it does not use. */
const COMMANDS: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  serve: {
    summary: 'run the gateway  [--config FILE]',
    load: async () => (await import('./serve.js')).serve,
  },
  check: {
    summary: 'validate a configuration and show what it means  [--config FILE] [--online] [-o json]',
    load: async () => {
      const { check } = await import('./check.js');
      return (argv, io) => check(argv, io, (config) => askOnline(config, io));
    },
  },
  schemes: {
    summary: 'list the schemes, or print one as YAML  [NAME] [-o json]',
    load: async () => (await import('./schemes.js')).schemesCommand,
  },
  sign: {
    summary: 'sign a body: headers, or a curl line  --scheme S --secret-env VAR [--file BODY] [--curl URL]',
    load: async () => (await import('./sign.js')).signCommand,
  },
  send: {
    summary: 'sign and POST a test event  --scheme S --secret-env VAR --url URL [--file BODY]',
    load: async () => (await import('./send.js')).send,
  },
  explain: {
    summary:
      'say why a delivery does not verify  --scheme S --secret-env VAR --headers FILE --file BODY [--url URL]',
    load: async () => (await import('./explain.js')).explainCommand,
  },
  probe: {
    summary: 'test how a receiver keeps the rules  --scheme S --secret-env VAR URL [--yes]',
    load: async () => (await import('./probe.js')).probe,
  },
  keygen: {
    summary: "make a fresh secret or key pair in a scheme's form  [--scheme S] [--asymmetric]",
    load: async () => (await import('./keygen.js')).keygen,
  },
  deliveries: {
    summary:
      'list the delivery log, or show one delivery  [--route R --outcome O --event E --id ID --since T --until T --limit N] | ID [--route R --destination D]  [--url ADMIN_URL]',
    load: async () => (await import('./deliveries.js')).deliveries,
  },
  replay: {
    summary:
      'deliver again, past dedupe  ID… [--route R --destination D]  or  --route R --since T [--until T --outcome O --event E --rate N] [--url ADMIN_URL]',
    load: async () => (await import('./replay.js')).replay,
  },
  dead: {
    summary:
      'list dead letters, or redrive them  [--route R] | replay ID… | replay --route R|--all --yes [--rate N]  [--url ADMIN_URL]',
    load: async () => (await import('./dead.js')).dead,
  },
  routes: {
    summary:
      'list routes with their backlog, or change one  [pause|resume|test|handshake NAME] | cancel NAME --yes  [--url ADMIN_URL]',
    load: async () => (await import('./routes.js')).routes,
  },
  forget: {
    summary:
      "make dedupe forget deliveries, so that the provider's own retry passes  ID… [--route R --destination D]  [--url ADMIN_URL]",
    load: async () => (await import('./forget.js')).forget,
  },
  refused: {
    summary:
      'let deliveries pass that ended as event_reuse, when they come next  allow MESSAGE_ID… [--route R --destination D]  [--url ADMIN_URL]',
    load: async () => (await import('./refused.js')).refused,
  },
  healthcheck: {
    summary: 'ask a running gateway whether it is alive  [--ready] [--url ADMIN_URL]',
    load: async () => (await import('./healthcheck.js')).healthcheck,
  },
  demo: {
    summary: 'show the main job on this machine, without Redis; in a checkout only  [--keep]',
    load: async () => (await import('./demo.js')).demo,
  },
};

/** Longer than a healthy Redis ever takes, shorter than patience. */
const ONLINE_TIMEOUT_MS = 3_000;

async function askOnline(config: GatewayConfig, io: Io): Promise<OnlineFindings> {
  const { askRunning } = await import('./ask-running.js');
  const [store, proxy] = await Promise.all([askStore(config), askRunning(config, io)]);
  return { ...store, warnings: [...store.warnings, ...proxy] };
}

async function askStore({ store, routes }: GatewayConfig): Promise<OnlineFindings> {
  if (store.url === 'memory:')
    return { faults: [], warnings: [], facts: { store: 'in memory: nothing to ask' } };
  const { askRedis } = await import('../store/redis/durability/online.js');
  const { faults, warnings, facts } = await askRedis(store.url, ONLINE_TIMEOUT_MS, {
    durability: store.durability,
    replicas: store.replicas,
    queued: routes.some(({ delivery }) => delivery.mode !== 'direct'),
  });
  return { faults, warnings, facts: { ...facts } };
}

/** @returns the exit code; prints through `io` only, so it runs in tests without a process. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? io.err : io.out)(usage());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    const { readVersion } = await import('../model/version.js');
    io.out(`${readVersion()}\n`);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    io.err(`webhook-gateway has no command "${name}".\n\n${usage()}`);
    return 2;
  }
  try {
    return await (
      await command.load()
    )(rest, io);
  } catch (error) {
    if (error instanceof CommandFailure) {
      io.err(`webhook-gateway ${name}: ${error.message}\n`);
      return error.exitCode;
    }
    if (!(error instanceof UsageError) && !(error instanceof Unsignable) && !isArgumentError(error))
      throw error;
    const hint =
      error instanceof Unsignable ? '; give the URL it signs with --url, or a form as body with --file' : '';
    io.err(
      `webhook-gateway ${name}: ${error.message}${hint}\nusage: webhook-gateway ${name}  ${command.summary}\n`,
    );
    return 2;
  }
}

/** What util.parseArgs throws for an option it does not know. */
function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS');
}

function usage(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `usage: webhook-gateway COMMAND [options]\n\n${lines.join('\n')}\n`;
}
