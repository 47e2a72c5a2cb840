// Messages for the next page, kept in the session until it is shown. As connect-flash has it.

module.exports = function flash() {
  return function flash(req, _res, next) {
    req.flash = (type, text) => {
      const messages = req.session.flash || {}
      if (type) req.session.flash = { ...messages, [type]: [...(messages[type] || []), text] }
      else delete req.session.flash
      return messages
    }
    next()
  }
}
