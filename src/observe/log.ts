/** The log: one line each on standard output, JSON through pino or text for a terminal; never blocks on its reader, never repeats a secret. */
import { pino, stdTimeFunctions, type Logger } from 'pino';
import { anyoneCauses } from '../model/outcome.js';
import type { AttemptNote, DeadLetter, Trail, QueueAttempt } from '../model/trail.js';
import type { Fields } from './log-fields.js';
import { Later } from './later.js';
import { attemptLine, deadLine, deliveryLine, lateLine, levelOf, type LineLevel } from './log-lines.js';
import { clip, plain, safeError } from './safe.js';
import { Sampler } from './sampler.js';
import { standardOutput, type LogDestination } from './standard-output.js';
import { textLine, type LogFormat } from './text-lines.js';
import type { Timings } from './timings.js';
import type { EpochMs } from '../model/time.js';

/** Characters of `msg`: a configuration fault says in a sentence or two what to do. */
const LONGEST_MESSAGE = 1024;

/** Fields for lines that are not about a delivery. Strings are cut at 256 characters; `err` may be any error. */
export type LineFields = Readonly<Omit<Fields, 'err'>> & { readonly err?: unknown };

export interface Log {
  debug(message: string, fields?: LineFields): void;
  info(message: string, fields?: LineFields): void;
  warn(message: string, fields?: LineFields): void;
  error(message: string, fields?: LineFields): void;
  /** Does the work with other such work, within 25 ms, and before anybody flushes. It must not throw. */
  later(work: () => void): void;
  /** Does what waits for `later` now. */
  catchUp(): void;
  /**
   * The one line of a delivery; refused ones are sampled, the rest is written in full.
   * @param declared the route's name as metrics know it: what a request names must not choose its own sample.
   * @param at epoch milliseconds of its answer
   */
  delivery(trail: Trail, times: Timings, declared: string, at: EpochMs): void;
  /** @param total milliseconds from receipt to the attempt's end. */
  late(trail: Trail, attempt: AttemptNote, remembered: boolean, total: number): void;
  takeover(route: string): void;
  /**
   * @param total milliseconds from receipt to the attempt's end.
   * @param at epoch milliseconds of that end
   */
  attempt(entry: QueueAttempt, total: number, at: EpochMs): void;
  dead(letter: DeadLetter): void;
  /** A fault of our own, whoever provoked it; sampled too. */
  fault(error: unknown): void;
  /** One of the levels that `log.level` takes; may change on reload. */
  setLevel(level: string): void;
  /** Undefined: text on a terminal, else JSON; may change on reload. */
  setFormat(format: LogFormat | undefined): void;
  /** Writes what was held back or still waits; before the process ends. */
  flush(): void;
}

export interface LogOptions {
  /** One of the levels that `log.level` takes. */
  readonly level: string;
  /** Default: standard output, written behind the deliveries' back. */
  readonly destination?: LogDestination;
  /** Left out: text on a terminal, else JSON. */
  readonly format?: LogFormat | undefined;
  /** Whether a person reads it as it is written. Left out: no. */
  readonly terminal?: boolean;
  /** Whether text may be coloured. Left out: no. */
  readonly colour?: boolean;
}

export function createLog(options: LogOptions): Log {
  const { level, destination: given } = options;
  const destination = formatted(given ?? standardOutput(), options);
  const later = new Later();
  const logger = createLogger(level, destination, later);
  const refusals = new Sampler((route, outcome, suppressed) => {
    logger.warn({ route: clip(route), outcome, suppressed }, 'refused deliveries left out');
  });
  const faults = new Sampler((_route, _outcome, suppressed) => {
    logger.error({ suppressed }, 'faults left out');
  });
  const write = createWrite(destination);
  const log: Log = {
    ...generalLines(logger),
    ...deliveryLines(logger, write, refusals),
    ...queueLines(logger, write),
    fault(err) {
      if (faults.passes('', '')) logger.error({ err }, 'fault');
    },
    later(work) {
      later.add(work);
    },
    catchUp() {
      later.catchUp();
    },
    setLevel(next) {
      logger.level = next;
    },
    setFormat(next) {
      log.catchUp();
      destination.setFormat(next);
    },
    flush() {
      later.catchUp();
      refusals.close();
      faults.close();
      try {
        destination.flushSync();
      } catch {
        // Nobody reads any more, and the process is about to end.
      }
    },
  };
  if (!given) {
    process.once('exit', () => {
      log.flush();
    });
  }
  return log;
}

interface Formatted extends LogDestination {
  flushSync(): void;
  setFormat(format: LogFormat | undefined): void;
}

function formatted(
  to: LogDestination,
  { format, terminal = false, colour = false }: Omit<LogOptions, 'level'>,
): Formatted {
  const usual = terminal ? 'text' : 'json';
  let current = format ?? usual;
  return {
    write(line) {
      to.write(current === 'json' ? line : textLine(line, colour));
    },
    flushSync() {
      to.flushSync?.();
    },
    setFormat(next) {
      current = next ?? usual;
    },
  };
}

function createLogger(level: string, destination: LogDestination, later: Later): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // pino's own would print every member an error has.
      serializers: { err: safeError },
      hooks: { streamWrite: plain },
    },
    {
      write(line) {
        // Lines stand in the order in which what they tell of happened.
        later.catchUp();
        destination.write(line);
      },
    },
  );
}

function generalLines(logger: Logger): Pick<Log, 'debug' | 'info' | 'warn' | 'error'> {
  return {
    debug: general(logger, 'debug'),
    info: general(logger, 'info'),
    warn: general(logger, 'warn'),
    error: general(logger, 'error'),
  };
}

function deliveryLines(
  logger: Logger,
  write: Write,
  refusals: Sampler,
): Pick<Log, 'delivery' | 'late' | 'takeover'> {
  return {
    delivery(trail, times, declared, at) {
      const { outcome } = trail;
      const level = levelOf(outcome?.code);
      if (!logger.isLevelEnabled(level)) return;
      if (outcome && anyoneCauses(outcome) && !refusals.passes(declared, outcome.code)) return;
      write(level, at, deliveryLine(trail, times), 'delivery');
    },
    late(trail, attempt, remembered, total) {
      const level = attempt.result === 'accepted' && remembered ? 'info' : 'warn';
      logger[level](lateLine(trail, attempt, remembered, total), 'late attempt');
    },
    takeover(route) {
      logger.warn({ route: clip(route) }, 'claim taken over');
    },
  };
}

function queueLines(logger: Logger, write: Write): Pick<Log, 'attempt' | 'dead'> {
  return {
    attempt(entry, total, at) {
      const level = entry.attempt.result === 'accepted' ? 'info' : 'warn';
      if (logger.isLevelEnabled(level)) write(level, at, attemptLine(entry, total), 'attempt');
    },
    dead(letter) {
      // What an operator dropped is news to nobody.
      logger[letter.reason === 'cancelled' ? 'info' : 'warn'](deadLine(letter), 'dead letter');
    },
  };
}

type Write = (level: LineLevel, at: EpochMs, fields: Fields, message: string) => void;

/** A line as pino writes it, at a third of the price: deliveries and attempts are nearly all there are. */
function createWrite(destination: LogDestination): Write {
  const iso = createIsoText();
  return (level, at, fields, message) => {
    // Looked at before it is a part of the line, which would have to be copied into one piece for it.
    const members = plain(JSON.stringify(fields)).slice(1, -1);
    destination.write(`{"level":"${level}","time":"${iso(at)}",${members},"msg":"${message}"}\n`);
  };
}

/** ISO time of epoch milliseconds, written anew only when they have changed. */
function createIsoText(): (ms: number) => string {
  let at = NaN;
  let text = '';
  return (ms) => {
    if (ms !== at) {
      at = ms;
      text = new Date(ms).toISOString();
    }
    return text;
  };
}

function general(logger: Logger, level: 'debug' | 'info' | 'warn' | 'error') {
  return (message: string, fields: LineFields = {}): void => {
    if (!logger.isLevelEnabled(level)) return;
    const line: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(fields)) {
      line[name] = typeof value === 'string' ? clip(value) : value;
    }
    logger[level](line, clip(message, LONGEST_MESSAGE));
  };
}
