// express-orion/testing: what the tests of an app need beside supertest.

export { createManualTimers, type ManualTimers } from './manual-timers.js'
export { type LiveTarget, type OpenLive, type OpenLiveOptions, openLive } from './open-live.js'
