/** The time that SDKs see. Their verifiers read `Date`; nothing else of the clock is changed, so timers run on. */
const RealDate = Date;

/** The time it is, whatever an SDK is shown meanwhile. */
export function realNow(): number {
  return RealDate.now();
}

let fixed: number | undefined;

class SetDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    super(...((given.length === 0 ? [SetDate.now()] : given) as [number]));
  }

  static override now(): number {
    return fixed ?? RealDate.now();
  }
}

/** Runs something at a moment, in epoch milliseconds; one at a time. */
export async function at<T>(moment: number, run: () => T | Promise<T>): Promise<T> {
  fixed = moment;
  globalThis.Date = SetDate as DateConstructor;
  try {
    return await run();
  } finally {
    fixed = undefined;
    globalThis.Date = RealDate;
  }
}
