/** Every command: its declaration, and the code behind it, which is loaded when it is called. */
import {
  CHECK,
  COMPLETION,
  DEMO,
  DEV,
  HEALTHCHECK,
  INIT,
  SCHEMA,
  SERVE,
  VERSION,
} from './declared/running.js';
import { EXPLAIN, KEYGEN, PROBE, SCHEMES, SEND, SIGN, TRANSLATE } from './declared/signing-commands.js';
import * as operating from './declared/operating.js';
import type { Args, Declaration, OptionSpecs } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';

export type Run<Options extends OptionSpecs> = (args: Args<Options>, io: Io) => Promise<ExitCode>;

export interface Command {
  readonly declaration: Declaration;
  /** A cold start pays for nothing it does not use. */
  readonly load: () => Promise<Run<OptionSpecs>>;
}

/** The code takes what the declaration gives, and nothing else. */
function command<Options extends OptionSpecs>(
  declaration: Declaration<Options>,
  load: () => Promise<Run<Options>>,
): Command {
  return { declaration, load: load as Command['load'] };
}

/** In the order of the list, each followed by its sub-commands. */
export const COMMANDS: readonly Command[] = [
  command(SERVE, async () => (await import('./serve.js')).serve),
  command(CHECK, async () => (await import('./check-online.js')).checkOnline),
  command(SCHEMES, async () => (await import('./schemes.js')).schemesCommand),
  command(SIGN, async () => (await import('./sign.js')).signCommand),
  command(SEND, async () => (await import('./send.js')).send),
  command(EXPLAIN, async () => (await import('./explain.js')).explainCommand),
  command(TRANSLATE, async () => (await import('./translate-body.js')).translateCommand),
  command(PROBE, async () => (await import('./probe.js')).probe),
  command(KEYGEN, async () => (await import('./keygen.js')).keygen),
  command(operating.STATUS, async () => (await import('./status.js')).status),
  command(operating.TAIL, async () => (await import('./tail.js')).tail),
  command(operating.DELIVERIES, async () => (await import('./deliveries.js')).deliveries),
  command(operating.REPLAY, async () => (await import('./replay.js')).replay),
  command(operating.DEAD, async () => (await import('./dead.js')).dead),
  command(operating.DEAD_REPLAY, async () => (await import('./dead.js')).deadReplay),
  command(operating.DEAD_DROP, async () => (await import('./dead.js')).deadDrop),
  command(operating.ROUTES, async () => (await import('./routes.js')).routes),
  command(operating.ROUTES_PAUSE, async () => (await import('./routes.js')).pause),
  command(operating.ROUTES_RESUME, async () => (await import('./routes.js')).resume),
  command(operating.ROUTES_TEST, async () => (await import('./routes.js')).test),
  command(operating.ROUTES_CANCEL, async () => (await import('./routes.js')).cancel),
  command(operating.ROUTES_HANDSHAKE, async () => (await import('./routes.js')).handshake),
  command(operating.FORGET, async () => (await import('./forget.js')).forget),
  command(operating.REFUSED, async () => (await import('./refused.js')).refused),
  command(operating.REFUSED_SHOW, async () => (await import('./refused.js')).refusedShow),
  command(operating.REFUSED_VERIFY, async () => (await import('./refused.js')).refusedVerify),
  command(operating.REFUSED_ALLOW, async () => (await import('./refused.js')).refusedAllow),
  command(operating.JOBS, async () => (await import('./watch-jobs.js')).jobs),
  command(operating.JOBS_WATCH, async () => (await import('./watch-jobs.js')).watch),
  command(operating.JOBS_STOP, async () => (await import('./watch-jobs.js')).stop),
  command(operating.RELOAD, async () => (await import('./reload.js')).reload),
  command(HEALTHCHECK, async () => (await import('./healthcheck.js')).healthcheck),
  command(DEMO, async () => (await import('./demo/demo.js')).demo),
  command(INIT, async () => (await import('./init.js')).init),
  command(SCHEMA, async () => (await import('./editor-schema.js')).schema),
  command(DEV, async () => (await import('./dev.js')).dev),
  command(VERSION, async () => (await import('./version.js')).version),
  command(COMPLETION, async () => {
    const { completion } = await import('./completion.js');
    return (args, io) => completion(args, io, DECLARATIONS);
  }),
];

export const DECLARATIONS: readonly Declaration[] = COMMANDS.map(({ declaration }) => declaration);
