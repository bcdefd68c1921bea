#!/usr/bin/env node
/** Becomes dist/main.js. What is asked for by `import` costs a start more than the same by a `require`. */
const load = process.getBuiltinModule('node:module').createRequire(import.meta.url);

load('./program/load-program.cjs').loadProgram(load.resolve('./program/program.cjs')).run();
