// The tickets: pages with forms for people, the same addresses as JSON for machines.
const express = require('express')
const auth = require('../../shared/auth.cjs')

module.exports = function ticketRoutes(db, orion) {
  const router = express.Router()
  const member = orion.as((req) => auth.currentUser(db, req))
  const topic = ({ params }) => `ticket:${params.id}`
  const topics = (req) => ['tickets', topic(req)]

  router.get('/', member.live('tickets'), (req, res) => {
    const { status = '' } = req.query
    const tickets = db.tickets(req.user, status)
    res.format({
      html: () => res.render('tickets', { tickets, status }),
      json: () => res.json(tickets),
    })
  })

  router.post('/', orion.publishes('tickets'), (req, res) => {
    const title = String(req.body.title || '').trim()
    if (!title) {
      return res.format({
        html: () => {
          req.flash('error', 'Give it a title')
          res.redirect('/tickets')
        },
        json: () => res.status(400).json({ error: 'Give it a title' }),
      })
    }
    const id = db.addTicket(req.user, title)
    res.format({
      html: () => {
        req.flash('info', `Ticket ${id} is open`)
        res.redirect('/tickets')
      },
      json: () => res.status(201).location(`/tickets/${id}`).json(db.ticket(req.user, id)),
    })
  })

  router.get('/:id', member.live(topic), (req, res) => {
    const ticket = db.ticket(req.user, req.params.id)
    const comments = db.comments(ticket.id)
    res.format({
      html: () => res.render('ticket', { ticket, comments }),
      json: () => res.json({ ...ticket, comments }),
    })
  })

  router.post('/:id/comments', orion.publishes(topics), (req, res) => {
    const ticket = db.ticket(req.user, req.params.id)
    const text = String(req.body.text || '').trim()
    if (text) db.addComment(req.user, ticket.id, text)
    else req.flash('error', 'Write something first')
    res.redirect(`/tickets/${ticket.id}`)
  })

  router.post('/:id/status', auth.requireAgent, orion.publishes(topics), (req, res) => {
    const ticket = db.ticket(req.user, req.params.id)
    const status = req.body.status === 'closed' ? 'closed' : 'open'
    db.setStatus(ticket.id, status)
    req.flash('info', `Ticket ${ticket.id} is ${status}`)
    res.redirect(`/tickets/${ticket.id}`)
  })

  return router
}
