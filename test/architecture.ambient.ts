/** What a file takes from its surroundings in place of an argument: clock, environment, chance, and timers apart. */
import ts from 'typescript';

/** Modules that have nothing else. */
const MODULES = /^(?:node:)?(?:os|perf_hooks|process|timers|timers\/promises)$/;
/** What is drawn by chance among the exports of `node:crypto`. */
const DRAWN = /^(?:random|generate|getRandomValues|webcrypto|subtle|create(?:DiffieHellman|ECDH))/;
/** Names that every file has without an import. */
const GLOBALS = /^(?:process|performance|crypto|global|globalThis|set(?:Timeout|Interval|Immediate))$/;
/** What `Date` and `Math` have for everyone: the same answer to the same arguments. */
const SAME_FOR_ALL = /^(?:Date\.(?:UTC|parse)|Math\.(?!random$)\w+)$/;

/** A timer waits for a span that it was given and reads nothing; the parts that wait may use one. */
export function isTimer(name: string): boolean {
  return /^(?:(?:node:)?timers(?:\/promises)?|set(?:Timeout|Interval|Immediate)|AbortSignal\.timeout)$/.test(
    name,
  );
}

/** @returns the names of modules, exports and globals, in the order they stand. */
export function ambientIn(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      found.push(...imported(node));
      return;
    }
    if (ts.isTypeNode(node)) return;
    if (isImportCall(node)) {
      const [from] = node.arguments;
      if (from && ts.isStringLiteral(from) && (MODULES.test(from.text) || isCrypto(from.text)))
        found.push(from.text);
    }
    if (ts.isIdentifier(node) && isValue(node)) found.push(...taken(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isCrypto(module: string): boolean {
  return /^(?:node:)?crypto$/.test(module);
}

function isImportCall(node: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(node.expression) && node.expression.text === 'require'))
  );
}

function imported({ importClause, moduleSpecifier }: ts.ImportDeclaration): string[] {
  const module = (moduleSpecifier as ts.StringLiteral).text;
  if (MODULES.test(module)) return [module];
  if (!isCrypto(module) || importClause === undefined) return [];
  const { namedBindings } = importClause;
  // The whole of it: what is taken then could be anything.
  if (!namedBindings || importClause.name || ts.isNamespaceImport(namedBindings)) return [module];
  return namedBindings.elements
    .map(({ name, propertyName }) => (propertyName ?? name).text)
    .filter((name) => DRAWN.test(name));
}

/** Whether a name is read here, and is no member's or declaration's. */
function isValue(node: ts.Identifier): boolean {
  const parent: ts.Node & { readonly name?: ts.Node } = node.parent;
  return parent.name !== node || ts.isShorthandPropertyAssignment(parent);
}

function taken(node: ts.Identifier): string[] {
  const { parent, text } = node;
  const whole = ts.isPropertyAccessExpression(parent) ? `${text}.${parent.name.text}` : text;
  if (GLOBALS.test(text) || whole === 'AbortSignal.timeout')
    return [GLOBALS.test(text) && isTimer(text) ? text : whole];
  if ((text !== 'Date' && text !== 'Math') || SAME_FOR_ALL.test(whole)) return [];
  if (ts.isNewExpression(parent) && (parent.arguments ?? []).length > 0) return [];
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword)
    return [];
  return [ts.isNewExpression(parent) ? `new ${text}()` : whole];
}
