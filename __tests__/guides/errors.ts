import express, { type ErrorRequestHandler } from 'express'
import { createOrion, html } from 'express-orion'
import * as v from 'valibot'

const log: string[] = []
const orion = createOrion({
  onError: (error, { during, topics }) => void log.push(`${during} of ${topics}: ${error}`),
})

let apples = 3
const stock = orion.live('stock', () => html`<p id="stock">${'o'.repeat(apples)}</p>`)

const app = express()
app.get('/', stock, async (req, res) => {
  res.send(`${await stock.render(req)}`)
})
app.post(
  '/',
  orion.command(v.object({ apples: v.number('Say how many') }), ({ input, publish }) => {
    apples = input.apples
    publish('stock')
  }),
)
app.get('/log', (_req, res) => {
  res.json(log)
})

const answer: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error)
  const { status = 500, code, expose, message } = error
  res.status(status).json({ code, message: expose ? message : 'Something went wrong' })
}
app.use(answer)
app.listen(3000)
