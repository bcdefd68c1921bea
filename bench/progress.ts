/** Where the bench is: one line that is written over on a terminal, plain lines elsewhere. */
export interface Progress {
  tell(text: string): void;
  /** The line stays, and the next one begins. */
  done(text: string): void;
}

export function createProgress(steps: number): Progress {
  const { stderr } = process;
  const startedAt = performance.now();
  let step = 0;
  return {
    tell(text) {
      step += 1;
      const left = step > 1 ? ((performance.now() - startedAt) / (step - 1)) * (steps - step + 1) : 0;
      const about = left > 0 ? `, about ${Math.ceil(left / 60_000)} min left` : '';
      const line = `[${Math.min(step, steps)}/${steps}${about}] ${text}`;
      stderr.write(stderr.isTTY ? `\r\x1b[K${line.slice(0, (stderr.columns || 80) - 1)}` : `${line}\n`);
    },
    done(text) {
      stderr.write(stderr.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
    },
  };
}
