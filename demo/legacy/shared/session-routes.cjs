// Signing in and out.
const express = require('express')

module.exports = function sessionRoutes(db) {
  const router = express.Router()

  router.get('/login', (_req, res) => res.render('login'))

  router.post('/login', (req, res, next) => {
    const id = db.login(String(req.body.name), String(req.body.password))
    if (!id) {
      req.flash('error', 'There is nobody with this name and password')
      return res.redirect('/login')
    }
    // A new session, so that nobody who knows the old one is signed in with it.
    req.session.regenerate((error) => {
      if (error) return next(error)
      req.session.userId = id
      res.redirect('/tickets')
    })
  })

  router.post('/logout', (req, res, next) => {
    req.session.destroy((error) => (error ? next(error) : res.redirect('/login')))
  })

  return router
}
