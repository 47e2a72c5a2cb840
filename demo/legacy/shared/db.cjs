// The help desk's data: SQLite by hand. Each function is one transaction, over when it returns.
const crypto = require('node:crypto')
const Database = require('better-sqlite3')

const schema = `
  create table if not exists users (
    id integer primary key, name text unique, role text, salt text, hash text, key text unique
  );
  create table if not exists tickets (
    id integer primary key, user_id integer, title text, status text default 'open',
    changed_at text default (strftime('%Y-%m-%d %H:%M', 'now'))
  );
  create table if not exists comments (
    id integer primary key, ticket_id integer, user_id integer, text text,
    at text default (strftime('%Y-%m-%d %H:%M', 'now'))
  );
`

const selectTickets = `
  select tickets.id, title, status, changed_at, users.name as customer,
    (select count(*) from comments where ticket_id = tickets.id) as comments
  from tickets join users on users.id = user_id
  where (@role = 'agent' or user_id = @id)
`

/** Opens the database, and fills one that is new. */
module.exports = function openDb(file) {
  const sql = new Database(file)
  sql.pragma('foreign_keys = on')
  sql.exec(schema)
  const db = queries(sql)
  if (sql.prepare('select count(*) as users from users').get().users === 0) seed(sql, db)
  return db
}

function queries(sql) {
  const tickets = sql.prepare(
    `${selectTickets} and (@status = '' or status = @status) order by changed_at desc, tickets.id desc`,
  )
  const ticket = sql.prepare(`${selectTickets} and tickets.id = @ticket`)
  const comments = sql.prepare(`
    select text, at, name, role from comments join users on users.id = user_id
    where ticket_id = ? order by comments.id
  `)
  const userById = sql.prepare('select id, name, role from users where id = ?')
  const userByKey = sql.prepare('select id, name, role from users where key = ?')
  const login = sql.prepare('select id, salt, hash from users where name = ?')
  const insertTicket = sql.prepare('insert into tickets (user_id, title) values (?, ?)')
  const insertComment = sql.prepare(
    'insert into comments (ticket_id, user_id, text) values (?, ?, ?)',
  )
  const touch = sql.prepare(
    `update tickets set changed_at = strftime('%Y-%m-%d %H:%M', 'now') where id = ?`,
  )
  const setStatus = sql.prepare('update tickets set status = ? where id = ?')

  return {
    userById: (id) => userById.get(id || 0),
    userByKey: (key) => userByKey.get(key),
    /** The id of the user whose password this is. */
    login(name, password) {
      const found = login.get(name)
      return found && found.hash === hashOf(password, found.salt) ? found.id : undefined
    },
    /** What a user may see: an agent all tickets, a customer their own. */
    tickets: ({ id, role }, status) => tickets.all({ id, role, status }),
    ticket({ id, role }, number) {
      const found = ticket.get({ id, role, ticket: number })
      if (!found) throw Object.assign(new Error('There is no such ticket'), { status: 404 })
      return found
    },
    comments: (number) => comments.all(number),
    addTicket: (user, title) => insertTicket.run(user.id, title).lastInsertRowid,
    addComment: sql.transaction((user, number, text) => {
      insertComment.run(number, user.id, text)
      touch.run(number)
    }),
    setStatus: sql.transaction((number, status) => {
      setStatus.run(status, number)
      touch.run(number)
    }),
    close: () => sql.close(),
  }
}

function hashOf(password, salt) {
  return crypto.scryptSync(password, salt, 16).toString('hex')
}

// Their password is "desk".
const people = [
  ['ada', 'agent', '4b1f872f0bf559fbd0aa100626179bbd'],
  ['bob', 'customer', '2fad35830b67b90509058ae4b5cd3044'],
  ['cleo', 'customer', 'a221ffbfdb18e337b49f6e299b1d53ef'],
]

function seed(sql, db) {
  const insert = sql.prepare(
    'insert into users (name, role, salt, hash, key) values (?, ?, ?, ?, ?)',
  )
  for (const [name, role, hash] of people) insert.run(name, role, name, hash, `${name}-key`)
  const [ada, bob, cleo] = [1, 2, 3].map((id) => db.userById(id))
  const printer = db.addTicket(bob, 'The printer on floor 2 prints everything twice')
  db.addComment(bob, printer, 'Since the update on Monday.')
  db.addComment(ada, printer, "Thank you. I'll look at it this afternoon.")
  db.addTicket(cleo, 'A screen for the new colleague')
  const badge = db.addTicket(bob, 'My badge does not open the bicycle shed')
  db.addComment(ada, badge, 'It does now.')
  db.setStatus(badge, 'closed')
}
