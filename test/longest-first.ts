/**
 * Files that take long begin first (vitest.config.ts): whoever begins late is waited for by all. Without a word from here
 * vitest goes by the size of the files, which says little of what waits.
 */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Seconds, from a run that had the machine to itself. Only their order counts; a file that is not here takes less. */
export const SECONDS: Readonly<Record<string, number>> = {
  'test/schemes/fuzz/fuzz.test.ts': 29,
  'test/schemes/contract.test.ts': 27,
  'test/schemes/pairs.test.ts': 8,
  'test/unit/config/junk.test.ts': 6,
  'test/unit/config/many-routes.test.ts': 4,
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const seconds = ({ moduleId }: TestSpecification): number =>
      SECONDS[relative(this.ctx.config.root, moduleId)] ?? 0;
    const order = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    return (await super.sort(files)).sort((a, b) => order(a) - order(b) || seconds(b) - seconds(a));
  }
}
