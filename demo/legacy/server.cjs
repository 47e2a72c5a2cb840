// Starts one of the four help desks: `npm run build`, then `node demo/legacy/server.cjs 3-two-routes`.
// PORT (3000; 0 for any free one), HOST (127.0.0.1) and DATABASE_URL (helpdesk.db) are honoured.
const path = require('node:path')
const openDb = require('./shared/db.cjs')

const { PORT = '3000', HOST = '127.0.0.1', DATABASE_URL = 'helpdesk.db' } = process.env
const step = process.argv[2] || '0-before'
const createApp = require(path.join(__dirname, path.basename(step), 'app.cjs'))

const server = createApp(openDb(DATABASE_URL)).listen(Number(PORT), HOST, () => {
  console.log(`The help desk (${step}) is at http://${HOST}:${server.address().port}`)
  console.log('Sign in as ada (an agent), bob or cleo; the password is desk')
})
