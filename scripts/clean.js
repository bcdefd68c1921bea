/** What an earlier build left would be packed with this one. */
import { rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
