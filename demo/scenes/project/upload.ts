// Reads the one file of a multipart form into memory, up to a size; says in res.locals what was wrong with it.
import type { RequestHandler } from 'express'
import multer from 'multer'
import { HttpError } from '../../http-error.js'

const mostBytes = 1024 * 1024

const readOne = multer({
  storage: multer.memoryStorage(),
  limits: { files: 1, fileSize: mostBytes },
  // Browsers send the names of files in UTF-8.
  defParamCharset: 'utf8',
}).single('file')

/** A file that is too large is the form's error, which the command behind tells beside the field. */
export const readFile: RequestHandler = (req, res, next) => {
  readOne(req, res, (error: unknown) => {
    if (error === undefined) return next()
    const isTooLarge = error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE'
    if (!isTooLarge) return next(new HttpError(400, 'no form with one file came', { cause: error }))
    res.locals.refusal = 'Keep it to a megabyte'
    next()
  })
}
