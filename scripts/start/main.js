#!/usr/bin/env node
/** Becomes dist/main.js. */
import { fileURLToPath } from 'node:url';
import { loadProgram } from './program/load-program.js';

loadProgram(fileURLToPath(new URL('program/program.cjs', import.meta.url))).run();
