// Loads better-sqlite3, an optional dependency. A CommonJS file, for only `require` can load one without
// waiting, and in both builds.
import type Database = require('better-sqlite3')

export = function loadSqlite(): typeof Database {
  return require('better-sqlite3')
}
