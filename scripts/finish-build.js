/** What the compiler leaves to do: the program may be executed, and the CommonJS half says that it is CommonJS. */
import './library-package.js';
import { chmodSync, writeFileSync } from 'node:fs';

chmodSync('dist/main.js', 0o755);
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
