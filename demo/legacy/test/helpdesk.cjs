// The help desk's own tests, as they were before anything of it was live.
const request = require('supertest')
const openDb = require('../shared/db.cjs')

/** Registers the tests; `createApp` makes the app under test of a database. */
module.exports = function testHelpDesk(createApp) {
  let db
  let app

  beforeEach(() => {
    db = openDb(':memory:')
    app = createApp(db)
  })
  afterEach(() => db.close())

  async function signIn(name) {
    const browser = request.agent(app)
    await browser.post('/login').type('form').send({ name, password: 'desk' }).expect(302)
    return browser
  }
  const machine = (method, path) =>
    request(app)[method](path).set('Accept', 'application/json').set('X-Api-Key', 'bob-key')
  const post = (browser, path, fields) => browser.post(path).type('form').send(fields)

  describe('signing in', () => {
    test('whoever is not signed in is sent to the login, and told why', async () => {
      const browser = request.agent(app)
      await browser.get('/').expect(302).expect('Location', '/tickets')
      await browser.get('/tickets').expect(302).expect('Location', '/login')
      const { text } = await browser.get('/login').expect(200)
      expect(text).toContain('Please sign in')
    })

    test('a wrong password is told once', async () => {
      const browser = request.agent(app)
      await post(browser, '/login', { name: 'bob', password: 'x' })
        .expect(302)
        .expect('Location', '/login')
      expect((await browser.get('/login')).text).toContain('nobody with this name and password')
      expect((await browser.get('/login')).text).not.toContain('nobody with this name')
    })

    test('who is signed in sees their name, until they sign out', async () => {
      const browser = await signIn('bob')
      expect((await browser.get('/tickets').expect(200)).text).toContain('bob, customer')
      await browser.post('/logout').expect(302).expect('Location', '/login')
      await browser.get('/tickets').expect(302)
    })
  })

  describe('the pages', () => {
    test('a customer sees their own tickets, an agent all', async () => {
      const { text } = await (await signIn('bob')).get('/tickets')
      expect(text).toContain('printer')
      expect(text).not.toContain('new colleague')
      expect((await (await signIn('ada')).get('/tickets')).text).toContain('new colleague')
    })

    test('the list is filtered by status, and says by which', async () => {
      const { text } = await (await signIn('bob')).get('/tickets?status=closed')
      expect(text).toContain('bicycle shed')
      expect(text).not.toContain('printer')
      expect(text).toContain('<option value="closed" selected>')
    })

    test('a ticket is opened by a form, and the next page says so once', async () => {
      const browser = await signIn('bob')
      await post(browser, '/tickets', { title: ' No <light> ' })
        .expect(302)
        .expect('Location', '/tickets')
      const { text } = await browser.get('/tickets')
      expect(text).toContain('Ticket 4 is open')
      expect(text).toContain('No &lt;light&gt;')
      expect((await browser.get('/tickets')).text).not.toContain('Ticket 4 is open')
    })

    test('a ticket without a title is refused, on the page that it came from', async () => {
      const browser = await signIn('bob')
      await post(browser, '/tickets', { title: ' ' }).expect(302).expect('Location', '/tickets')
      expect((await browser.get('/tickets')).text).toContain('Give it a title')
    })

    test('a ticket shows its comments, and takes one more', async () => {
      const browser = await signIn('bob')
      await post(browser, '/tickets/1/comments', { text: 'Still twice' })
        .expect(302)
        .expect('Location', '/tickets/1')
      const { text } = await browser.get('/tickets/1').expect(200)
      expect(text).toContain('Since the update on Monday.')
      expect(text).toContain('Still twice')
    })

    test('an agent closes a ticket, a customer may not', async () => {
      const agent = await signIn('ada')
      const customer = await signIn('bob')
      expect((await agent.get('/tickets/1')).text).toContain('Close')
      expect((await customer.get('/tickets/1')).text).not.toContain('Close')
      await post(customer, '/tickets/1/status', { status: 'closed' }).expect(403)
      await post(agent, '/tickets/1/status', { status: 'closed' }).expect(302)
      expect((await customer.get('/tickets/1')).text).toContain('>closed<')
    })

    test('what is not there, or is not theirs, is a page that says so', async () => {
      const browser = await signIn('bob')
      for (const path of ['/nothing', '/tickets/2', '/tickets/99']) {
        const { text } = await browser.get(path).expect(404).expect('Content-Type', /html/)
        expect(text).toContain('There is no such')
      }
    })

    test('no page runs scripts of other sites', async () => {
      const { headers } = await request(app).get('/login')
      expect(headers['content-security-policy']).toContain("script-src 'self'")
    })
  })

  describe('the JSON API', () => {
    test('lists and shows the tickets of whose key it is', async () => {
      const { body } = await machine('get', '/tickets?status=open').expect(200)
      expect(body.map(({ id, title }) => [id, title])).toEqual([
        [1, 'The printer on floor 2 prints everything twice'],
      ])
      const ticket = (await machine('get', '/tickets/1').expect(200)).body
      expect(ticket.comments).toHaveLength(2)
    })

    test('creates a ticket: 201, where it is, and what it is', async () => {
      const { body } = await machine('post', '/tickets')
        .send({ title: 'No light' })
        .expect(201)
        .expect('Location', '/tickets/4')
      expect(body).toMatchObject({ id: 4, title: 'No light', status: 'open', customer: 'bob' })
    })

    test('tells what is wrong as JSON', async () => {
      await machine('post', '/tickets').send({}).expect(400, { error: 'Give it a title' })
      await machine('get', '/tickets/2').expect(404, { error: 'There is no such ticket' })
      await machine('get', '/tickets')
        .set('X-Api-Key', 'x')
        .expect(401, { error: 'Please sign in' })
    })
  })
}
