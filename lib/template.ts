// template(name): a render by the host's view engine.
import { OrionError, show } from './errors.js'
import { type Html, raw } from './html.js'
import { type HostApp, hostApp } from './route.js'

/** What a template needs of a render's context; the rest goes to its data. */
interface TemplateContext {
  readonly [hostApp]?: HostApp
  readonly store?: unknown
  readonly watch?: unknown
  readonly part?: unknown
}

/**
 * Makes a render of a template of the host's view engine. Its locals are `app.locals`, what the render is
 * given (`params`, `query`, `signals`, `viewer`, `base`) and `data`; `res.locals` are not there, for a
 * render belongs to no request.
 *
 * @param name the template, as for `res.render`
 * @param data locals of its own: an object, or a function of the render's context
 * @throws when rendered, what the engine throws
 * @throws OrionError `ORION_RENDER`, when rendered, if there is no such template, or no engine for it
 * @example
 * orion.live('todos', template('todos/list', async ({ store }) => ({ todos: await listTodos(store) })))
 */
export function template<Context extends TemplateContext>(
  name: string,
  data: object | ((context: Context) => object | Promise<object>) = {},
): (context: Context) => Promise<Html> {
  if (typeof name !== 'string' || name === '') {
    throw new OrionError(
      'ORION_OPTION',
      `template got ${show(name)}; give a name as for res.render`,
    )
  }
  return async function template(context) {
    const { [hostApp]: app, store: _store, watch: _watch, part: _part, ...given } = context
    const own = typeof data === 'function' ? await data(context) : data
    return raw(await render(app, name, { ...given, ...own }))
  }
}

function render(app: HostApp | undefined, name: string, locals: object): Promise<string> {
  return new Promise((resolve, reject) => {
    if (app === undefined) {
      const todo = 'give it to orion.live as its render'
      throw new OrionError('ORION_RENDER', `the template ${show(name)} has no app; ${todo}`)
    }
    // What Express throws at once is that it has no engine; the rest it calls back with.
    try {
      app.render(name, locals, (error, markup) => {
        if (error) reject('view' in error ? notFound(name, error) : error)
        else resolve(markup ?? '')
      })
    } catch (cause) {
      reject(noEngine(name, cause))
    }
  })
}

function notFound(name: string, cause: Error): OrionError {
  const todo = "put it there, or tell where it is: app.set('views', directory)"
  const what = `there is no template ${show(name)}: ${cause.message}`
  return new OrionError('ORION_RENDER', `${what}; ${todo}`, { cause })
}

function noEngine(name: string, cause: unknown): OrionError {
  const [why] = String(cause).split('\n', 1)
  const todo = "install one, and name it: app.set('view engine', 'ejs')"
  const what = `the template ${show(name)} has no view engine: ${why}`
  return new OrionError('ORION_RENDER', `${what}; ${todo}`, { cause })
}
