// biome-ignore-all assist/source/organizeImports: grouped by what a user looks for
// The public surface. What isn't named here is internal.

// The kit
export type { ClientOptions } from './client-asset.js'
export { createOrion } from './create-orion.js'
export type { Orion } from './orion.js'
export type {
  ErrorContext,
  HostStoreOptions,
  Limits,
  OrionOptions,
  StorelessOptions,
  StoreOptions,
} from './orion-options.js'

// The read side
export type { LiveFactory, LiveHandler, LiveOptions } from './live.js'
export type { Part, PartContext, UsePart } from './parts.js'
export type { CheckContext, Given, RenderContext } from './route.js'
export type { DisconnectMatch } from './streams.js'
export { template } from './template.js'
export type { Topics } from './topics.js'
export type { ViewerFunction, ViewerOf } from './viewer.js'

// The write side
export type {
  CommandContext,
  CommandFactory,
  CommandOptions,
  WritesCommandContext,
} from './command.js'
export type { PublishesFactory } from './publishes.js'
export type { Respond } from './respond.js'
export type { WriteContext, WritesContext } from './writer.js'

// Markup
export { type Attributes, type Html, html, raw } from './html.js'
export { type ActionOptions, action, js } from './expression.js'
export { untrusted } from './untrusted.js'
export { connect, type ConnectOptions } from './connect.js'
export { type Choice, type FieldAttributes, field } from './field.js'
export { type Form, form, formErrors } from './form.js'
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
export type { AboutView, CloseReason, DiagnosticsMessages } from './diagnostics.js'
export type { Handler } from './handler.js'
export type { Store } from './store.js'
export type { StandardSchemaV1 } from './schema.js'
export type { Timers } from './timers.js'
