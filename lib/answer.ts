// The answer to a command, in the way of each kind of caller: after the commit, or where the input was
// invalid.
import type { Request, Response } from 'express'
import { callerOf } from './caller.js'
import { type InputIssue, issueText } from './errors.js'
import { patchSignals } from './events.js'
import { formErrors } from './form.js'
import { type Html, html } from './html.js'
import { type Said, toastEvent } from './respond.js'
import {
  sendEvents,
  sendJson,
  sendOn,
  sendPage,
  sendProblem,
  setStatus,
  unprocessable,
} from './response.js'

/** Answers a command that has committed. */
export function sendAnswer(
  req: Request,
  res: Response,
  outcome: {
    readonly said: Said
    readonly formName: string | undefined
    readonly result: unknown
  },
): void {
  const { said, formName, result } = outcome
  const caller = callerOf(req)
  if (caller === 'json') sendJson(res, result)
  else if (caller === 'form') sendOn(res, said.location ?? req.originalUrl)
  else sendEvents(res, [...clearedErrors(formName), ...said.events])
}

/** An input that the schema or the handler refused. */
export interface Refusal {
  readonly issues: readonly InputIssue[]
  readonly formName: string | undefined
  /** The host's own page for a plain form. */
  readonly showPage: (() => unknown) | undefined
}

/**
 * Answers a command whose input was refused.
 *
 * @throws what the host's own page throws
 */
export async function sendInvalid(req: Request, res: Response, refusal: Refusal): Promise<void> {
  const { issues, formName, showPage } = refusal
  const caller = callerOf(req)
  if (caller === 'datastar') sendEvents(res, errorEvents(issues, formName))
  else if (caller === 'json') sendProblem(res, unprocessable, { errors: issues })
  else if (showPage) {
    setStatus(res, unprocessable)
    await showPage()
  } else sendPage(res, unprocessable, errorPage(issues, req.originalUrl).toString())
}

// A merge leaves in place what it doesn't name, so the errors of the last try are removed first.
function clearedErrors(formName: string | undefined): readonly string[] {
  return formName === undefined ? [] : [patchSignals({ _errors: { [formName]: null } })]
}

function errorEvents(
  issues: readonly InputIssue[],
  formName: string | undefined,
): readonly string[] {
  if (formName === undefined) return [toastEvent(issues.map(issueText).join('\n'), 'error')]
  return [...clearedErrors(formName), patchSignals(formErrors(formName, issues))]
}

function errorPage(issues: readonly InputIssue[], back: string): Html {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Please check</title></head>
<body>
<h1>Please check what you entered</h1>
<ul>
${issues.map((issue) => html`<li>${issueText(issue)}</li>`)}
</ul>
<p>Your browser's back button brings you to what you typed; or <a href="${back}">start again</a>.</p>
</body>
</html>`
}
