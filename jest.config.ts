import { join } from 'node:path'
import type { Config } from 'jest'

// What npm run test:matrix puts in place of what is installed: an older Express (4 or 4.17), and a folder
// with the packages that npm picks for another Node.
const { EXPRESS = '5', NODE_PACKAGES } = process.env

// What comes as ES modules alone: arktype, what it is made of, and Kysely from 0.29 on.
const esModules = `(?:arktype|arkregex|@ark${NODE_PACKAGES === undefined ? '' : '|\\.cache|kysely'})`

const config: Config = {
  testEnvironment: '<rootDir>/__tests__/support/leak-environment.ts',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  // Jest on Node 20 can't require an ES module, so the sources are compiled to CommonJS here.
  transform: {
    '\\.c?ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
    [`node_modules/${esModules}/.*\\.js$`]: [
      '@swc/jest',
      { jsc: { target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!${esModules}/)`],
  moduleNameMapper: {
    '^express-orion$': '<rootDir>/lib/index.ts',
    '^express-orion/testing$': '<rootDir>/lib/testing.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Ours alone: zod's files import each other by such names.
    '^(\\.{1,2}/load-sqlite)\\.cjs$': '$1.cts',
    ...(EXPRESS !== '5' && { '^express$': `express-${EXPRESS}` }),
    ...(NODE_PACKAGES !== undefined && {
      '^better-sqlite3$': join(NODE_PACKAGES, 'better-sqlite3'),
      '^kysely$': join(NODE_PACKAGES, 'kysely/dist/index.js'),
    }),
  },
  moduleFileExtensions: ['ts', 'cts', 'js', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  maxWorkers: 2,
  // A leak fails its file; without this it would keep the whole run from ending as well.
  forceExit: true,
  // Long enough for a machine that is slow and busy: what is waited for has limits of its own.
  testTimeout: 60_000,
}

export default config
