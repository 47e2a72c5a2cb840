import type { Config } from 'jest'

const config: Config = {
  testEnvironment: '<rootDir>/__tests__/support/leak-environment.ts',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  // Jest on Node 20 can't require an ES module, so the sources are compiled to CommonJS here.
  transform: {
    '\\.c?ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
    // arktype and what it is made of come as ES modules alone.
    'node_modules/(?:arktype|arkregex|@ark)/.*\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(?:arktype|arkregex|@ark)/)'],
  moduleNameMapper: {
    '^express-orion$': '<rootDir>/lib/index.ts',
    '^express-orion/testing$': '<rootDir>/lib/testing.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Ours alone: zod's files import each other by such names.
    '^(\\.{1,2}/load-sqlite)\\.cjs$': '$1.cts',
  },
  moduleFileExtensions: ['ts', 'cts', 'js', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  maxWorkers: 2,
  // A leak fails its file; without this it would keep the whole run from ending as well.
  forceExit: true,
  testTimeout: 20_000,
}

export default config
