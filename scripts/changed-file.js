import { readFileSync } from 'node:fs';

/**
 * A plugin of the bundler by which a file of a package holds something else. A bundle fails that has no such file.
 * @param {RegExp} filter
 * @param {(text: string) => string} change
 */
export function changedFile(filter, change) {
  return {
    name: `${filter} changed`,
    setup({ onLoad, onEnd }) {
      let isFound = false;
      onLoad({ filter }, ({ path }) => {
        isFound = true;
        return { contents: change(readFileSync(path, 'utf8')) };
      });
      onEnd(() => (isFound ? {} : { errors: [{ text: `no file is ${filter}` }] }));
    },
  };
}
