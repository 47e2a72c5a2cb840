// The syntax of a JavaScript expression, by the engine itself and by TypeScript's parser.
import ts from 'typescript'

/** The kinds of its nodes, their names, and how they nest, strings aside; or that it is no expression. */
export function syntaxOf(expression: string): string {
  // What Datastar calls an action is a function to both.
  const source = `(${expression.replace(/@(\w+)\(/g, 'action_$1(')}\n)`
  try {
    new Function(`return ${source}`)
  } catch {
    return 'no expression'
  }
  // As TypeScript, for in a .js file its parser takes `</a` for a tag.
  return shapeOf(ts.createSourceFile('expression.ts', source, ts.ScriptTarget.Latest))
}

function shapeOf(node: ts.Node): string {
  const inside: string[] = []
  ts.forEachChild(node, (child) => void inside.push(shapeOf(child)))
  const name = ts.isIdentifier(node) ? node.text : ''
  return `${ts.SyntaxKind[node.kind]} ${name}(${inside.join('')})`
}
