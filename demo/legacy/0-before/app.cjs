// The help desk: a database comes in, an Express app goes out.
const path = require('node:path')
const express = require('express')
const session = require('express-session')
const helmet = require('helmet')
const auth = require('../shared/auth.cjs')
const flash = require('../shared/flash.cjs')
const sessionRoutes = require('../shared/session-routes.cjs')
const ticketRoutes = require('./routes/tickets.cjs')

const shared = path.join(__dirname, '../shared')

module.exports = function createApp(db) {
  const app = express()
  app.set('view engine', 'ejs')
  app.set('views', [path.join(__dirname, 'views'), path.join(shared, 'views')])

  app.use(helmet())
  app.use(express.static(path.join(shared, 'public')))
  app.use(express.urlencoded({ extended: false }))
  app.use(express.json())
  app.use(session({ secret: 'keyboard cat', resave: false, saveUninitialized: false }))
  app.use(flash())
  app.use((req, res, next) => {
    req.user = auth.currentUser(db, req)
    res.locals.user = req.user
    res.locals.messages = req.flash()
    next()
  })

  app.get('/', (_req, res) => res.redirect('/tickets'))
  app.use(sessionRoutes(db))
  app.use('/tickets', auth.requireUser, ticketRoutes(db))

  app.use((_req, _res, next) => {
    next(Object.assign(new Error('There is no such page'), { status: 404 }))
  })
  app.use((error, _req, res, next) => {
    if (res.headersSent) return next(error)
    const status = error.status || 500
    const message = status < 500 ? error.message : 'That did not work'
    if (status >= 500) console.error(error)
    res.status(status).format({
      html: () => res.render('error', { message }),
      json: () => res.json({ error: message }),
    })
  })
  return app
}
