/** Names of schemes in a generated part of a page. */
import { marked, read } from '../docs/markdown.js';

export function readPage(page: string, part: string): readonly string[] {
  return Array.from(marked(read(page), part).matchAll(/\[`([^`]+)`\]/g), ([, name = '']) => name);
}
