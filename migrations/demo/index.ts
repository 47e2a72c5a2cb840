// The demo's migrations, in the order of their names.
import type { Migration } from 'kysely'
import * as todos from './0001-todos.js'
import * as peopleProjectsRooms from './0002-people-projects-rooms.js'
import * as catalogue from './0003-catalogue.js'
import * as products from './0004-products.js'
import * as jobs from './0005-jobs.js'
import * as orders from './0006-orders.js'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-todos': todos,
  '0002-people-projects-rooms': peopleProjectsRooms,
  '0003-catalogue': catalogue,
  '0004-products': products,
  '0005-jobs': jobs,
  '0006-orders': orders,
}
