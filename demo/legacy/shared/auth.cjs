// Who is signed in: by the session in a browser, by a key for machines.

/** The user of a request; undefined for nobody. */
exports.currentUser = function currentUser(db, req) {
  const key = req.get('X-Api-Key')
  return key ? db.userByKey(key) : db.userById(req.session.userId)
}

exports.requireUser = function requireUser(req, res, next) {
  if (req.user) return next()
  res.format({
    html: () => {
      req.flash('error', 'Please sign in')
      res.redirect('/login')
    },
    json: () => res.status(401).json({ error: 'Please sign in' }),
  })
}

exports.requireAgent = function requireAgent(req, _res, next) {
  if (req.user.role === 'agent') return next()
  next(Object.assign(new Error('Agents only'), { status: 403 }))
}
