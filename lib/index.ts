// The public surface. What isn't named here is internal.

// The write side
export type { CommandContext, CommandFactory, CommandOptions } from './command.js'
export type { ConnectOptions } from './connect.js'
export { connect } from './connect.js'
export type { InputIssue, OrionErrorCode } from './errors.js'
// Errors
export { InvalidInputError, invalid, OrionError } from './errors.js'
export type { PatchMode, PatchOptions } from './events.js'
export type { FieldAttributes, Form } from './form.js'
export { field, form, formErrors } from './form.js'
export type { Attributes, Html } from './html.js'
// Markup
export { html, raw } from './html.js'
// The read side
export type { LiveFactory, LiveHandler, LiveOptions } from './live.js'
export type {
  ErrorContext,
  Orion,
  OrionOptions,
  StorelessOptions,
  StoreOptions,
} from './orion.js'
// The kit
export { createOrion } from './orion.js'
export type { Respond } from './respond.js'
export type { Given, RenderContext, Topics } from './route.js'
// Seams
export type { StandardSchemaV1 } from './schema.js'
export type { Timers } from './timers.js'
export type { ToastTone } from './toasts.js'
export type { WriteContext } from './writer.js'
