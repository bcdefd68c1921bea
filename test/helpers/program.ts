/** The built program. Whoever imports this waits until it is there, with all else that a build makes in `dist`. */
import { ask } from './shared.js';

export const MAIN = await ask('program');
