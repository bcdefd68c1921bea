/** The API's document as the console's compiler reads it. */
import openapiTypes, { astToString } from 'openapi-typescript';
import prettier from 'prettier';
import { document } from '../../src/http/api/endpoints.js';
import { ROOT } from './markdown.js';

export const CONSOLE_TYPES = 'console/api/openapi.d.ts';

const HEAD =
  '/** The API as its document tells it: `npm run docs:write` writes it, a test holds it against the document. */\n';

export async function consoleTypes(): Promise<string> {
  const text = JSON.stringify(document);
  const nodes = await openapiTypes(text, { exportType: true, defaultNonNullable: false });
  const style = { ...(await prettier.resolveConfig(ROOT + CONSOLE_TYPES)), parser: 'typescript' };
  return prettier.format(HEAD + astToString(nodes), style);
}
