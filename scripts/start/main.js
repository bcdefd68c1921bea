#!/usr/bin/env node
/** Becomes dist/main.js. What is asked for by `import` costs a start more than the same by `require`. */
const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);

require('./program/load-program.cjs').loadProgram(require.resolve('./program/program.cjs')).run();
