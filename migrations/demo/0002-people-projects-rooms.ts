// The tables of the scenes roles, project and rooms, with something in each for the first visitor.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createPeople(db)
  await createProjects(db)
  await createRooms(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  const tables = ['messages', 'rooms', 'files', 'comments', 'projects', 'notices', 'people']
  for (const table of tables) await db.schema.dropTable(table).execute()
}

async function createPeople(db: Kysely<unknown>): Promise<void> {
  await table(db, 'people')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .execute()
  await table(db, 'notices')
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('person_id', 'integer', (column) => column.notNull().references('people.id'))
    .execute()
  await sql`insert into people (id, name, role) values
    (1, 'Ada', 'admin'), (2, 'Bob', 'member'), (3, 'Cleo', 'guest')`.execute(db)
  await sql`insert into notices (text, person_id) values
    ('The kitchen is closed on Friday', 1), ('Who has the key to the bike shed?', 2)`.execute(db)
}

async function createProjects(db: Kysely<unknown>): Promise<void> {
  await table(db, 'projects')
    .addColumn('name', 'text', (column) => column.notNull())
    .execute()
  await ofProject(db, 'comments')
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute()
  await ofProject(db, 'files')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('content', 'blob', (column) => column.notNull())
    .execute()
  await sql`insert into projects (id, name) values
    (1, 'Summer party'), (2, 'New website')`.execute(db)
  await sql`insert into comments (project_id, author, text) values
    (1, 'Ada', 'The garden is ours from six.'), (1, 'Bob', 'I bring the speakers.'),
    (2, 'Cleo', 'Can we keep the old photos?')`.execute(db)
  const content = Buffer.from('Bread\nCheese\nTwelve lemons\n')
  await sql`insert into files (project_id, name, content)
    values (1, 'shopping.txt', ${content})`.execute(db)
}

async function createRooms(db: Kysely<unknown>): Promise<void> {
  await table(db, 'rooms')
    .addColumn('name', 'text', (column) => column.notNull())
    .execute()
  await table(db, 'messages')
    .addColumn('room_id', 'integer', (column) => column.notNull().references('rooms.id'))
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute()
  await sql`insert into rooms (id, name) values (1, 'Lobby'), (2, 'Kitchen')`.execute(db)
  await sql`insert into messages (room_id, author, text) values
    (1, 'Ada', 'Hello, who is there?'), (2, 'Bob', 'There is cake.')`.execute(db)
}

// An id that was deleted must not come back: the address of a project that is gone stays a 404.
function table(db: Kysely<unknown>, name: string) {
  return db.schema
    .createTable(name)
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
}

/** What belongs to a project goes with it. */
function ofProject(db: Kysely<unknown>, name: string) {
  return table(db, name).addColumn('project_id', 'integer', (column) =>
    column.notNull().references('projects.id').onDelete('cascade'),
  )
}
