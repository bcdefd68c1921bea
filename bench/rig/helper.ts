/** A process of the bench's own (generator, receiver): asked one question at a time over its channel. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gone, tie } from '../../test/helpers/servers.js';

export interface Helper<Question, Answer> {
  /** @throws (rejects) where the process ends instead of answering. */
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/** @param file relative to this folder */
export function startHelper<Question, Answer>(file: string): Helper<Question, Answer> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', path], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Figures may be NaN, which JSON would make null.
    serialization: 'advanced',
  });
  tie(child);
  return {
    ask(question) {
      return new Promise((resolve, reject) => {
        const died = (): void => {
          reject(new Error(`${file} ended`));
        };
        child.once('exit', died);
        child.once('message', (answer) => {
          child.off('exit', died);
          resolve(answer as Answer);
        });
        child.send(question as object);
      });
    },
    async stop() {
      child.kill('SIGKILL');
      await gone(child);
    },
  };
}

/** The other side: answers each question of whoever started this process, and ends with it. */
export function serveHelper(answer: (question: never) => unknown): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (question) => {
    void Promise.resolve(answer(question as never)).then((told) => process.send?.(told));
  });
}
