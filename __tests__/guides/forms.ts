import express from 'express'
import {
  connect,
  createOrion,
  type Form,
  field,
  form,
  type Html,
  html,
  invalid,
} from 'express-orion'
import type { Generated } from 'kysely'
import multer from 'multer'
import * as v from 'valibot'

interface Database {
  guests: {
    id: Generated<number>
    name: string
    places: number
    vegetarian: number
    note: string | null
    arrival: string
    address: string
    days: string
    photo: Uint8Array | null
  }
}

const orion = createOrion<Database>({ store: 'guests.db' })
await orion.store.schema
  .createTable('guests')
  .ifNotExists()
  .addColumn('id', 'integer', (id) => id.primaryKey())
  .addColumn('name', 'text')
  .addColumn('places', 'integer')
  .addColumn('vegetarian', 'integer')
  .addColumn('note', 'text')
  .addColumn('arrival', 'text')
  .addColumn('address', 'text')
  .addColumn('days', 'text')
  .addColumn('photo', 'blob')
  .execute()

const app = express()
app.use(orion.client())

const missing = 'Please fill this in'
const Text = v.pipe(v.string(missing), v.trim(), v.minLength(1, missing))

// '2' of a form, 2 of JSON. A field that was left empty is '', which Number takes for 0.
const Digits = v.pipe(v.string(), v.trim(), v.digits(), v.transform(Number))
const Count = v.pipe(
  v.union([v.number(), Digits], 'Give a number'),
  v.integer('Give a whole number'),
  v.minValue(1, 'At least one'),
)

// 'on' of a check box that is checked, nothing of one that isn't; true and false of JSON.
const Checked = v.pipe(
  v.optional(v.union([v.boolean(), v.literal('on')]), false),
  v.transform((value) => value !== false),
)

// '' of a field that was left empty; JSON leaves it out, or says null.
const Optional = v.pipe(
  v.nullish(v.string(), ''),
  v.trim(),
  v.transform((text) => text || null),
)

// Nothing of radio buttons where none was chosen, which is no reason to tell of a missing key.
const Arrival = v.pipe(v.optional(v.string(), ''), v.picklist(['train', 'car'], 'Choose one'))

// Nothing of a list where nothing was chosen.
const Days = v.optional(v.array(v.picklist(['Friday', 'Saturday', 'Sunday'])), [])

const Guest = v.object({
  name: Text,
  places: Count,
  vegetarian: Checked,
  note: Optional,
  arrival: Arrival,
  address: v.object({ street: Text, city: Text }),
  days: Days,
})

function GuestForm(action: string, f: Form): Html {
  return html`<form method="post" action="${action}" ${f}
    data-on:submit="@post('${action}', {contentType: 'form'})">
    ${f.alert}
    ${field(f, 'name', { label: 'Name', autocomplete: 'name' })}
    ${field(f, 'places', { label: 'Places', type: 'number', min: 1 })}
    ${field(f, 'vegetarian', { label: 'Vegetarian', type: 'checkbox' })}
    ${field(f, 'note', { label: 'Note (optional)', type: 'textarea' })}
    ${field(f, 'arrival', {
      label: 'Arrival',
      type: 'radio',
      options: [
        ['train', 'By train'],
        ['car', 'By car'],
      ],
    })}
    ${field(f, 'address.street', { label: 'Street' })}
    ${field(f, 'address.city', { label: 'City' })}
    ${field(f, 'days', {
      label: 'Days',
      type: 'select',
      multiple: true,
      options: [['Friday', 'Friday evening'], 'Saturday', 'Sunday'],
    })}
    <button>Save</button>
  </form>`
}

function Page(title: string, body: Html): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head><title>${title}</title>${orion.script()}</head>
      <body><h1>${title}</h1>${body}${orion.toasts()}</body>
    </html>`
  return `${page}`
}

app.get('/new', (_req, res) => {
  res.send(Page('A new guest', GuestForm('/new', form('guest', { places: 1 }))))
})

app.post(
  '/new',
  orion.command(
    Guest,
    async ({ input, store, publish, respond, res }) => {
      const same = await store
        .selectFrom('guests')
        .select('id')
        .where('name', '=', input.name)
        .executeTakeFirst()
      if (same) throw invalid({ name: `${input.name} is coming already` })
      if (input.places > 8 && input.address.city !== 'Bern') {
        throw invalid({ '': 'That is too many from afar', 'address.city': 'Not in Bern' })
      }
      const { id } = await store
        .insertInto('guests')
        .values(rowOf(input))
        .returning('id')
        .executeTakeFirstOrThrow()
      publish('guests')
      respond.redirect(`/guests/${id}`)
      res.status(201).set('Location', `/guests/${id}`)
      return { id }
    },
    {
      form: 'guest',
      invalid: (f, _req, res) => {
        res.send(Page('A new guest', GuestForm('/new', f)))
      },
    },
  ),
)

function rowOf({ address, days, vegetarian, ...guest }: v.InferOutput<typeof Guest>) {
  return {
    ...guest,
    vegetarian: vegetarian ? 1 : 0,
    address: JSON.stringify(address),
    days: JSON.stringify(days),
  }
}

const Id = v.object({ id: v.pipe(v.string(), v.digits(), v.transform(Number)) })

app.get('/guests/:id', async (req, res) => {
  const { address, days, ...guest } = await orion.reader
    .selectFrom('guests')
    .selectAll()
    .where('id', '=', Number(req.params.id))
    .executeTakeFirstOrThrow()
  const values = { ...guest, address: JSON.parse(address), days: JSON.parse(days) }
  res.send(Page(guest.name, GuestForm(req.path, form('guest', values))))
})

app.post(
  '/guests/:id',
  orion.command(
    Guest,
    async ({ input, params, store, publish, respond }) => {
      await store.updateTable('guests').set(rowOf(input)).where('id', '=', params.id).execute()
      publish('guests')
      respond.toast('Saved', { tone: 'success' })
    },
    {
      params: Id,
      form: 'guest',
      invalid: (f, req, res) => {
        res.send(Page('Please check', GuestForm(req.path, f)))
      },
    },
  ),
)

const guests = orion.live('guests', async ({ store }) => {
  const rows = await store.selectFrom('guests').select(['id', 'name', 'places']).execute()
  return html`<ul id="guests">${rows.map(({ id, name, places }) => {
    const f = form(`places_${id}`, { places })
    return html`<li id="guest-${id}"><a href="/guests/${id}">${name}</a>
      <form method="post" action="/guests/${id}/places" ${f}
        data-on:submit="@post('/guests/${id}/places', {contentType: 'form'})">
        ${field(f, 'places', { label: `Places for ${name}`, type: 'number' })}
        <button>Change</button>
      </form></li>`
  })}</ul>`
})

app.post(
  '/guests/:id/places',
  orion.command(
    v.object({ places: Count }),
    async ({ input, params, store, publish }) => {
      await store.updateTable('guests').set(input).where('id', '=', params.id).execute()
      publish('guests')
    },
    { params: Id, form: ({ id }) => `places_${id}` },
  ),
)

app.get(['/', '/guests/:id/places'], guests, async (req, res) => {
  const list = html`<div ${connect('/')}>${await guests.render(req)}</div>`
  res.send(Page('Guests', list))
})

const photos = multer({ limits: { fileSize: 1_000_000 } })

app.get('/guests/:id/photo', (req, res) => {
  const f = form('photo')
  const upload = html`<form method="post" action="${req.path}" enctype="multipart/form-data" ${f}
    data-on:submit="@post('${req.path}', {contentType: 'form'})">
    ${field(f, 'photo', { label: 'Photo', type: 'file', accept: 'image/*' })}
    <button>Send</button>
  </form>`
  res.send(Page('A photo', upload))
})

app.post(
  '/guests/:id/photo',
  orion.sameOrigin(),
  photos.single('photo'),
  orion.command(
    v.object({}),
    async ({ params, store, req, respond }) => {
      if (!req.file) throw invalid({ photo: 'Choose a photo' })
      const photo = req.file.buffer
      await store.updateTable('guests').set({ photo }).where('id', '=', params.id).execute()
      respond.toast('Thank you')
    },
    { params: Id, form: 'photo' },
  ),
)

app.listen(3000)
