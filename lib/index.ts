// biome-ignore-all assist/source/organizeImports: grouped by what a user looks for
// The public surface. What isn't named here is internal.

// The kit
export { createOrion, type Orion } from './orion.js'
export type {
  ErrorContext,
  OrionOptions,
  StorelessOptions,
  StoreOptions,
} from './orion-options.js'

// The read side
export type { LiveFactory, LiveHandler, LiveOptions } from './live.js'
export type { Given, RenderContext, Topics } from './route.js'

// The write side
export type { CommandContext, CommandFactory, CommandOptions } from './command.js'
export type { Respond } from './respond.js'
export type { WriteContext } from './writer.js'

// Markup
export { type Attributes, type Html, html, raw } from './html.js'
export { connect, type ConnectOptions } from './connect.js'
export { type FieldAttributes, type Form, field, form, formErrors } from './form.js'
export type { PatchMode, PatchOptions } from './events.js'
export type { ToastTone } from './toasts.js'

// Errors
export {
  InvalidInputError,
  type InputIssue,
  invalid,
  OrionError,
  type OrionErrorCode,
} from './errors.js'

// Seams
export type { StandardSchemaV1 } from './schema.js'
export type { Timers } from './timers.js'
