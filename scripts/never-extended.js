/**
 * A plugin of the bundler: what extends String in ioredis is left out. It is never made here, and V8 keeps a prototype that
 * somebody extends as a dictionary: each `charCodeAt` then costs five times as much in the whole process
 * (docs/performance.md).
 */
export const neverExtended = {
  name: 'nothing extends String',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/ioredis\/built\/resp\/verbatim-string\.js$/ }, () => ({
      contents: 'exports.VerbatimString = class VerbatimString {};',
    }));
  },
};
