// express-orion/testing: what the tests of an app need beside supertest.

export { type LiveTarget, type OpenLive, type OpenLiveOptions, openLive } from './open-live.js'
